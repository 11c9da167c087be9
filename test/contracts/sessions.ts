// The contract of ports/sessions.
import { describe, expect, test } from 'vitest';
import { allOf } from '../support/all-of.ts';
import { day, hour, newGrantId, newId, now, sampleBasis, sampleEvidence, sampleHolder } from './samples.ts';
import { type OpenStores, type ShortLivedStores, useStores } from './stores.ts';

const seconds = (ms: number) => Math.floor(ms / 1000);

export function describeSessions(name: string, open: OpenStores<ShortLivedStores>): void {
  describe(`sessions (${name})`, () => {
    const stores = useStores(open);

    /** Saved, and begun a minute before `now`. */
    const begun = async (accountId = newId()) => {
      const uid = newId();
      const id = `${uid}.${newId()}`;
      const payload = { uid, accountId, iat: seconds(now) - 60, authorizations: {}, amr: [], text: 'ü"' };
      await stores.storage.sessions.save(id, payload, now + hour, now);
      return { uid, id, accountId, payload };
    };

    test('are found by id and by uid, as they were saved, until they expire', async () => {
      const { id, uid, payload } = await begun();
      expect(await stores.other.sessions.find(id, now)).toEqual(payload);
      expect(await stores.storage.sessions.findByUid(uid, now)).toEqual(payload);
      expect(await stores.storage.sessions.find(id, now + hour)).toBeUndefined();
      expect(await stores.storage.sessions.findByUid(uid, now + hour)).toBeUndefined();
      expect(await stores.storage.sessions.find(`${uid}.${newId()}`, now)).toBeUndefined();
    });

    test('while the id rotates the uid leads to what was saved last, and the old id, once destroyed, nowhere', async () => {
      const { id, uid, payload } = await begun();
      const next = `${uid}.${newId()}`;
      await stores.storage.sessions.destroy(id);
      await stores.storage.sessions.save(next, { ...payload, n: 2 }, now + hour, now);
      expect(await stores.other.sessions.find(id, now)).toBeUndefined();
      expect(await stores.other.sessions.find(next, now)).toEqual({ ...payload, n: 2 });
      expect(await stores.other.sessions.findByUid(uid, now)).toEqual({ ...payload, n: 2 });
    });

    test('an id that was left does not come back by a request that was under way (CVE-2024-28197)', async () => {
      const { id, uid, payload } = await begun();
      const next = `${uid}.${newId()}`;
      await stores.storage.sessions.destroy(id);
      await stores.storage.sessions.save(next, payload, now + hour, now);
      await stores.other.sessions.save(id, payload, now + hour, now);
      expect(await stores.storage.sessions.find(id, now)).toBeUndefined();
      expect(await stores.storage.sessions.find(next, now)).toEqual(payload);
    });

    test('one that was there before all were ended is good for who signs in with it afterwards', async () => {
      const [accountId, uid] = [newId(), newId()];
      await stores.storage.sessions.save(`${uid}.a`, { uid, iat: seconds(now) - 60 }, now + hour, now);
      await stores.storage.sessions.endAll(accountId, now);
      const signedIn = { uid, accountId, iat: seconds(now) - 60, loginTs: seconds(now) + 1 };
      await stores.storage.sessions.save(`${uid}.b`, signedIn, now + hour, now + 2000);
      expect(await stores.other.sessions.find(`${uid}.b`, now + 2000)).toEqual(signedIn);
    });

    test('are listed for their account while they live, each once, with where they were seen last', async () => {
      const [one, two, other] = [await begun(), await begun(), await begun()];
      const { accountId } = one;
      const seen = { at: now, address: '192.0.2.7', userAgent: 'Firefox' };
      await stores.storage.sessions.destroy(one.id);
      await stores.storage.sessions.save(`${one.uid}.${newId()}`, { ...one.payload, seen }, now + hour, now);
      await stores.storage.sessions.save(two.id, { ...two.payload, accountId }, now + 2 * hour, now);
      const begunAt = (seconds(now) - 60) * 1000;
      const first = {
        uid: one.uid,
        accountId,
        begunAt,
        lastAt: now,
        address: '192.0.2.7',
        userAgent: 'Firefox',
      };
      const second = { uid: two.uid, accountId, begunAt, lastAt: begunAt, address: null, userAgent: null };
      const listed = await stores.other.sessions.ofAccount(accountId, now, 9);
      expect(listed).toEqual([first, second]);
      expect(await stores.other.sessions.ofAccount(two.accountId, now, 9)).toEqual([]);
      expect(await stores.other.sessions.ofAccount(other.accountId, now, 9)).toMatchObject([
        { uid: other.uid },
      ]);
      expect(await stores.other.sessions.ofAccount(accountId, now + hour, 9)).toEqual([second]);
      await stores.storage.sessions.end({ uid: two.uid, accountId }, now);
      expect(await stores.other.sessions.ofAccount(accountId, now, 9)).toEqual([first]);
      await stores.storage.sessions.endAll(accountId, now);
      expect(await stores.other.sessions.ofAccount(accountId, now, 9)).toEqual([]);
    });

    test('are listed up to a limit, those seen last first, however many there are', async () => {
      const accountId = newId();
      const uids = Array.from({ length: 450 }, (_, n) => `${n}-${newId()}`);
      const save = (uid: string, at: number) => {
        const seen = { at, address: null, userAgent: null };
        const payload = { uid, accountId, iat: seconds(now) - 60, seen };
        return stores.storage.sessions.save(`${uid}.a`, payload, now + hour, now);
      };
      await Promise.all(uids.map((uid, n) => save(uid, now + n)));
      // The first of all was seen once more.
      await save(uids[0] ?? '', now + 500);
      const listed = await stores.other.sessions.ofAccount(accountId, now, 3);
      expect(listed.map(({ uid }) => uid)).toEqual([uids[0], uids[449], uids[448]]);
      const withOwn = await stores.other.sessions.ofAccount(accountId, now, 3, uids[1]);
      expect(withOwn.map(({ uid }) => uid)).toEqual([uids[1], uids[0], uids[449]]);
      expect(await stores.other.sessions.ofAccount(accountId, now, 1000)).toHaveLength(450);
    });

    test('of nobody are kept as well', async () => {
      const uid = newId();
      await stores.storage.sessions.save(`${uid}.a`, { uid }, now + hour, now);
      expect(await stores.storage.sessions.find(`${uid}.a`, now)).toEqual({ uid });
    });

    test('what has ended is not found, and saving brings it not back, under no id', async () => {
      const { id, uid, accountId, payload } = await begun();
      const holder = sampleHolder({ kind: 'session', id: uid, accountId });
      await stores.storage.evidence.add(holder, sampleEvidence(holder), now + day);
      await stores.other.sessions.end({ uid, accountId }, now);
      expect((await stores.storage.evidence.find(holder, now)).evidence).toEqual([]);
      for (const late of [id, `${uid}.${newId()}`]) {
        await stores.storage.sessions.save(late, payload, now + hour, now);
        expect(await stores.storage.sessions.find(late, now)).toBeUndefined();
      }
      expect(await stores.storage.sessions.findByUid(uid, now)).toBeUndefined();
    });

    test("the end of all of an account's takes evidence, grants and tokens too, and spares other accounts", async () => {
      const [one, two, other] = [await begun(), await begun(), await begun()];
      const mine = {
        ...two,
        accountId: one.accountId,
        payload: { ...two.payload, accountId: one.accountId },
      };
      await stores.storage.sessions.save(mine.id, mine.payload, now + hour, now);
      const grantId = newGrantId(one.uid);
      const { accountId } = one;
      const basis = sampleBasis({ grantId, accountId, sessionUid: one.uid });
      const holder = sampleHolder({ kind: 'session', id: one.uid, accountId });
      await stores.storage.records.save('Grant', grantId, { accountId }, now + hour);
      await stores.storage.records.save('RefreshToken', `${grantId}.x`, { accountId, grantId }, now + hour);
      await stores.storage.grantBases.save(basis);
      await stores.storage.evidence.add(holder, sampleEvidence(holder), now + day);
      await stores.other.sessions.endAll(accountId, now);
      for (const { id, uid, payload } of [one, mine]) {
        await stores.storage.sessions.save(id, payload, now + hour, now);
        expect(await stores.storage.sessions.find(id, now)).toBeUndefined();
        expect(await stores.storage.sessions.findByUid(uid, now)).toBeUndefined();
      }
      expect(await stores.storage.records.find('RefreshToken', `${grantId}.x`, now)).toBeUndefined();
      expect(await stores.storage.grantBases.find(grantId, now)).toBeUndefined();
      expect(await allOf(stores.storage.grantBases.ofAccount(accountId, now))).toEqual([]);
      expect(await stores.storage.grantBases.everSaved(grantId, Date.now())).toBe(true);
      expect((await stores.storage.evidence.find(holder, now)).evidence).toEqual([]);
      expect(await stores.storage.sessions.find(other.id, now)).toEqual(other.payload);
    });

    test.each([
      ['before it', [200], false],
      ['partly before it', [200, 800], false],
      ['at that moment', [500], false],
      ['after it', [700, 800], true],
      ['never', [], false],
    ] as const)('of one begun in the second of the end the proofs tell: %s', async (_, proved, lives) => {
      const [accountId, uid] = [newId(), newId()];
      const holder = sampleHolder({ kind: 'session', id: uid, accountId });
      await stores.other.sessions.endAll(accountId, now + 500);
      // Moved there by a request that was under way.
      for (const ms of proved)
        await stores.storage.evidence.add(holder, sampleEvidence(holder, { at: now + ms }), now + day);
      const payload = { uid, accountId, iat: seconds(now) - 60, loginTs: seconds(now) };
      await stores.storage.sessions.save(`${uid}.a`, payload, now + hour, now + 900);
      const found = await stores.other.sessions.find(`${uid}.a`, now + 900);
      expect(found).toEqual(lives ? payload : undefined);
    });

    test('a session begun after the end of all lives', async () => {
      const { accountId, payload } = await begun();
      await stores.storage.sessions.endAll(accountId, now);
      const next = { ...payload, uid: newId(), iat: seconds(now) + 1 };
      await stores.storage.sessions.save(`${next.uid}.a`, next, now + 2 * hour, now + 2000);
      expect(await stores.other.sessions.find(`${next.uid}.a`, now + 2000)).toEqual(next);
    });
  });
}
