// Every question about an account that MongoDB is asked, with what a caller sent in place of one value of it.
// Invariant: `comparing` are also asked with strings; of `recording` a string would be a new record, or a place to read on from.
import type { MongoStores } from '../../adapters/mongo/stores.ts';
import type { OperatorRow } from './operator-row.ts';
import {
  account,
  client,
  consent,
  device,
  enrollments,
  password,
  request,
  secret,
} from './operator-scene.ts';
import { now } from './samples.ts';

const { id, tenantId } = account;
const nothing = { items: [], next: null };
const changed = { ok: false, reason: 'changed' };
const taken = { ok: false, taken: 'id' };
const renewal = { hash: 'stolen', previousUntil: now, browser: null, place: '', lastUsedAt: now };

export const comparing: readonly OperatorRow[] = [
  ['directory.find', (to, sent) => to.directory.find(sent), undefined],
  ['directory.findByIdentifier, tenant', (to, sent) => to.directory.findByIdentifier(sent, 'zoe'), undefined],
  [
    'directory.findByIdentifier, identifier',
    (to, sent) => to.directory.findByIdentifier(tenantId, sent),
    undefined,
  ],
  ['accounts.find', (to, sent) => to.accounts.find(sent), undefined],
  ['accounts.list', (to, sent) => to.accounts.list(sent, null, 9), nothing],
  ['accounts.anyInGroup, tenant', (to, sent) => to.accounts.anyInGroup(sent, 'g'), false],
  ['accounts.anyInGroup, group', (to, sent) => to.accounts.anyInGroup(tenantId, sent), false],
  ['passwords.find', (to, sent) => to.passwords.find(sent), undefined],
  ['enrollments.find', async (to, sent) => (await to.enrollments.find(sent)).version, 0],
  ['oneTimeSecrets.find', (to, sent) => to.oneTimeSecrets.find(sent, now), undefined],
  [
    'oneTimeSecrets.findFor, account',
    (to, sent) => to.oneTimeSecrets.findFor(sent, secret.purpose, now),
    undefined,
  ],
  ['oneTimeSecrets.findFor, purpose', (to, sent) => to.oneTimeSecrets.findFor(id, sent, now), undefined],
  ['consents.find, account', (to, sent) => to.consents.find(sent, client.id), undefined],
  ['consents.find, client', (to, sent) => to.consents.find(id, sent), undefined],
  ['consents.ofAccount', (to, sent) => to.consents.ofAccount(sent), []],
  ['accounts.replace', (to, sent) => to.accounts.replace({ ...account, id: sent, version: 2 }), changed],
  ['passwords.set, account', (to, sent) => setPassword(to, { accountId: sent }, password.version), false],
  ['passwords.set, version', (to, sent) => setPassword(to, {}, sent), false],
  ['passwords.rehash, account', (to, sent) => to.passwords.rehash(sent, password.version, 'stolen'), false],
  ['passwords.rehash, version', (to, sent) => to.passwords.rehash(id, sent, 'stolen'), false],
  [
    'passwords.refuse, account',
    (to, sent) => to.passwords.refuse(sent, password.version, 'everybody'),
    undefined,
  ],
  ['passwords.refuse, version', (to, sent) => to.passwords.refuse(id, sent, 'everybody'), undefined],
  ['passwords.admit', (to, sent) => to.passwords.admit(sent), undefined],
  ['enrollments.replace', (to, sent) => replaceEnrollments(to, { accountId: sent, version: 2 }), changed],
  ['oneTimeSecrets.takeTry', (to, sent) => to.oneTimeSecrets.takeTry(sent, now), false],
  ['oneTimeSecrets.consume', (to, sent) => to.oneTimeSecrets.consume(sent, now), false],
  ['oneTimeSecrets.void', (to, sent) => to.oneTimeSecrets.void(sent), undefined],
  ['consents.forget, account', (to, sent) => to.consents.forget(sent, client.id), undefined],
  ['consents.forget, client', (to, sent) => to.consents.forget(id, sent), undefined],
  ['rememberedDevices.find', (to, sent) => to.rememberedDevices.find(sent), undefined],
  [
    'rememberedDevices.renew, id',
    (to, sent) => to.rememberedDevices.renew(sent, device.hash, renewal),
    false,
  ],
  [
    'rememberedDevices.renew, from',
    (to, sent) => to.rememberedDevices.renew(device.id, sent, renewal),
    false,
  ],
  ['rememberedDevices.list', (to, sent) => to.rememberedDevices.list(sent, null, 9), []],
  ['rememberedDevices.revoke, id', (to, sent) => to.rememberedDevices.revoke(sent, id, now), false],
  [
    'rememberedDevices.revoke, account',
    (to, sent) => to.rememberedDevices.revoke(device.id, sent, now),
    false,
  ],
  ['rememberedDevices.revokeAll', (to, sent) => to.rememberedDevices.revokeAll(sent, now), 0],
  [
    'rememberedDevices.revokeIn',
    (to, sent) => to.rememberedDevices.revokeIn(sent, { provedUpTo: now }, now),
    0,
  ],
  [
    'rememberedDevices.revokeIn, kind',
    (to, sent) => to.rememberedDevices.revokeIn(tenantId, { kind: sent }, now),
    0,
  ],
  [
    'rememberedDevices.revokeIn, level',
    (to, sent) => to.rememberedDevices.revokeIn(tenantId, { level: sent }, now),
    0,
  ],
  ['helpRequests.find', (to, sent) => to.helpRequests.find(sent), undefined],
  ['helpRequests.openOf', (to, sent) => to.helpRequests.openOf(sent), undefined],
  ['helpRequests.list', (to, sent) => to.helpRequests.list(sent, 'all', null, 9), []],
  ['helpRequests.close', (to, sent) => to.helpRequests.close(sent, now, 'x'), false],
];

