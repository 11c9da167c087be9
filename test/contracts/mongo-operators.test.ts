// What a caller sends never becomes a part of a query: operators, lists and other objects match nothing, in every field.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedMongo } from '../../adapters/mongo/open.ts';
import { dropDatabase } from '../support/mongo-server.ts';
import { migratedUrl, mustOpenMongo } from './mongo-stores.ts';
import {
  now,
  sampleAccount,
  sampleClient,
  sampleEnrollments,
  sampleMessage,
  samplePassword,
  samplePolicy,
  sampleRow,
  sampleSecret,
  sampleTenant,
} from './samples.ts';

const tenant = sampleTenant({ domains: ['clinic.example'] });
const account = sampleAccount({ tenantId: tenant.id, username: 'zoe', groups: ['g'] });
const { id, tenantId } = account;
const password = samplePassword({ accountId: id });
const enrollments = sampleEnrollments(id, 1);
const secret = sampleSecret({ accountId: id });
const group = { id: 'g', tenantId, name: 'Nurses' };
const client = sampleClient();
const consent = { accountId: id, clientId: client.id, scopes: ['openid'], claims: [], at: now };
const row = sampleRow({ chain: tenantId, accountId: id });
const message = sampleMessage();

let opened: OpenedMongo;
let url = '';

beforeAll(async () => {
  url = await migratedUrl('operators');
  opened = await mustOpenMongo(url, { countCommands: true });
  const { stores } = opened;
  await stores.tenants.create(tenant);
  await stores.policies.append(samplePolicy(tenantId, 1));
  await stores.accounts.create(account);
  await stores.passwords.set(password, null);
  await stores.enrollments.replace(enrollments);
  await stores.oneTimeSecrets.issue(secret);
  await stores.groups.create(group);
  await stores.clients.create(client);
  await stores.consents.remember(consent);
  await stores.audit.insert([row]);
  await stores.positions.advance('mailer', tenantId, 0, 1);
  await stores.outbox.put(message);
});

afterAll(async () => {
  await opened.close();
  await dropDatabase(url);
});

/** As they could come from a JSON body or a nested query string. */
const objects: readonly unknown[] = [
  { $ne: null },
  { $gt: '' },
  { $regex: '.*' },
  { $where: 'true' },
  { $in: [id, tenantId, client.id] },
  [id],
  [],
  {},
  true,
  Number.NaN,
];
/** Strings are only ever compared with. */
const strings = ['', '$where', '{"$ne":null}', `' || 'a'=='a`, '.*', ` ${id}`, '\u0000'];

/** One method with what was sent in place of one argument, and its answer where nothing matches. */
type Call = readonly [name: string, call: (sent: never) => Promise<unknown>, answer: unknown];

const nothing = { items: [], next: null };
const changed = { ok: false, reason: 'changed' };

const finds: readonly Call[] = [
  ['tenants.find', (sent) => opened.stores.tenants.find(sent), undefined],
  ['tenants.findByShortName', (sent) => opened.stores.tenants.findByShortName(sent), undefined],
  ['tenants.findByDomain', (sent) => opened.stores.tenants.findByDomain(sent), undefined],
  ['policies.current', (sent) => opened.stores.policies.current(sent), undefined],
  ['policies.find', (sent) => opened.stores.policies.find(sent, 1), undefined],
  ['policies.list', (sent) => opened.stores.policies.list(sent, null, 9), []],
  ['directory.find', (sent) => opened.stores.directory.find(sent), undefined],
  ['directory.findByIdentifier, tenant', (sent) => byIdentifier(sent, 'zoe'), undefined],
  ['directory.findByIdentifier, identifier', (sent) => byIdentifier(tenantId, sent), undefined],
  ['accounts.find', (sent) => opened.stores.accounts.find(sent), undefined],
  ['accounts.list', (sent) => opened.stores.accounts.list(sent, null, 9), nothing],
  ['accounts.anyInGroup, tenant', (sent) => opened.stores.accounts.anyInGroup(sent, 'g'), false],
  ['accounts.anyInGroup, group', (sent) => opened.stores.accounts.anyInGroup(tenantId, sent), false],
  ['passwords.find', (sent) => opened.stores.passwords.find(sent), undefined],
  ['enrollments.find', async (sent) => (await opened.stores.enrollments.find(sent)).version, 0],
  ['oneTimeSecrets.find', (sent) => opened.stores.oneTimeSecrets.find(sent, now), undefined],
  ['oneTimeSecrets.findFor, account', (sent) => secretFor(sent, secret.purpose as never), undefined],
  ['oneTimeSecrets.findFor, purpose', (sent) => secretFor(id as never, sent), undefined],
  ['groups.find, tenant', (sent) => opened.stores.groups.find(sent, 'g'), undefined],
  ['groups.find, id', (sent) => opened.stores.groups.find(tenantId, sent), undefined],
  ['groups.findByName', (sent) => opened.stores.groups.findByName(tenantId, sent), undefined],
  ['groups.list', (sent) => opened.stores.groups.list(sent, null, 9), nothing],
  ['clients.find', (sent) => opened.stores.clients.find(sent), undefined],
  ['consents.find, account', (sent) => opened.stores.consents.find(sent, client.id), undefined],
  ['consents.find, client', (sent) => opened.stores.consents.find(id, sent), undefined],
  ['consents.ofAccount', (sent) => opened.stores.consents.ofAccount(sent), []],
  ['audit.head', (sent) => opened.stores.audit.head(sent), { sequence: 0, mac: '' }],
  ['audit.read', (sent) => opened.stores.audit.read(sent, 0, 9), []],
  ['audit.readBack, chain', (sent) => opened.stores.audit.readBack(sent, null, 9), []],
  ['audit.readBack, account', (sent) => opened.stores.audit.readBack(tenantId, null, 9, sent), []],
  ['audit.findById', (sent) => opened.stores.audit.findById(sent), undefined],
  ['positions.get, follower', (sent) => opened.stores.positions.get(sent, tenantId), 0],
  ['positions.get, chain', (sent) => opened.stores.positions.get('mailer', sent), 0],
];

