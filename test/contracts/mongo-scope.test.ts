// What is remembered: an account's standing within one request, clients, tenants and policies for a second, nothing else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCache } from '../../adapters/mongo/cache.ts';
import type { OpenedMongo } from '../../adapters/mongo/open.ts';
import type { Account } from '../../ports/accounts.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { dropDatabase } from '../support/mongo-server.ts';
import { migratedUrl, mustOpenMongo } from './mongo-stores.ts';
import {
  newId,
  sampleAccount,
  sampleClient,
  sampleEnrollments,
  samplePassword,
  samplePolicy,
  sampleTenant,
} from './samples.ts';

let url = '';
let one: OpenedMongo;
let two: OpenedMongo;
/** A second would be over before a slow test is. */
let patient: OpenedMongo;

beforeAll(async () => {
  url = await migratedUrl('scope');
  one = await mustOpenMongo(url, { countCommands: true });
  two = await mustOpenMongo(url);
  patient = await mustOpenMongo(url, { cacheMs: 3_600_000, countCommands: true });
});

afterAll(async () => {
  for (const opened of [one, two, patient]) await opened.close();
  await dropDatabase(url);
});

async function person() {
  const account = sampleAccount({ username: newId() });
  const password = samplePassword({ accountId: account.id });
  const enrollments = sampleEnrollments(account.id, 1);
  await two.stores.accounts.create(account);
  await two.stores.passwords.set(password, null);
  await two.stores.enrollments.replace(enrollments);
  return { account, password, enrollments, id: account.id };
}

/** How many commands it took. */
async function cost(work: () => Promise<unknown>): Promise<number> {
  const before = one.commands();
  await work();
  return one.commands() - before;
}

test('a server that serves counts no commands, which would cost it an event each (mongodb)', () => {
  expect(() => two.commands()).toThrow('countCommands');
});

