// The contract of ports/passwords.
import { describe, expect, test } from 'vitest';
import { newId, samplePassword } from './samples.ts';
import { type DurableStores, type OpenStores, race, useStores, wins } from './stores.ts';

export function describePasswords(name: string, open: OpenStores<DurableStores>): void {
  describe(`passwords (${name})`, () => {
    const stores = useStores(open);

    test('of fifty that set the first one, one wins', async () => {
      const accountId = newId();
      expect(await stores.storage.passwords.find(accountId)).toBeUndefined();
      const made = Array.from({ length: 50 }, () => samplePassword({ accountId }));
      const answers = await race(stores, (s, n) => s.passwords.set(made[n] ?? samplePassword(), null));
      expect(wins(answers)).toBe(1);
      expect(await stores.storage.passwords.find(accountId)).toEqual(made[answers.indexOf(true)]);
    });

    test('of fifty that change one version, one wins; an older version changes nothing', async () => {
      const first = samplePassword();
      await stores.storage.passwords.set(first, null);
      const { accountId } = first;
      const change = (replaces: string) =>
        samplePassword({ accountId, setBy: 'change', version: `${replaces}+` });
      const answers = await race(stores, (s) => s.passwords.set(change(first.version), first.version));
      expect(wins(answers)).toBe(1);
      expect(await stores.storage.passwords.set(samplePassword({ accountId }), first.version)).toBe(false);
      expect(await stores.storage.passwords.set(samplePassword({ accountId }), null)).toBe(false);
    });

    test('a rehash keeps the version, and misses once the password has changed', async () => {
      const password = samplePassword();
      await stores.storage.passwords.set(password, null);
      const { accountId, version } = password;
      expect(await stores.storage.passwords.rehash(accountId, version, 'dearer')).toBe(true);
      expect(await stores.other.passwords.find(accountId)).toEqual({ ...password, hash: 'dearer' });
      expect(await stores.storage.passwords.rehash(accountId, newId(), 'late')).toBe(false);
      expect(await stores.storage.passwords.rehash(newId(), version, 'nobody')).toBe(false);
    });

    test('keep who is refused for good, once each, until they are renewed or unlocked', async () => {
      const { passwords } = stores.storage;
      const [password, other] = [samplePassword(), samplePassword()];
      for (const one of [password, other]) await passwords.set(one, null);
      const { accountId, version } = password;
      await race(stores, (s, n) => s.passwords.refuse(accountId, version, n % 2 ? 'strangers' : 'browser:b'));
      await passwords.refuse(accountId, newId(), 'of an older version');
      const found = await stores.other.passwords.find(accountId);
      expect([...(found?.refused ?? [])].sort()).toEqual(['browser:b', 'strangers']);
      expect(await passwords.find(other.accountId)).toEqual(other);
      await passwords.admit(accountId);
      expect(await stores.other.passwords.find(accountId)).toEqual(password);
      await passwords.refuse(accountId, version, 'strangers');
      const next = { ...password, version: newId() };
      expect(await passwords.set(next, version)).toBe(true);
      expect(await passwords.find(accountId)).toEqual(next);
    });
  });
}