const changes: readonly Call[] = [
  ['tenants.replace', (sent) => opened.stores.tenants.replace({ ...tenant, id: sent, version: 2 }), changed],
  [
    'accounts.replace',
    (sent) => opened.stores.accounts.replace({ ...account, id: sent, version: 2 }),
    changed,
  ],
  ['passwords.set, account', (sent) => setPassword({ accountId: sent }, password.version), false],
  ['passwords.set, version', (sent) => setPassword({}, sent), false],
  ['passwords.rehash, account', (sent) => rehash(sent, password.version), false],
  ['passwords.rehash, version', (sent) => rehash(id, sent), false],
  ['passwords.refuse, account', (sent) => refuse(sent, password.version), undefined],
  ['passwords.refuse, version', (sent) => refuse(id, sent), undefined],
  ['passwords.admit', (sent) => opened.stores.passwords.admit(sent), undefined],
  ['enrollments.replace', (sent) => replaceEnrollments({ accountId: sent, version: 2 }), changed],
  ['oneTimeSecrets.takeTry', (sent) => opened.stores.oneTimeSecrets.takeTry(sent, now), false],
  ['oneTimeSecrets.consume', (sent) => opened.stores.oneTimeSecrets.consume(sent, now), false],
  ['oneTimeSecrets.void', (sent) => opened.stores.oneTimeSecrets.void(sent), undefined],
  ['groups.delete, tenant', (sent) => opened.stores.groups.delete(sent, 'g'), false],
  ['groups.delete, id', (sent) => opened.stores.groups.delete(tenantId, sent), false],
  ['clients.replace', (sent) => opened.stores.clients.replace({ ...client, id: sent, version: 2 }), false],
  ['clients.delete', (sent) => opened.stores.clients.delete(sent), false],
  ['consents.forget, account', (sent) => opened.stores.consents.forget(sent, client.id), undefined],
  ['consents.forget, client', (sent) => opened.stores.consents.forget(id, sent), undefined],
  ['audit.erasePersonal', (sent) => opened.stores.audit.erasePersonal(sent), undefined],
  ['positions.advance, follower', (sent) => opened.stores.positions.advance(sent, tenantId, 1, 2), false],
  ['positions.advance, chain', (sent) => opened.stores.positions.advance('mailer', sent, 1, 2), false],
  ['outbox.sent', (sent) => opened.stores.outbox.sent(sent, now, true), undefined],
];

