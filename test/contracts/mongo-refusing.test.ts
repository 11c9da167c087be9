// MongoDB that answers and refuses: without a primary, without room, without a majority, without our rights, in the middle of work.
// Invariant: each is an outage with what to do, for reads and writes alike, never a bug and never an empty answer.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { OpenedMongo } from '../../adapters/mongo/open.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { type Command, type MongoProxy, startMongoProxy } from '../support/mongo-proxy.ts';
import { dropDatabase } from '../support/mongo-server.ts';
import { migratedUrl, mustOpenMongo } from './mongo-stores.ts';
import { newId, sampleClient, sampleEnrollments, sampleRow } from './samples.ts';

let url = '';
let proxy: MongoProxy;
let opened: OpenedMongo;
beforeAll(async () => {
  url = await migratedUrl('refusing');
  proxy = await startMongoProxy(url);
  // Who is asked for its role only now and then is asked again at once after it refused.
  opened = await mustOpenMongo(`${proxy.url}&minHeartbeatFrequencyMS=20&serverMonitoringMode=poll`);
});
afterEach(() => {
  proxy.mend();
});
afterAll(async () => {
  await opened.close();
  await proxy.close();
  await dropDatabase(url);
});

const reads: readonly ((to: OpenedMongo) => Promise<unknown>)[] = [
  ({ stores }) => stores.accounts.find(newId()),
  (to) => to.scoped(() => to.stores.directory.find(newId())),
];
const writes: readonly ((to: OpenedMongo) => Promise<unknown>)[] = [
  ({ stores }) => stores.clients.create(sampleClient()),
  ({ stores }) => stores.enrollments.replace(sampleEnrollments(newId(), 1)),
  ({ stores }) => stores.rememberedDevices.revokeAll(newId(), 1),
  ({ stores }) => stores.audit.insert([sampleRow({ chain: newId(), sequence: 1 })]),
  ({ ping }) => ping(),
];
const refusing = (code: number, codeName: string) => ({ ok: 0, code, codeName, errmsg: 'no, at 10.1.2.3' });
const unkept = {
  ok: 1,
  n: 1,
  writeConcernError: { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'no' },
};

const refusals: readonly (readonly [name: string, answer: Command, says: RegExp, works: typeof reads])[] = [
  ['is no primary any more', refusing(10107, 'NotWritablePrimary'), /no primary/, [...reads, ...writes]],
  ['steps down', refusing(189, 'PrimarySteppedDown'), /no primary/, [...reads, ...writes]],
  ['is shutting down', refusing(91, 'ShutdownInProgress'), /cannot be reached/, [...reads, ...writes]],
  ['takes our rights', refusing(13, 'Unauthorized'), /refuses the user/, [...reads, ...writes]],
  ['has no room', refusing(14031, 'OutOfDiskSpace'), /no room left/, writes],
  ['has no majority', unkept, /lacks a majority/, writes],
];

test.each(refusals)(
  'G5 that %s is an outage, and it goes on afterwards (mongodb)',
  async (_, answer, says, works) => {
    for (const work of works) {
      proxy.decide(() => answer);
      const error = await work(opened).catch((thrown: unknown) => thrown);
      proxy.mend();
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect(error).toMatchObject({ message: expect.stringMatching(says), parts: ['durable'] });
      expect(String(error)).not.toContain('10.1.2.3');
      expect(await opened.stores.clients.create(sampleClient())).toBe(true);
    }
  },
);
