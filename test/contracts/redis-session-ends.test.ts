// All of an account's sessions are ended in Redis while requests are under way.
// Attack: a session is saved by a slower request, and lives on.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedRedis } from '../../adapters/redis/open.ts';
import { mustOpenRedis, redisServer, redisTarget } from './redis-stores.ts';
import { day, hour, newId, now, sampleEvidence, sampleHolder } from './samples.ts';

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
});
