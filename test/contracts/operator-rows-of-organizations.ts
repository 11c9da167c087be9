// Every question about an organisation, its log and what is to be sent that MongoDB is asked, with what a caller sent in place of
// one value of it.
// Invariant: `comparing` are also asked with strings; of `recording` a string would be a new record, or a place to read on from.
import type { OperatorRow } from './operator-row.ts';
import { account, client, group, logout, message, row, tenant } from './operator-scene.ts';
import { now, samplePolicy } from './samples.ts';

const { tenantId } = account;
const nothing = { items: [], next: null };
const changed = { ok: false, reason: 'changed' };
const taken = { ok: false, taken: 'id' };

export const comparing: readonly OperatorRow[] = [
  ['tenants.find', (to, sent) => to.tenants.find(sent), undefined],
  ['tenants.findByShortName', (to, sent) => to.tenants.findByShortName(sent), undefined],
  ['tenants.findByDomain', (to, sent) => to.tenants.findByDomain(sent), undefined],
  ['policies.current', (to, sent) => to.policies.current(sent), undefined],
  ['policies.find', (to, sent) => to.policies.find(sent, 1), undefined],
  ['policies.list', (to, sent) => to.policies.list(sent, null, 9), []],
  ['groups.find, tenant', (to, sent) => to.groups.find(sent, 'g'), undefined],
  ['groups.find, id', (to, sent) => to.groups.find(tenantId, sent), undefined],
  ['groups.findByName', (to, sent) => to.groups.findByName(tenantId, sent), undefined],
  ['groups.list', (to, sent) => to.groups.list(sent, null, 9), nothing],
  ['clients.find', (to, sent) => to.clients.find(sent), undefined],
  ['audit.head', (to, sent) => to.audit.head(sent), { sequence: 0, mac: '' }],
  ['audit.read', (to, sent) => to.audit.read(sent, 0, 9), []],
  ['audit.readBack, chain', (to, sent) => to.audit.readBack(sent, null, 9), []],
  ['audit.readBack, account', (to, sent) => to.audit.readBack(tenantId, null, 9, sent), []],
  ['audit.findById', (to, sent) => to.audit.findById(sent), undefined],
  ['positions.get, follower', (to, sent) => to.positions.get(sent, tenantId), 0],
  ['positions.get, chain', (to, sent) => to.positions.get('mailer', sent), 0],
  ['tenants.replace', (to, sent) => to.tenants.replace({ ...tenant, id: sent, version: 2 }), changed],
  ['groups.delete, tenant', (to, sent) => to.groups.delete(sent, 'g'), false],
  ['groups.delete, id', (to, sent) => to.groups.delete(tenantId, sent), false],
  ['clients.replace', (to, sent) => to.clients.replace({ ...client, id: sent, version: 2 }), false],
  ['clients.delete', (to, sent) => to.clients.delete(sent), false],
  ['audit.erasePersonal', (to, sent) => to.audit.erasePersonal(sent), undefined],
  ['positions.advance, follower', (to, sent) => to.positions.advance(sent, tenantId, 1, 2), false],
  ['positions.advance, chain', (to, sent) => to.positions.advance('mailer', sent, 1, 2), false],
  ['outbox.sent', (to, sent) => to.outbox.sent(sent, now, true), undefined],
  ['outbox.reseal, id', (to, sent) => to.outbox.reseal(sent, message.sealedMail, 'stolen'), false],
  ['outbox.reseal, from', (to, sent) => to.outbox.reseal(message.id, sent, 'stolen'), false],
  ['logouts.remove', (to, sent) => to.logouts.remove(sent), undefined],
];

export const recording: readonly OperatorRow[] = [
  ['tenants.list, after', (to, sent) => to.tenants.list(sent, 9), nothing],
  ['clients.withAddress, tenant', (to, sent) => to.clients.withAddress(sent, 9), []],
  ['clients.list, after', (to, sent) => to.clients.list(sent, 9), nothing],
  ['policies.list, after', (to, sent) => to.policies.list(tenantId, sent, 9), []],
  ['audit.read, after', (to, sent) => to.audit.read(tenantId, sent, 9), []],
  ['outbox.list, before', (to, sent) => to.outbox.list({ createdAt: now + 1, id: sent }, 9), []],
  ['tenants.create', (to, sent) => to.tenants.create({ ...tenant, id: sent }), taken],
  ['policies.append', (to, sent) => to.policies.append({ ...samplePolicy(sent, 1) }), false],
  ['groups.create', (to, sent) => to.groups.create({ ...group, id: sent }), false],
  ['clients.create', (to, sent) => to.clients.create({ ...client, id: sent }), false],
  ['audit.insert', (to, sent) => to.audit.insert([{ ...row, id: sent }]), 0],
  ['outbox.put', (to, sent) => to.outbox.put({ ...message, id: sent }), false],
  ['outbox.reseal, to', (to, sent) => to.outbox.reseal(message.id, message.sealedMail, sent), false],
  ['outbox.takeDue', (to, sent) => to.outbox.takeDue(sent, now, 9), []],
  ['outbox.takeDue, again', (to, sent) => to.outbox.takeDue(now, sent, 9), []],
  ['logouts.put', (to, sent) => to.logouts.put({ ...logout, id: sent }), false],
  ['logouts.takeDue', (to, sent) => to.logouts.takeDue(sent, now, 9), []],
  ['logouts.takeDue, again', (to, sent) => to.logouts.takeDue(now, sent, 9), []],
];