describe('a scope (mongodb)', () => {
  test('reads an account, its password and its enrollments in one command, however often and at once', async () => {
    const { account, password, enrollments, id } = await person();
    const { stores } = one;
    const spent = await cost(() =>
      one.scoped(async () => {
        expect(
          await Promise.all([
            stores.accounts.find(id),
            stores.passwords.find(id),
            stores.enrollments.find(id),
            stores.accounts.find(id),
          ]),
        ).toEqual([account, password, enrollments, account]);
        expect((await stores.directory.find(id))?.email).toBe(account.email);
      }),
    );
    expect(spent).toBe(1);
  });

  test('reads all that a password sign-in needs in one command, also for a name that nobody has', async () => {
    const { account, password, enrollments, id } = await person();
    const { stores } = one;
    const spent = await cost(() =>
      one.scoped(async () => {
        const found = await stores.directory.findByIdentifier(account.tenantId, account.username ?? '');
        expect(found?.id).toBe(id);
        expect(await stores.passwords.find(id)).toEqual(password);
        expect(await stores.enrollments.find(id)).toEqual(enrollments);
        expect(await stores.accounts.find(id)).toEqual(account);
      }),
    );
    const spentOnNobody = await cost(() =>
      one.scoped(async () => {
        expect(await stores.directory.findByIdentifier(account.tenantId, newId())).toBeUndefined();
        expect(await stores.passwords.find('')).toBeUndefined();
      }),
    );
    expect([spent, spentOnNobody]).toEqual([1, 1]);
  });

  test('finds the password and enrollments of an account that a plug-in host keeps', async () => {
    const password = samplePassword();
    const { accountId } = password;
    await two.stores.passwords.set(password, null);
    await one.scoped(async () => {
      expect(await one.stores.accounts.find(accountId)).toBeUndefined();
      expect(await one.stores.passwords.find(accountId)).toEqual(password);
      expect((await one.stores.enrollments.find(accountId)).version).toBe(0);
    });
  });

  test('reads what it has written, without a further command', async () => {
    const { account, password, id } = await person();
    const { stores } = one;
    const next: Account = { ...account, version: 2, status: 'disabled' };
    const renewed = samplePassword({ accountId: id });
    const enrolled = sampleEnrollments(id, 2, 'New phone');
    const spent = await cost(() =>
      one.scoped(async () => {
        await stores.accounts.find(id);
        expect(await stores.accounts.replace(next)).toEqual({ ok: true });
        expect(await stores.passwords.set(renewed, password.version)).toBe(true);
        expect(await stores.enrollments.replace(enrolled)).toEqual({ ok: true });
        expect(await stores.accounts.find(id)).toEqual(next);
        expect(await stores.passwords.find(id)).toEqual(renewed);
        expect(await stores.enrollments.find(id)).toEqual(enrolled);
      }),
    );
    expect(spent).toBe(4);
    expect(await two.stores.enrollments.find(id)).toEqual(enrolled);
  });

  test('reads anew after a compare-and-set that lost, after a rehash, and after two writes at once', async () => {
    const { password, id } = await person();
    const { stores } = one;
    await one.scoped(async () => {
      await stores.enrollments.find(id);
      const faster = sampleEnrollments(id, 2, 'faster');
      await two.stores.enrollments.replace(faster);
      expect(await stores.enrollments.replace(sampleEnrollments(id, 2, 'slower'))).toEqual({
        ok: false,
        reason: 'changed',
      });
      expect(await stores.enrollments.find(id)).toEqual(faster);
      await stores.passwords.rehash(id, password.version, 'dearer');
      expect((await stores.passwords.find(id))?.hash).toBe('dearer');
      const [next, enrolled] = [samplePassword({ accountId: id }), sampleEnrollments(id, 3)];
      await Promise.all([stores.passwords.set(next, password.version), stores.enrollments.replace(enrolled)]);
      expect(await stores.passwords.find(id)).toEqual(next);
      expect(await stores.enrollments.find(id)).toEqual(enrolled);
    });
  });

  test('sees an account that it made, and an identifier that it changed', async () => {
    const account = sampleAccount();
    const { id, tenantId } = account;
    const { directory, accounts } = one.stores;
    await one.scoped(async () => {
      expect(await directory.findByIdentifier(tenantId, account.email ?? '')).toBeUndefined();
      expect(await accounts.find(id)).toBeUndefined();
      await accounts.create(account);
      expect(await accounts.find(id)).toEqual(account);
      expect((await directory.findByIdentifier(tenantId, account.email ?? ''))?.id).toBe(id);
      await accounts.replace({ ...account, version: 2, email: null, username: 'zoe' });
      expect(await directory.findByIdentifier(tenantId, account.email ?? '')).toBeUndefined();
      expect((await directory.findByIdentifier(tenantId, 'zoe'))?.id).toBe(id);
    });
  });

  test('ends with the request: the next one sees a disabled account and a reset, and so does work left behind', async () => {
    const { account, id } = await person();
    const { stores } = one;
    const disabled: Account = { ...account, version: 2, status: 'disabled' };
    let later: (() => Promise<Account | undefined>) | undefined;
    const reset = Promise.withResolvers<void>();
    await one.scoped(async () => {
      expect((await stores.accounts.find(id))?.status).toBe('active');
      later = () => reset.promise.then(() => stores.accounts.find(id));
    });
    const leftBehind = later?.();
    await two.stores.accounts.replace(disabled);
    reset.resolve();
    expect(await leftBehind).toEqual(disabled);
    expect(await one.scoped(() => stores.accounts.find(id))).toEqual(disabled);
    expect(await stores.accounts.find(id)).toEqual(disabled);
  });

  test('is of one request: another at the same time has its own, a nested one is the same', async () => {
    const { id } = await person();
    const read = () => one.scoped(() => one.stores.accounts.find(id));
    expect(await cost(() => Promise.all([read(), read()]))).toBe(2);
    expect(await cost(() => one.scoped(() => Promise.all([read(), read()])))).toBe(1);
  });

  test('outside of one nothing of an account is remembered', async () => {
    const { id } = await person();
    const { stores } = one;
    const reads = [
      stores.accounts.find,
      stores.passwords.find,
      stores.enrollments.find,
      stores.directory.find,
    ];
    for (const read of reads) expect(await cost(() => Promise.all([read(id), read(id)]))).toBe(2);
  });
});

