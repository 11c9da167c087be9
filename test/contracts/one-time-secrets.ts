// The contract of ports/one-time-secrets.
import { describe, expect, test } from 'vitest';
import { hour, newId, now, sampleSecret } from './samples.ts';
import { type DurableStores, type OpenStores, race, useStores, wins } from './stores.ts';

export function describeOneTimeSecrets(name: string, open: OpenStores<DurableStores>): void {
  describe(`one-time secrets (${name})`, () => {
    const stores = useStores(open);
    const issued = async (change: object = {}) => {
      const secret = sampleSecret(change);
      await stores.storage.oneTimeSecrets.issue(secret);
      return secret;
    };

    test('are found by id and by account and purpose until they expire', async () => {
      const secret = await issued({ boundTo: 'a@example.org' });
      const { id, accountId, purpose } = secret;
      expect(await stores.other.oneTimeSecrets.find(id, now)).toEqual(secret);
      expect(await stores.storage.oneTimeSecrets.findFor(accountId, purpose, now)).toEqual(secret);
      expect(await stores.storage.oneTimeSecrets.findFor(accountId, 'invitation', now)).toBeUndefined();
      expect(await stores.storage.oneTimeSecrets.find(id, now + hour)).toBeUndefined();
      expect(await stores.storage.oneTimeSecrets.findFor(accountId, purpose, now + hour)).toBeUndefined();
    });

    test('a new one voids the old of the same purpose and account, and no other', async () => {
      const accountId = newId();
      const old = await issued({ accountId });
      const invitation = await issued({ accountId, purpose: 'invitation' });
      const foreign = await issued();
      const next = await issued({ accountId });
      expect(await stores.storage.oneTimeSecrets.find(old.id, now)).toBeUndefined();
      expect(await stores.storage.oneTimeSecrets.consume(old.id, now)).toBe(false);
      for (const { id } of [invitation, foreign, next])
        expect(await stores.storage.oneTimeSecrets.find(id, now)).toBeDefined();
    });

    test('fifty issued at once leave one', async () => {
      const accountId = newId();
      const made = Array.from({ length: 50 }, () => sampleSecret({ accountId }));
      await race(stores, (s, n) => s.oneTimeSecrets.issue(made[n] ?? sampleSecret()));
      const left = await Promise.all(made.map(({ id }) => stores.storage.oneTimeSecrets.find(id, now)));
      expect(left.filter(Boolean)).toHaveLength(1);
    });

    test('five tries are five of fifty', async () => {
      const { id } = await issued({ triesLeft: 5 });
      const answers = await race(stores, ({ oneTimeSecrets }) => oneTimeSecrets.takeTry(id, now));
      expect(wins(answers)).toBe(5);
      expect((await stores.storage.oneTimeSecrets.find(id, now))?.triesLeft).toBe(0);
    });

    test('of fifty that use one invitation, one wins', async () => {
      const secret = await issued({ purpose: 'invitation' });
      const { id, accountId } = secret;
      const answers = await race(stores, ({ oneTimeSecrets }) => oneTimeSecrets.consume(id, now));
      expect(wins(answers)).toBe(1);
      expect(await stores.storage.oneTimeSecrets.find(id, now)).toEqual({ ...secret, usedAt: now });
      expect(await stores.storage.oneTimeSecrets.findFor(accountId, 'invitation', now)).toBeUndefined();
      expect(await stores.storage.oneTimeSecrets.takeTry(id, now)).toBe(false);
    });

    test('what has expired, was voided or never was takes no try and is not consumed', async () => {
      const expired = await issued();
      const voided = await issued();
      await stores.storage.oneTimeSecrets.void(voided.accountId);
      for (const [id, at] of [
        [expired.id, now + hour],
        [voided.id, now],
        [newId(), now],
      ] as const) {
        expect(await stores.storage.oneTimeSecrets.takeTry(id, at)).toBe(false);
        expect(await stores.storage.oneTimeSecrets.consume(id, at)).toBe(false);
      }
    });
  });
}
