// The contract of ports/grant-bases.
import { describe, expect, test } from 'vitest';
import { hour, newId, now, sampleBasis, sampleEvidence, sampleHolder } from './samples.ts';
import { type OpenStores, type ShortLivedStores, useStores } from './stores.ts';

export function describeGrantBases(name: string, open: OpenStores<ShortLivedStores>): void {
  describe(`grant bases (${name})`, () => {
    const stores = useStores(open);

    test('are found until they expire or are discarded', async () => {
      const basis = sampleBasis({ evidence: [sampleEvidence(sampleHolder())] });
      // The first that is asked may begin to remember only now.
      await stores.storage.grantBases.everSaved(newId(), Date.now());
      const at = Date.now() + 1;
      await stores.storage.grantBases.save(basis);
      expect(await stores.other.grantBases.find(basis.grantId, now)).toEqual(basis);
      expect(await stores.storage.grantBases.find(basis.grantId, now + hour)).toBeUndefined();
      expect(await stores.storage.grantBases.everSaved(basis.grantId, at)).toBe(true);
      await stores.storage.grantBases.discard(basis.grantId);
      expect(await stores.storage.grantBases.everSaved(basis.grantId, at)).toBe(true);
      expect(await stores.storage.grantBases.everSaved(newId(), at)).toBe(false);
      expect(await stores.storage.grantBases.find(basis.grantId, now)).toBeUndefined();
    });

    test('of a session are only those that end with it; of an account are all; none expired', async () => {
      const [sessionUid, accountId] = [newId(), newId()];
      const ends = sampleBasis({ sessionUid, accountId });
      const stays = sampleBasis({ sessionUid, accountId, endsWithSession: false });
      const expired = sampleBasis({ sessionUid, accountId, expiresAt: now });
      for (const basis of [ends, stays, expired, sampleBasis()]) await stores.storage.grantBases.save(basis);
      expect(await stores.storage.grantBases.ofSession(sessionUid, now)).toEqual([ends]);
      const all = await stores.storage.grantBases.ofAccount(accountId, now);
      expect(new Set(all.map((basis) => basis.grantId))).toEqual(new Set([ends.grantId, stays.grantId]));
    });
  });
}
