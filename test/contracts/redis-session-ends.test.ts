// All of an account's sessions are ended in Redis while requests are under way, and cut short before each of its writes.
// Attack: a session is saved by a slower request and lives on, or is forgotten where the server died half-way.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeys } from '../../adapters/redis/keys.ts';
import type { OpenedRedis } from '../../adapters/redis/open.ts';
import { createScopes } from '../../adapters/redis/scope.ts';
import { createSessions } from '../../adapters/redis/sessions.ts';
import type { Wire } from '../../adapters/redis/wire.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { mustOpenRedis, redisServer, redisTarget } from './redis-stores.ts';
import { cutWhere, openWire } from './redis-wires.ts';
import { day, hour, newGrantId, newId, now, sampleEvidence, sampleHolder } from './samples.ts';

const second = now / 1000;

describe.each(['single', 'cluster'] as const)('the end of all sessions (redis %s)', (kind) => {
  const target = redisTarget(redisServer(kind));
  let redis: OpenedRedis;
  let other: OpenedRedis;
  beforeAll(async () => {
    redis = await mustOpenRedis(target);
    other = await mustOpenRedis(target);
  });
  afterAll(async () => {
    await redis.close();
    await other.close();
  });

  /** As the request does that ends a sign-in: its proofs go to a new session. */
  const signingIn = async (
    { scoped, stores }: OpenedRedis,
    accountId: string,
    provedAt: number,
    meanwhile = async () => {},
  ) => {
    const uid = newId();
    const from = sampleHolder({ accountId });
    await stores.evidence.add(from, sampleEvidence(from, { at: provedAt }), now + hour);
    await scoped(async () => {
      stores.sessions.begin(uid);
      await stores.evidence.move(from, { kind: 'session', id: uid, accountId }, now + day);
      await meanwhile();
      const payload = { uid, accountId, iat: second, loginTs: second };
      await stores.sessions.save(`${uid}.a`, payload, now + hour, now + 900);
    });
    return uid;
  };

  test('takes those along whose request is under way, also in its second, and none that proved itself after it', async () => {
    const accountId = newId();
    const end = () => other.stores.sessions.endAll(accountId, now + 500);
    const early = await signingIn(redis, accountId, now + 200, end);
    const late = await signingIn(redis, accountId, now + 800);
    expect(await other.stores.sessions.findByUid(early, now)).toBeUndefined();
    expect((await other.stores.sessions.findByUid(late, now))?.uid).toBe(late);
  });

  test('leaves none of fifty that sign in at the same moment', async () => {
    const accountId = newId();
    const ending = (async () => {
      await redis.ping();
      await other.stores.sessions.endAll(accountId, now + 500);
    })();
    const uids = await Promise.all(
      Array.from({ length: 50 }, (_, n) => signingIn(n % 2 ? redis : other, accountId, now + 200)),
    );
    await ending;
    const found = await Promise.all(uids.map((uid) => other.stores.sessions.findByUid(uid, now)));
    expect(found.filter(Boolean)).toEqual([]);
  });

  /** Three sessions, each with a refresh token. */
  const threeOf = (accountId: string) =>
    Promise.all(
      ['a', 'b', 'c'].map(async () => {
        const uid = await signingIn(redis, accountId, now);
        const grantId = newGrantId(uid);
        const token = `${grantId}.token`;
        await redis.stores.records.save('Grant', grantId, { accountId }, now + hour);
        await redis.stores.records.save('RefreshToken', token, { accountId, grantId }, now + hour);
        return { uid, token };
      }),
    );
  type Signed = Awaited<ReturnType<typeof threeOf>>[number];

  const lives = async ({ uid, token }: Signed) => {
    const { sessions, records } = other.stores;
    const found = [await sessions.findByUid(uid, now), await records.find('RefreshToken', token, now)];
    return found.some((one) => one !== undefined);
  };

  /** Ends all, with the wire cut before its `nth` write; returns whether it ended. */
  const endsCutAt = async (wire: Wire, nth: number, accountId: string): Promise<boolean> => {
    let sent = 0;
    const cut = cutWhere(wire, () => {
      sent += 1;
      return sent >= nth;
    });
    const sessions = createSessions(cut, createScopes(cut), createKeys(target.prefix));
    const outcome = await sessions.endAll(accountId, now + 500).catch((error: unknown) => error);
    if (outcome === undefined) return true;
    expect(outcome).toBeInstanceOf(StoreUnavailable);
    return false;
  };

  test('cut before any of its writes is told as failed, is over for who comes next, and ends all when asked again', async () => {
    const wire = await openWire(target);
    let ended = false;
    let nth = 1;
    for (; !ended; nth += 1) {
      const accountId = newId();
      const three = await threeOf(accountId);
      ended = await endsCutAt(wire, nth, accountId);
      // Behind all that was sent besides.
      for (const { uid } of three)
        await wire.send({ home: uid, words: ['GET', createKeys(target.prefix).ended(uid)] });
      const living = await Promise.all(three.map(lives));
      // The first write says that all have ended, then one marks each, and one takes them off the list.
      expect(living.filter(Boolean)).toHaveLength(Math.min(3, Math.max(0, 5 - nth)));
      const [first] = three;
      if (!first) throw new Error('there are three');
      const { uid } = first;
      // The next request of a session that was not reached finds that all have ended, before it answers.
      const payload = { uid, accountId, iat: second, loginTs: second };
      await other.stores.sessions.save(`${uid}.a`, payload, now + hour, now + 900);
      expect(await lives(first)).toBe(nth === 1);
      await other.stores.sessions.endAll(accountId, now + 900);
      expect(await Promise.all(three.map(lives))).toEqual([false, false, false]);
    }
    // The last round had none to cut, and counted on.
    expect(nth - 2).toBe(5);
    await wire.close();
  });
});