export const recording: readonly OperatorRow[] = [
  ['accounts.list, after', (to, sent) => to.accounts.list(tenantId, sent, 9), nothing],
  ['accounts.create', (to, sent) => to.accounts.create({ ...account, id: sent }), taken],
  ['passwords.set, first', (to, sent) => setPassword(to, { accountId: sent }, null), false],
  [
    'enrollments.replace, first',
    (to, sent) => replaceEnrollments(to, { accountId: sent, version: 1 }),
    changed,
  ],
  ['oneTimeSecrets.issue', (to, sent) => to.oneTimeSecrets.issue({ ...secret, accountId: sent }), undefined],
  ['consents.remember', (to, sent) => to.consents.remember({ ...consent, clientId: sent }), undefined],
  ['rememberedDevices.create', (to, sent) => to.rememberedDevices.create({ ...device, id: sent }), false],
  ['rememberedDevices.list, after', (to, sent) => to.rememberedDevices.list(id, sent, 9), []],
  [
    'rememberedDevices.revokeIn, proved',
    (to, sent) => to.rememberedDevices.revokeIn(tenantId, { provedUpTo: sent }, now),
    0,
  ],
  ['helpRequests.create', (to, sent) => to.helpRequests.create({ ...request, id: sent }), false],
  [
    'helpRequests.create, account',
    (to, sent) => to.helpRequests.create({ ...request, id: 'another', accountId: sent }),
    false,
  ],
  ['helpRequests.list, after', (to, sent) => to.helpRequests.list(tenantId, 'open', sent, 9), []],
  ['helpRequests.close, by', (to, sent) => to.helpRequests.close(request.id, now, sent), false],
  ['enrollments.removalsDue', (to, sent) => to.enrollments.removalsDue(sent, null, 9), []],
  [
    'enrollments.removalsDue, until',
    (to, sent) => to.enrollments.removalsDue(now, { accountId: id, until: sent }, 9),
    [],
  ],
  [
    'enrollments.removalsDue, account',
    (to, sent) => to.enrollments.removalsDue(now, { accountId: sent, until: 1 }, 9),
    [],
  ],
];

function setPassword(to: MongoStores, change: object, replaces: string | null) {
  return to.passwords.set({ ...password, version: 'stolen', ...change }, replaces);
}

function replaceEnrollments(to: MongoStores, change: object) {
  return to.enrollments.replace({ ...enrollments, ...change });
}
