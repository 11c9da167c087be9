// The contract of ports/grant-bases.
import { describe, expect, test } from 'vitest';
import type { GrantBatches } from '../../ports/grant-bases.ts';
import { allOf } from '../support/all-of.ts';
import { hour, newGrantId, newId, now, sampleBasis, sampleEvidence, sampleHolder } from './samples.ts';
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

    test('are found by the session that they end with, by the one that they were made in, by account; none expired', async () => {
      const [sessionUid, accountId] = [newId(), newId()];
      const ends = sampleBasis({ sessionUid, accountId });
      const stays = sampleBasis({ sessionUid, accountId, endsWithSession: false });
      const expired = sampleBasis({ sessionUid, accountId, expiresAt: now });
      for (const basis of [ends, stays, expired, sampleBasis()]) await stores.storage.grantBases.save(basis);
      expect(await allOf(stores.storage.grantBases.ofSession(sessionUid, now))).toEqual([ends]);
      const both = new Set([ends.grantId, stays.grantId]);
      expect(await idsOf(stores.storage.grantBases.madeIn(sessionUid, now))).toEqual(both);
      expect(await idsOf(stores.storage.grantBases.ofAccount(accountId, now))).toEqual(both);
    });

    test('come in batches, all of them, also while those that came are discarded', async () => {
      const accountId = newId();
      const sessions = [newId(), newId()];
      const made = Array.from({ length: 900 }, (_, n) => {
        const sessionUid = sessions[n % 2] ?? '';
        return sampleBasis({ sessionUid, accountId, grantId: newGrantId(sessionUid) });
      });
      await Promise.all(made.map((basis) => stores.storage.grantBases.save(basis)));
      const came = new Set<string>();
      for await (const some of stores.other.grantBases.ofAccount(accountId, now)) {
        expect(some.length).toBeLessThan(401);
        for (const { grantId } of some) came.add(grantId);
        await Promise.all(some.map(({ grantId }) => stores.other.grantBases.discard(grantId)));
      }
      expect(came).toEqual(new Set(made.map(({ grantId }) => grantId)));
      expect(await allOf(stores.storage.grantBases.ofAccount(accountId, now))).toEqual([]);
      expect(await allOf(stores.storage.grantBases.ofSession(sessions[0] ?? '', now))).toEqual([]);
    });
  });
}

async function idsOf(batches: GrantBatches): Promise<ReadonlySet<string>> {
  return new Set((await allOf(batches)).map(({ grantId }) => grantId));
}
