// The wire is cut before each command of each write, as by a crash: nothing is granted, nothing is half there, and the
// next try succeeds. An answer that is lost is asked for again, and nothing happens twice.
import { type Connection, createConnection } from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../adapters/mongo/database.ts';
import { createImportMark } from '../../adapters/mongo/import-mark.ts';
import type { OpenedMongo } from '../../adapters/mongo/open.ts';
import { createStores, type MadeStores } from '../../adapters/mongo/stores.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { type Command, type MongoProxy, startMongoProxy } from '../support/mongo-proxy.ts';
import { dropDatabase } from '../support/mongo-server.ts';
import { writesOfAccounts } from './crash-writes-of-accounts.ts';
import { writesOfOrganizations } from './crash-writes-of-organizations.ts';
import { migratedUrl, mustOpenMongo } from './mongo-stores.ts';
import { day, now, sampleAccount, sampleLogout, sampleMessage, sampleSecret } from './samples.ts';

let url = '';
let proxy: MongoProxy;
/** Through the proxy. */
let connection: Connection;
let cut: MadeStores;
/** Beside it. */
let beside: OpenedMongo;

beforeAll(async () => {
  url = await migratedUrl('crash');
  proxy = await startMongoProxy(url);
  // Looks for the server again at once, and not for long, so that a cut costs a test no second.
  const impatient = 'minHeartbeatFrequencyMS=20&serverSelectionTimeoutMS=250';
  connection = await createConnection(`${proxy.url}&${impatient}`, { bufferCommands: false }).asPromise();
  // It is the driver that gives up, on a busy machine too: a write of which the caller was told in time might go on, mended.
  cut = createStores(createDatabase(connection, 20_000), createImportMark(connection), 0);
  beside = await mustOpenMongo(url);
});

afterEach(() => {
  proxy.mend();
});

afterAll(async () => {
  await connection.close();
  await proxy.close();
  await beside.close();
  await dropDatabase(url);
});

const writes = [...writesOfAccounts, ...writesOfOrganizations];

/** Nothing is written by these, or not in one command: see below. */
const reads =
  /^(find|list|current|ofAccount|get|head|read|chains|anyIn|withAddress|openOf|passkeyHosts|removalsDue)/;
const several = ['outbox.takeDue', 'logouts.put', 'logouts.takeDue', 'logouts.remove'];

test('every method that writes is cut short (mongodb)', () => {
  const methods = Object.entries(beside.stores).flatMap(([store, all]) =>
    store === 'transfer'
      ? []
      : Object.keys(all).flatMap((name) =>
          reads.test(name) || name === 'store' || name === 'sweep' ? [] : [`${store}.${name}`],
        ),
  );
  const cutShort = writes.map(({ name }) => name.split(',')[0]);
  expect(new Set([...cutShort, ...several])).toEqual(new Set(methods));
});

