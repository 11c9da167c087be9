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
import { migratedUrl, mustOpenMongo } from './mongo-stores.ts';
import {
  day,
  newId,
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
  const impatient = 'minHeartbeatFrequencyMS=20&serverSelectionTimeoutMS=400';
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

type Stores = OpenedMongo['stores'];

/** A write with what must be there before it, what it answers if it wins, and what then can be seen. */
interface Write {
  readonly name: string;
  prepare(stores: Stores): Promise<{
    act(opened: MadeStores): Promise<unknown>;
    readonly won: unknown;
    seen(stores: Stores): Promise<unknown>;
  }>;
}

const account = () => sampleAccount({ username: newId() });

const writes: readonly Write[] = [
  {
    name: 'a tenant and its domains',
    async prepare() {
      const tenant = sampleTenant({ domains: [`${newId()}.example`] });
      return {
        act: ({ stores }) => stores.tenants.create(tenant),
        won: { ok: true },
        seen: async ({ tenants }) => [
          await tenants.find(tenant.id),
          await tenants.findByDomain(tenant.domains[0] ?? ''),
        ],
      };
    },
  },
  {
    name: 'the next version of a policy',
    async prepare({ policies }) {
      const tenantId = newId();
      await policies.append(samplePolicy(tenantId, 1));
      const next = samplePolicy(tenantId, 2);
      return {
        act: ({ stores }) => stores.policies.append(next),
        won: true,
        seen: (stores) => stores.policies.current(tenantId),
      };
    },
  },
  {
    name: 'an account and its identifiers',
    async prepare() {
      const made = account();
      const { id, tenantId } = made;
      return {
        act: ({ stores }) => stores.accounts.create(made),
        won: { ok: true },
        seen: async ({ accounts, directory }) => [
          await accounts.find(id),
          await directory.findByIdentifier(tenantId, made.email ?? ''),
          await directory.findByIdentifier(tenantId, made.username ?? ''),
        ],
      };
    },
  },
  {
    name: 'a change of an account',
    async prepare({ accounts }) {
      const made = account();
      await accounts.create(made);
      const next = { ...made, version: 2, status: 'disabled', username: null, groups: ['g'] } as const;
      return {
        act: ({ stores }) => stores.accounts.replace(next),
        won: { ok: true },
        seen: async (stores) => [
          await stores.accounts.find(made.id),
          await stores.directory.findByIdentifier(made.tenantId, made.username ?? ''),
        ],
      };
    },
  },
  {
    name: 'a changed password',
    async prepare({ passwords }) {
      const password = samplePassword();
      await passwords.set(password, null);
      const next = { ...password, version: newId() };
      return {
        act: ({ stores }) => stores.passwords.set(next, password.version),
        won: true,
        seen: (stores) => stores.passwords.find(password.accountId),
      };
    },
  },
  {
    name: 'enrollments',
    async prepare({ enrollments }) {
      const accountId = newId();
      await enrollments.replace(sampleEnrollments(accountId, 1));
      const next = sampleEnrollments(accountId, 2);
      return {
        act: ({ stores }) => stores.enrollments.replace(next),
        won: { ok: true },
        seen: (stores) => stores.enrollments.find(accountId),
      };
    },
  },
  {
    name: 'a new secret in place of an old one',
    async prepare({ oneTimeSecrets }) {
      const old = sampleSecret();
      await oneTimeSecrets.issue(old);
      const next = sampleSecret({ accountId: old.accountId });
      return {
        act: ({ stores }) => stores.oneTimeSecrets.issue(next),
        won: undefined,
        seen: async (stores) => [
          await stores.oneTimeSecrets.find(old.id, now),
          await stores.oneTimeSecrets.find(next.id, now),
        ],
      };
    },
  },
  {
    name: 'the use of a secret',
    async prepare({ oneTimeSecrets }) {
      const secret = sampleSecret();
      await oneTimeSecrets.issue(secret);
      return {
        act: ({ stores }) => stores.oneTimeSecrets.consume(secret.id, now),
        won: true,
        seen: (stores) => stores.oneTimeSecrets.find(secret.id, now),
      };
    },
  },
  {
    name: 'a try at a secret',
    async prepare({ oneTimeSecrets }) {
      const secret = sampleSecret({ triesLeft: 1 });
      await oneTimeSecrets.issue(secret);
      return {
        act: ({ stores }) => stores.oneTimeSecrets.takeTry(secret.id, now),
        won: true,
        seen: (stores) => stores.oneTimeSecrets.find(secret.id, now),
      };
    },
  },
  {
    name: 'a client',
    async prepare() {
      const client = sampleClient();
      return {
        act: ({ stores }) => stores.clients.create(client),
        won: true,
        seen: (stores) => stores.clients.find(client.id),
      };
    },
  },
  {
    name: 'a consent',
    async prepare() {
      const consent = { accountId: newId(), clientId: newId(), scopes: ['openid'], claims: [], at: now };
      return {
        act: ({ stores }) => stores.consents.remember(consent),
        won: undefined,
        seen: (stores) => stores.consents.find(consent.accountId, consent.clientId),
      };
    },
  },
  {
    name: 'rows of a chain',
    async prepare() {
      const chain = newId();
      const rows = [1, 2, 3].map((sequence) => sampleRow({ chain, sequence }));
      return {
        act: ({ stores }) => stores.audit.insert(rows),
        won: 3,
        seen: (stores) => stores.audit.read(chain, 0, 9),
      };
    },
  },
  {
    name: 'a position',
    async prepare() {
      const [follower, chain] = [newId(), newId()];
      return {
        act: ({ stores }) => stores.positions.advance(follower, chain, 0, 4),
        won: true,
        seen: (stores) => stores.positions.get(follower, chain),
      };
    },
  },
  {
    name: 'a mail to be sent',
    async prepare() {
      const message = sampleMessage({ nextTryAt: now * 2, createdAt: now * 2 });
      return {
        act: ({ stores }) => stores.outbox.put(message),
        won: true,
        seen: (stores) => stores.outbox.list(null, 99).then((all) => all.some(({ id }) => id === message.id)),
      };
    },
  },
];

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

describe('a lost answer (mongodb)', () => {
  test.each(writes)('of $name is asked for again, and nothing is done twice', async ({ prepare }) => {
    const { act, won, seen } = await prepare(beside.stores);
    const before = await seen(beside.stores);
    let lost = 0;
    proxy.decide((name) => {
      if (name === 'find' || name === 'delete' || lost > 0) return 'pass';
      lost += 1;
      return 'lose';
    });
    expect(await act(cut)).toEqual(won);
    expect(await seen(beside.stores)).not.toEqual(before);
  });
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
  const made = account();
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