/** What only objects can be refused for: as a string it would be a new record, or a place to read on from. */
const records: readonly Call[] = [
  ['tenants.list, after', (sent) => opened.stores.tenants.list(sent, 9), nothing],
  ['accounts.list, after', (sent) => opened.stores.accounts.list(tenantId, sent, 9), nothing],
  ['clients.withAddress, tenant', (sent) => opened.stores.clients.withAddress(sent, 9), []],
  ['clients.list, after', (sent) => opened.stores.clients.list(sent, 9), nothing],
  ['policies.list, after', (sent) => opened.stores.policies.list(tenantId, sent, 9), []],
  ['audit.read, after', (sent) => opened.stores.audit.read(tenantId, sent, 9), []],
  ['outbox.list, before', (sent) => opened.stores.outbox.list({ createdAt: now + 1, id: sent }, 9), []],
  ['tenants.create', (sent) => opened.stores.tenants.create({ ...tenant, id: sent }), taken()],
  ['accounts.create', (sent) => opened.stores.accounts.create({ ...account, id: sent }), taken()],
  ['policies.append', (sent) => opened.stores.policies.append({ ...samplePolicy(sent, 1) }), false],
  ['passwords.set, first', (sent) => setPassword({ accountId: sent }, null), false],
  ['enrollments.replace, first', (sent) => replaceEnrollments({ accountId: sent, version: 1 }), changed],
  [
    'oneTimeSecrets.issue',
    (sent) => opened.stores.oneTimeSecrets.issue({ ...secret, accountId: sent }),
    undefined,
  ],
  ['groups.create', (sent) => opened.stores.groups.create({ ...group, id: sent }), false],
  ['clients.create', (sent) => opened.stores.clients.create({ ...client, id: sent }), false],
  ['consents.remember', (sent) => opened.stores.consents.remember({ ...consent, clientId: sent }), undefined],
  ['audit.insert', (sent) => opened.stores.audit.insert([{ ...row, id: sent }]), 0],
  ['outbox.put', (sent) => opened.stores.outbox.put({ ...message, id: sent }), false],
];

function taken() {
  return { ok: false, taken: 'id' };
}

function byIdentifier(tenantOf: string, identifier: string) {
  return opened.stores.directory.findByIdentifier(tenantOf, identifier);
}

function secretFor(accountId: never, purpose: never) {
  return opened.stores.oneTimeSecrets.findFor(accountId, purpose, now);
}

function setPassword(change: object, replaces: string | null) {
  return opened.stores.passwords.set({ ...password, version: 'stolen', ...change }, replaces);
}

function rehash(accountId: string, version: string) {
  return opened.stores.passwords.rehash(accountId, version, 'stolen');
}

function refuse(accountId: string, version: string) {
  return opened.stores.passwords.refuse(accountId, version, 'everybody');
}

function replaceEnrollments(change: object) {
  return opened.stores.enrollments.replace({ ...enrollments, ...change });
}

async function expectAsItWas(): Promise<void> {
  const { stores } = opened;
  expect(await stores.tenants.find(tenantId)).toEqual(tenant);
  expect(await stores.accounts.find(id)).toEqual(account);
  expect(await stores.passwords.find(id)).toEqual(password);
  expect(await stores.enrollments.find(id)).toEqual(enrollments);
  expect(await stores.oneTimeSecrets.find(secret.id, now)).toEqual(secret);
  expect((await stores.groups.list(tenantId, null, 9)).items).toEqual([group]);
  expect((await stores.clients.list(null, 9)).items).toEqual([client]);
  expect(await stores.consents.find(id, client.id)).toEqual(consent);
  expect(await stores.audit.read(tenantId, 0, 9)).toEqual([row]);
  expect(await stores.positions.get('mailer', tenantId)).toBe(1);
  expect(await stores.outbox.list(null, 9)).toEqual([message]);
}

describe('operators in query fields (mongodb)', () => {
  test.each([...finds, ...changes, ...records])(
    'G2 %s takes no object, and sends none',
    async (_name, call, answer) => {
      const before = opened.commands();
      // The cast: what no typed caller can send, but a JSON body can hold.
      for (const sent of objects) expect(await call(sent as never)).toEqual(answer);
      expect(opened.commands()).toBe(before);
    },
  );

  test.each([...finds, ...changes])(
    '%s compares strings, whatever stands in them',
    async (_name, call, answer) => {
      // The cast: as above.
      for (const sent of strings) expect(await call(sent as never)).toEqual(answer);
    },
  );

  test('of fields that no query compares, none is written as an object', async () => {
    for (const email of objects) {
      const hostile = { ...sampleAccount({ tenantId }), email: email as never }; // as above
      if (typeof email === 'object') await expect(opened.stores.accounts.create(hostile)).rejects.toThrow();
    }
    expect((await opened.stores.accounts.list(tenantId, null, 9)).items).toEqual([account]);
  });

  test('and nothing has changed', expectAsItWas);

  test('keys that look like operators, inside what is stored whole, come back as they were', async () => {
    const jwks = { keys: [{ kty: 'EC', $where: 'true', 'x5t#S256': 'a', 'a.b': { $set: 1 } }] };
    const odd = sampleClient({ jwks, jwksUri: null });
    expect(await opened.stores.clients.create(odd)).toBe(true);
    expect(await opened.stores.clients.find(odd.id)).toEqual(odd);
    const next = { ...odd, version: 2, jwks: null };
    expect(await opened.stores.clients.replace(next)).toBe(true);
    expect(await opened.stores.clients.find(odd.id)).toEqual(next);
  });
});