describe('what changes rarely (mongodb)', () => {
  test('is read once while it is remembered; without that, each time', async () => {
    const client = sampleClient();
    await two.stores.clients.create(client);
    const before = patient.commands();
    for (let n = 0; n < 3; n += 1) expect(await patient.stores.clients.find(client.id)).toEqual(client);
    expect(patient.commands() - before).toBe(1);
    const { clients } = one.stores;
    expect(await cost(async () => [await clients.find(client.id), await clients.find(client.id)])).toBe(2);
  });

  test('is read anew at once by whoever changed it, and a name that nobody had is not remembered', async () => {
    const { stores } = patient;
    const [client, tenant] = [sampleClient(), sampleTenant({ domains: [`${newId()}.example`] })];
    const [domain = ''] = tenant.domains;
    expect(await stores.clients.find(client.id)).toBeUndefined();
    await two.stores.clients.create(client);
    expect(await stores.clients.find(client.id)).toEqual(client);
    await stores.clients.replace({ ...client, version: 2, name: 'Renamed' });
    expect((await stores.clients.find(client.id))?.name).toBe('Renamed');
    await stores.clients.delete(client.id);
    expect(await stores.clients.find(client.id)).toBeUndefined();
    await stores.tenants.create(tenant);
    expect(await stores.tenants.findByDomain(domain)).toEqual(tenant);
    await stores.tenants.replace({ ...tenant, version: 2, domains: [] });
    expect(await stores.tenants.findByDomain(domain)).toBeUndefined();
    for (const version of [1, 2]) {
      await stores.policies.append(samplePolicy(tenant.id, version));
      expect((await stores.policies.current(tenant.id))?.version).toBe(version);
    }
  });

  test('is no older than it may be: another instance sees a new policy within that time', async () => {
    const brief = await mustOpenMongo(url, { cacheMs: 100 });
    const tenantId = newId();
    await two.stores.policies.append(samplePolicy(tenantId, 1));
    expect((await brief.stores.policies.current(tenantId))?.version).toBe(1);
    await two.stores.policies.append(samplePolicy(tenantId, 2));
    const since = performance.now();
    let version = 1;
    while (version === 1 && performance.now() - since < 1_000)
      version = (await brief.stores.policies.current(tenantId))?.version ?? 0;
    expect(version).toBe(2);
    await brief.close();
  });

  test('holds a thousand entries at most: the oldest goes first, and what fails or is not there is not kept', async () => {
    const cache = createCache<string>(3_600_000);
    let loads = 0;
    const find = (key: string, value: string | undefined = key) =>
      cache.find(key, async () => {
        loads += 1;
        return value;
      });
    for (let n = 0; n <= 1_000; n += 1) await find(`key ${n}`);
    expect(await find('key 1')).toBe('key 1');
    expect(loads).toBe(1_001);
    expect(await find('key 0')).toBe('key 0');
    expect(loads).toBe(1_002);
    expect(await cache.find('absent', async () => undefined)).toBeUndefined();
    expect(await find('absent')).toBe('absent');
    const failing = cache.find('away', () => Promise.reject(new StoreUnavailable('away')));
    await expect(failing).rejects.toThrow(StoreUnavailable);
    expect(await find('away')).toBe('away');
  });

  test('of nothing between requests still reads once in a request, and in the next one anew', async () => {
    let begun: number | null = null;
    const cache = createCache<number>(0, () => begun);
    let loads = 0;
    const find = () => cache.find('key', async () => (loads += 1));
    expect([await find(), await find()]).toEqual([1, 2]);
    begun = performance.now();
    expect([await find(), await find()]).toEqual([3, 3]);
    await cache.changing(async () => undefined);
    expect([await find(), await find()]).toEqual([4, 4]);
    begun = performance.now();
    expect([await find(), await find()]).toEqual([5, 5]);
  });

  test('a read that began before a change is not remembered after it', async () => {
    const cache = createCache<string>(3_600_000);
    const [slow, write] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()];
    const before = cache.find('key', () => slow.promise);
    const changing = cache.changing(() => write.promise);
    const during = cache.find('key', () => slow.promise);
    write.resolve();
    await changing;
    slow.resolve('old');
    expect([await before, await during]).toEqual(['old', 'old']);
    expect(await cache.find('key', async () => 'new')).toBe('new');
  });
});