describe('a crash (mongodb)', () => {
  test.each(writes)(
    'before any command of $name leaves it as it was, and it can be done again',
    async ({ prepare }) => {
      const { act, won, seen } = await prepare(beside.stores);
      const before = await seen(beside.stores);
      const commands = await (async () => {
        for (let last = 1; ; last += 1) {
          proxy.decide((_name, number) => (number === last ? 'cut' : 'pass'));
          const answer = await act(cut).catch((error: unknown) => error);
          if (!(answer instanceof StoreUnavailable)) {
            expect(answer).toEqual(won);
            return last - 1;
          }
          proxy.mend();
          expect(await seen(beside.stores)).toEqual(before);
        }
      })();
      expect(commands).toBeGreaterThan(0);
      expect(await seen(beside.stores)).not.toEqual(before);
    },
  );

  test('while sweeping leaves the rest to be swept, and what lives', async () => {
    const [living, expired] = [sampleSecret(), sampleSecret({ expiresAt: now - day })];
    for (const secret of [living, expired]) await beside.stores.oneTimeSecrets.issue(secret);
    const sent = sampleMessage({ nextTryAt: now * 2 });
    await beside.stores.outbox.put(sent);
    await beside.stores.outbox.sent(sent.id, now - 60 * day, true);
    let outages = 0;
    for (let last = 1; outages === last - 1; last += 1) {
      proxy.decide((_name, number) => (number === last ? 'cut' : 'pass'));
      await cut.sweep(now, 9).catch((error: unknown) => {
        expect(error).toBeInstanceOf(StoreUnavailable);
        outages += 1;
      });
      proxy.mend();
      expect(await beside.stores.oneTimeSecrets.find(living.id, now)).toEqual(living);
    }
    expect(outages).toBeGreaterThan(2);
    expect(await beside.stores.oneTimeSecrets.find(expired.id, now - 2 * day)).toBeUndefined();
    expect((await beside.stores.outbox.list(null, 99)).map(({ id }) => id)).not.toContain(sent.id);
  });

  test('between two mails that are taken leaves the rest to be taken, and none is taken twice', async () => {
    const made = [1, 2, 3].map(() => sampleMessage());
    for (const message of made) await beside.stores.outbox.put(message);
    proxy.decide((_name, number) => (number === 2 ? 'cut' : 'pass'));
    await expect(cut.stores.outbox.takeDue(now, now + day, 3)).rejects.toThrow(StoreUnavailable);
    proxy.mend();
    expect(await cut.stores.outbox.takeDue(now, now + day, 9)).toHaveLength(2);
    const again = await beside.stores.outbox.takeDue(now + day, now + 2 * day, 9);
    expect(again.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
  });
});

describe('an application that is to be told of a sign-out, cut short (mongodb)', () => {
  const logout = sampleLogout({ dueAt: now * 2 });
  const cutFirst = (act: () => Promise<unknown>) => {
    proxy.decide((_name, number) => (number === 1 ? 'cut' : 'pass'));
    return expect(act())
      .rejects.toThrow(StoreUnavailable)
      .then(() => proxy.mend());
  };

  test('is not to be told before it is written, told again if nobody knows whether it was, and gone once it is', async () => {
    const { put, takeDue, remove } = cut.stores.logouts;
    await cutFirst(() => put(logout));
    expect(await takeDue(now * 2, now * 2, 9)).toEqual([]);
    expect(await put(logout)).toBe(true);
    await cutFirst(() => takeDue(now * 2, now * 2 + day, 9));
    expect((await takeDue(now * 2, now * 2 + day, 9)).map(({ id }) => id)).toEqual([logout.id]);
    await cutFirst(() => remove(logout.id));
    expect(await takeDue(now * 2 + day, now * 2 + 2 * day, 9)).toHaveLength(1);
    await remove(logout.id);
    expect(await takeDue(now * 3, now * 3 + day, 9)).toEqual([]);
  });
});

describe('a lost answer (mongodb)', () => {
  /** Of the first command that writes. */
  const loseOne = () => {
    let lost = 0;
    proxy.decide((name) => {
      if (name === 'find' || name === 'delete' || lost > 0) return 'pass';
      lost += 1;
      return 'lose';
    });
  };

  test.each(writes.filter(({ many }) => !many))(
    'of $name is asked for again, and nothing is done twice',
    async ({ prepare }) => {
      const { act, won, seen } = await prepare(beside.stores);
      const before = await seen(beside.stores);
      loseOne();
      expect(await act(cut)).toEqual(won);
      expect(await seen(beside.stores)).not.toEqual(before);
    },
  );

  test.each(writes.filter(({ many }) => many))(
    'of $name is told, and doing it again does no more',
    async ({ prepare }) => {
      const { act, seen } = await prepare(beside.stores);
      loseOne();
      await expect(act(cut)).rejects.toThrow(StoreUnavailable);
      const done = await seen(beside.stores);
      await act(cut);
      expect(await seen(beside.stores)).toEqual(done);
    },
  );
});

test('what a write waits for and where a read goes cannot be lowered by the URL (mongodb)', async () => {
  const lower =
    'w=0&journal=false&wtimeoutMS=1&readConcernLevel=local&readPreference=nearest&retryWrites=false';
  const opened = await mustOpenMongo(`${proxy.url}&${lower}`);
  const sent: Command[] = [];
  proxy.decide((_name, _number, command) => {
    sent.push(command);
    return 'pass';
  });
  const made = sampleAccount();
  await opened.stores.accounts.create(made);
  await opened.stores.accounts.find(made.id);
  await opened.scoped(() => opened.stores.accounts.find(made.id));
  await opened.close();
  const [insert, find, aggregate] = sent;
  expect(insert).toMatchObject({
    insert: 'accounts',
    writeConcern: { w: 'majority', j: true, wtimeout: 3_000 },
  });
  expect(insert).toHaveProperty('txnNumber');
  for (const read of [find, aggregate]) expect(read).toMatchObject({ readConcern: { level: 'majority' } });
  expect(JSON.stringify(sent)).not.toMatch(/nearest|secondary/);
});
