// What a caller sends never becomes a part of a query about remembered devices: see mongo-operators.test.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedMongo } from '../../adapters/mongo/open.ts';
import type { RememberedDevices } from '../../ports/remembered-devices.ts';
import { dropDatabase } from '../support/mongo-server.ts';
import { migratedUrl, mustOpenMongo } from './mongo-stores.ts';
import { now, sampleDevice } from './samples.ts';

const device = sampleDevice();
const { id, accountId, tenantId, hash } = device;
let opened: OpenedMongo;
let url = '';

beforeAll(async () => {
  url = await migratedUrl('operators-devices');
  opened = await mustOpenMongo(url, { countCommands: true });
  await opened.stores.rememberedDevices.create(device);
});
afterAll(async () => {
  await opened.close();
  await dropDatabase(url);
});

const renewal = { hash: 'stolen', previousUntil: now, browser: null, place: '', lastUsedAt: now };

/** One method with what was sent in place of one argument, and its answer where nothing matches. */
const calls: readonly [
  name: string,
  call: (to: RememberedDevices, sent: never) => unknown,
  answer: unknown,
][] = [
  ['find', (to, sent) => to.find(sent), undefined],
  ['create', (to, sent) => to.create({ ...device, id: sent }), false],
  ['renew, id', (to, sent) => to.renew(sent, hash, renewal), false],
  ['renew, from', (to, sent) => to.renew(id, sent, renewal), false],
  ['list', (to, sent) => to.list(sent, null, 9), []],
  ['list, after', (to, sent) => to.list(accountId, sent, 9), []],
  ['revoke, id', (to, sent) => to.revoke(sent, accountId, now), false],
  ['revoke, account', (to, sent) => to.revoke(id, sent, now), false],
  ['revokeAll', (to, sent) => to.revokeAll(sent, now), 0],
  ['revokeIn', (to, sent) => to.revokeIn(sent, { provedUpTo: now }, now), 0],
  ['revokeIn, kind', (to, sent) => to.revokeIn(tenantId, { kind: sent }, now), 0],
  ['revokeIn, proved', (to, sent) => to.revokeIn(tenantId, { provedUpTo: sent }, now), 0],
];
const objects: readonly unknown[] = [{ $ne: null }, { $gt: '' }, { $in: [id, accountId] }, [id], {}, true];

describe('operators in query fields (mongodb)', () => {
  test.each(calls)('G2 rememberedDevices.%s takes no object, and sends none', async (_name, call, answer) => {
    const before = opened.commands();
    // The cast: what no typed caller can send, but a JSON body can hold.
    for (const sent of objects)
      expect(await call(opened.stores.rememberedDevices, sent as never)).toEqual(answer);
    expect(opened.commands()).toBe(before);
    expect(await opened.stores.rememberedDevices.find(id)).toEqual(device);
  });
});
