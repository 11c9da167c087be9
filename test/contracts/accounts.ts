// The contract of ports/accounts and of ports/directory over the same accounts.
import { describe, expect, test } from 'vitest';
import { newId, sampleAccount } from './samples.ts';
import { type DurableStores, type OpenStores, race, useStores, wins } from './stores.ts';

export function describeAccounts(name: string, open: OpenStores<DurableStores>): void {
  describe(`accounts (${name})`, () => {
    const stores = useStores(open);

    test('are found as they were written', async () => {
      const account = sampleAccount();
      expect(await stores.storage.accounts.create(account)).toEqual({ ok: true });
      expect(await stores.other.accounts.find(account.id)).toEqual(account);
      expect(await stores.storage.accounts.find(newId())).toBeUndefined();
    });

    test('says what another account of the tenant has; another tenant may have the same', async () => {
      const account = sampleAccount({ username: 'zoe' });
      const { tenantId, email } = account;
      await stores.storage.accounts.create(account);
      const create = (change: object) => stores.storage.accounts.create(sampleAccount(change));
      expect(await create({ id: account.id })).toEqual({ ok: false, taken: 'id' });
      expect(await create({ tenantId, email })).toEqual({ ok: false, taken: 'email' });
      expect(await create({ tenantId, username: 'zoe' })).toEqual({ ok: false, taken: 'username' });
      expect(await create({ email, username: 'zoe' })).toEqual({ ok: true });
    });

    test('many accounts of a tenant can be without e-mail, or without username', async () => {
      const tenantId = newId();
      for (const username of ['a', 'b', 'c']) {
        const account = sampleAccount({ tenantId, email: null, username });
        expect(await stores.storage.accounts.create(account)).toEqual({ ok: true });
      }
    });

    test('of fifty that claim one e-mail, or one username, one wins', async () => {
      const [tenantId, email] = [newId(), `${newId()}@example.org`];
      const byMail = await race(stores, (s) => s.accounts.create(sampleAccount({ tenantId, email })));
      expect(wins(byMail)).toBe(1);
      const byName = await race(stores, (s) => s.accounts.create(sampleAccount({ tenantId, username: 'z' })));
      expect(wins(byName)).toBe(1);
    });

    test('of fifty that replace one version, one wins', async () => {
      const account = sampleAccount();
      await stores.storage.accounts.create(account);
      const next = { ...account, version: 2, status: 'disabled' } as const;
      const answers = await race(stores, ({ accounts }) => accounts.replace(next));
      expect(wins(answers)).toBe(1);
      expect(answers.find((answer) => !answer.ok)).toEqual({ ok: false, reason: 'changed' });
      expect(await stores.storage.accounts.find(account.id)).toEqual(next);
    });

    test('replacing cannot take what another has, and frees what was given up', async () => {
      const tenantId = newId();
      const [one, two] = [sampleAccount({ tenantId, username: 'one' }), sampleAccount({ tenantId })];
      await stores.storage.accounts.create(one);
      await stores.storage.accounts.create(two);
      const replace = (change: object) => stores.storage.accounts.replace({ ...two, version: 2, ...change });
      expect(await replace({ email: one.email })).toEqual({ ok: false, reason: 'email' });
      expect(await replace({ username: 'one' })).toEqual({ ok: false, reason: 'username' });
      await stores.storage.accounts.replace({ ...one, version: 2, username: null });
      expect(await replace({ username: 'one' })).toEqual({ ok: true });
    });

    test('are listed of one tenant, in pages', async () => {
      const tenantId = newId();
      const made = Array.from({ length: 5 }, () => sampleAccount({ tenantId }));
      for (const account of [...made, sampleAccount()]) await stores.storage.accounts.create(account);
      const ids = made.map((account) => account.id).sort();
      const first = await stores.storage.accounts.list(tenantId, null, 3);
      expect(first.items.map((account) => account.id)).toEqual(ids.slice(0, 3));
      expect(first.next).toBe(ids[2]);
      const rest = await stores.storage.accounts.list(tenantId, first.next, 3);
      expect(rest.items.map((account) => account.id)).toEqual(ids.slice(3));
      expect(rest.next).toBeNull();
    });

    test('tells whether anyone of the tenant is in a group', async () => {
      const group = newId();
      const account = sampleAccount({ groups: [newId(), group] });
      await stores.storage.accounts.create(account);
      expect(await stores.storage.accounts.anyInGroup(account.tenantId, group)).toBe(true);
      expect(await stores.storage.accounts.anyInGroup(newId(), group)).toBe(false);
      await stores.storage.accounts.replace({ ...account, version: 2, groups: [] });
      expect(await stores.storage.accounts.anyInGroup(account.tenantId, group)).toBe(false);
    });
  });

  describe(`directory (${name})`, () => {
    const stores = useStores(open);

    test('finds the entry by id and by either identifier, in its tenant only, without the profile', async () => {
      const account = sampleAccount({ username: 'zoe', roles: ['owner'], groups: ['g'] });
      const { version: _v, profile: _p, updatedAt: _u, eventId: _e, ...entry } = account;
      await stores.storage.accounts.create(account);
      expect(await stores.other.directory.find(account.id)).toEqual(entry);
      for (const identifier of [account.email ?? '', 'zoe']) {
        const found = await stores.storage.directory.findByIdentifier(account.tenantId, identifier);
        expect(found).toEqual(entry);
        expect(await stores.storage.directory.findByIdentifier(newId(), identifier)).toBeUndefined();
      }
      expect(await stores.storage.directory.findByIdentifier(account.tenantId, '')).toBeUndefined();
      expect(await stores.storage.directory.find(newId())).toBeUndefined();
    });

    test("nobody's username can be another's e-mail: an identifier leads to one account", async () => {
      const account = sampleAccount();
      const { tenantId, email } = account;
      await stores.storage.accounts.create(account);
      const imposter = sampleAccount({ tenantId, email: null, username: email });
      expect(await stores.storage.accounts.create(imposter)).toEqual({ ok: false, taken: 'username' });
    });
  });
}
