// MongoDB killed, frozen, and back: every call ends in time and says so, nothing acknowledged is lost, and it recovers by
// itself. And servers as they should not be: that ask for a password, or are no replica set.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenedMongo, openMongo } from '../../../adapters/mongo/open.ts';
import { StoreUnavailable } from '../../../ports/unavailable.ts';
import { migratedUrl, mustOpenMongo } from '../../contracts/mongo-stores.ts';
import { newId, now, sampleAccount, sampleRow, sampleSecret } from '../../contracts/samples.ts';
import { connectTo, mongoUrl } from '../../support/mongo-server.ts';
import type { TestServer } from '../../support/server-process.ts';
import { startMongo } from '../../support/test-servers.ts';

const commandMs = 1_500;

/** Tries again until it is answered; throws what is no outage, and after a while the outage too. */
async function untilAnswered<T>(work: () => Promise<T>): Promise<T> {
  const since = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || performance.now() - since > 20_000) throw error;
    }
  }
}

describe('an outage (mongodb)', () => {
  let server: TestServer;
  let opened: OpenedMongo;

  beforeAll(async () => {
    server = await startMongo();
    opened = await mustOpenMongo(await migratedUrl('outage', server.url), { commandMs });
  });
  afterAll(async () => {
    await opened.close();
    await server.dispose();
  });

  async function expectOutage(): Promise<void> {
    const { stores, ping } = opened;
    const calls = [
      ping(),
      stores.accounts.find(newId()),
      stores.accounts.create(sampleAccount()),
      stores.oneTimeSecrets.consume(newId(), now),
      stores.oneTimeSecrets.issue(sampleSecret()),
      stores.audit.insert([sampleRow()]),
      stores.audit.chains(),
      opened.scoped(() => stores.passwords.find(newId())),
    ];
    const since = performance.now();
    for (const outcome of await Promise.allSettled(calls)) {
      if (outcome.status === 'fulfilled') throw new Error('It was answered.');
      expect(outcome.reason).toBeInstanceOf(StoreUnavailable);
      expect(outcome.reason.message).toMatch(/^MongoDB [^\n]+\.$/);
    }
    expect(performance.now() - since).toBeLessThan(commandMs + 1_000);
  }

  test('G5 killed: calls end in time as an outage; back again, what was acknowledged is there', async () => {
    const account = sampleAccount();
    const row = sampleRow();
    expect(await opened.stores.accounts.create(account)).toEqual({ ok: true });
    expect(await opened.stores.audit.insert([row])).toBe(1);
    await server.kill9();
    await expectOutage();
    await server.restart();
    expect(await untilAnswered(() => opened.stores.accounts.find(account.id))).toEqual(account);
    expect(await opened.stores.audit.read(row.chain, 0, 9)).toEqual([row]);
    await opened.ping();
  });

  test('G5 frozen: calls end in time as an outage; thawed, it serves on', async () => {
    await server.freeze();
    await expectOutage();
    server.thaw();
    await untilAnswered(() => opened.ping());
    expect(await untilAnswered(() => opened.stores.accounts.create(sampleAccount()))).toEqual({ ok: true });
  });

  test('the end of the server while it is closed is no error', async () => {
    const other = await mustOpenMongo(await migratedUrl('closing', server.url), { commandMs });
    await server.kill9();
    await other.close();
    await expect(other.ping()).rejects.toThrow(StoreUnavailable);
    await server.restart();
    await untilAnswered(() => opened.ping());
  });
});

describe('a server (mongodb)', () => {
  test('that is no member of a replica set is refused', async () => {
    const server = await startMongo({ args: ['--standalone'] });
    try {
      const answer = await openMongo({ url: mongoUrl('alone', server.url), role: 'migrate' });
      expect(answer).toMatchObject({ ok: false, reason: 'no-replica-set', retry: false });
    } finally {
      await server.dispose();
    }
  });

  test('that asks for a password refuses a wrong one and none, never repeats it, and takes the right one', async () => {
    const open = await startMongo();
    try {
      const connection = await connectTo(mongoUrl('users', open.url));
      const roles = ['root'];
      await connection.useDb('admin').db?.command({ createUser: 'ops', pwd: 'right-one', roles });
      await connection.close();
    } finally {
      await open.stop();
    }
    const server = await startMongo({ args: ['--auth', '--storage-path', `${open.folder}/data`] });
    try {
      const url = new URL(mongoUrl('users', server.url));
      url.searchParams.set('authSource', 'admin');
      for (const [user, password] of [
        ['ops', 'wrong-one'],
        ['nobody', 'right-one'],
      ] as const) {
        [url.username, url.password] = [user, password];
        const answer = await openMongo({ url: url.href, role: 'migrate' });
        expect(answer).toMatchObject({ ok: false, reason: 'wrong-credentials', retry: false });
        expect(JSON.stringify(answer)).not.toMatch(/wrong-one|right-one|nobody/);
      }
      [url.username, url.password] = ['', ''];
      const anonymous = await openMongo({ url: url.href, role: 'migrate' });
      expect(anonymous).toMatchObject({ ok: false, reason: 'not-allowed', retry: false });
      [url.username, url.password] = ['ops', 'right-one'];
      await (await mustOpenMongo(url.href, { role: 'migrate' })).close();
    } finally {
      await server.dispose();
      await open.dispose();
    }
  });
});
