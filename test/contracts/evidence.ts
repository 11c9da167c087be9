// The contract of ports/evidence.
import { describe, expect, test } from 'vitest';
import { day, hour, newId, now, sampleEvidence, sampleHolder } from './samples.ts';
import { type OpenStores, race, type ShortLivedStores, useStores } from './stores.ts';

const nothing = { evidence: [], putOffAt: null };

export function describeEvidence(name: string, open: OpenStores<ShortLivedStores>): void {
  describe(`evidence (${name})`, () => {
    const stores = useStores(open);

    test('is found under its holder and account only, until the holder expires', async () => {
      const holder = sampleHolder();
      const evidence = sampleEvidence(holder);
      await stores.storage.evidence.add(holder, evidence, now + hour);
      const found = await stores.other.evidence.find(holder, now);
      expect(found).toEqual({ evidence: [evidence], putOffAt: null });
      expect(await stores.storage.evidence.find(holder, now + hour)).toEqual(nothing);
      expect(await stores.storage.evidence.find({ ...holder, accountId: 'other' }, now)).toEqual(nothing);
      expect(await stores.storage.evidence.find({ ...holder, kind: 'session' }, now)).toEqual(nothing);
    });

    test('of another account is refused', async () => {
      const holder = sampleHolder();
      const foreign = sampleEvidence(sampleHolder());
      await expect(stores.storage.evidence.add(holder, foreign, now + hour)).rejects.toThrow();
    });

    test('fifty proofs at once are all kept', async () => {
      const holder = sampleHolder();
      await race(stores, ({ evidence }) => evidence.add(holder, sampleEvidence(holder), now + hour));
      expect((await stores.storage.evidence.find(holder, now)).evidence).toHaveLength(50);
    });

    test('the newest of a kind and source stands for its sign-in, whichever came last', async () => {
      const holder = sampleHolder();
      const first = sampleEvidence(holder, { source: 'v1' });
      const newest = sampleEvidence(holder, { source: 'v1', at: now + 2 });
      const late = sampleEvidence(holder, { source: 'v1', at: now + 1 });
      const elsewhere = sampleEvidence(holder, { source: 'v1', signInId: 'another', at: now - 1 });
      for (const each of [first, newest, late, elsewhere])
        await stores.storage.evidence.add(holder, each, now + hour);
      const found = await stores.storage.evidence.find(holder, now);
      expect(found.evidence).toEqual([elsewhere, newest]);
    });

    test('a new proof does not bring back what had expired', async () => {
      const holder = sampleHolder();
      await stores.storage.evidence.add(holder, sampleEvidence(holder), now + hour);
      const fresh = sampleEvidence(holder, { at: now + hour });
      await stores.storage.evidence.add(holder, fresh, now + 2 * hour);
      expect((await stores.storage.evidence.find(holder, now + hour)).evidence).toEqual([fresh]);
    });

    test('moves to the session, twice as well as once', async () => {
      const from = sampleHolder();
      const to = sampleHolder({ kind: 'session', accountId: from.accountId });
      const evidence = sampleEvidence(from);
      const older = sampleEvidence(to, { at: now - hour });
      await stores.storage.evidence.add(to, older, now + hour);
      await stores.storage.evidence.add(from, evidence, now + hour);
      await stores.storage.evidence.putOff(from, now, now + hour, newId());
      await stores.storage.evidence.move(from, to, now + day);
      await stores.other.evidence.move(from, to, now + day);
      const merged = { evidence: [older, evidence], putOffAt: now };
      expect(await stores.storage.evidence.find(to, now + day - 1)).toEqual(merged);
      expect(await stores.storage.evidence.find(from, now)).toEqual(nothing);
    });

    test('fifty moves at once leave each proof once', async () => {
      const from = sampleHolder();
      const to = sampleHolder({ kind: 'session', accountId: from.accountId });
      await stores.storage.evidence.add(from, sampleEvidence(from), now + hour);
      await race(stores, ({ evidence }) => evidence.move(from, to, now + day));
      expect((await stores.storage.evidence.find(to, now)).evidence).toHaveLength(1);
    });

    test('changing accounts carries nothing over: a move between accounts throws', async () => {
      const from = sampleHolder();
      await stores.storage.evidence.add(from, sampleEvidence(from), now + hour);
      const to = sampleHolder({ kind: 'session' });
      await expect(stores.storage.evidence.move(from, to, now + day)).rejects.toThrow();
      expect(await stores.storage.evidence.find(to, now)).toEqual(nothing);
    });

    test('tells whether an event has its effect, after it was moved, replaced and discarded too', async () => {
      const from = sampleHolder();
      const to = sampleHolder({ kind: 'session', accountId: from.accountId });
      const evidence = sampleEvidence(from);
      const of = { signInId: from.id, at: Date.now() };
      // The first that is asked may begin to remember only now.
      await stores.storage.evidence.everHeld(newId(), of);
      of.at = Date.now() + 1;
      expect(await stores.storage.evidence.everHeld(evidence.id, of)).toBe(false);
      await stores.storage.evidence.add(from, evidence, now + hour);
      const putOff = newId();
      await stores.storage.evidence.putOff(from, now, now + hour, putOff);
      const next = { ...evidence, id: newId(), at: evidence.at + 1 };
      await stores.storage.evidence.add(from, next, now + hour);
      await stores.storage.evidence.move(from, to, now + day);
      for (const id of [evidence.id, next.id, putOff])
        expect(await stores.other.evidence.everHeld(id, of)).toBe(true);
      await stores.storage.evidence.discard(to);
      for (const id of [evidence.id, next.id, putOff])
        expect(await stores.storage.evidence.everHeld(id, of)).toBe(true);
    });
  });
}
