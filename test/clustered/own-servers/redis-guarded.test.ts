// Redis over TLS with a root of the operator's own, and by a user with a password full of special characters: each form of the
// address gets in, and nobody gets in without the root or with another password (G2; issue "Components and how they start").
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RedisTarget } from '../../../adapters/redis/address.ts';
import { type OpenedRedis, openRedis } from '../../../adapters/redis/open.ts';
import { mustOpenRedis, redisTarget } from '../../contracts/redis-stores.ts';
import { hour, newId, now } from '../../contracts/samples.ts';
import {
  createGuard,
  type Guard,
  type Guarded,
  type Login,
  startGuarded,
  startGuardedCluster,
  startGuardedSentinel,
} from '../../support/guarded-redis.ts';

const login: Login = { username: 'sallyport', password: 'p@ss:w/r?d#50%+&=é' };
const ofSentinel: Login = { username: 'watcher', password: 'other@:/?#%+&=ü' };

let guard: Guard;
beforeAll(() => {
  guard = createGuard();
});
afterAll(() => guard.dispose());

describe.each([
  ['single', () => startGuarded(guard, login), login],
  ['sentinel', () => startGuardedSentinel(guard, login, ofSentinel), ofSentinel],
  ['cluster', () => startGuardedCluster(guard, login), login],
] as const)('G2 a guarded Redis (%s)', (kind, start, firstAsked) => {
  let guarded: Guarded;
  let target: RedisTarget;
  beforeAll(async () => {
    guarded = await start();
    target = { ...redisTarget(guarded.url), ca: guard.ca };
  });
  afterAll(() => guarded?.dispose());

  test('takes what is written and gives it back, on every node', async () => {
    expect(target).toMatchObject({ kind, tls: true });
    const opened = await mustOpenRedis(target);
    try {
      await opened.ping();
      await Promise.all(Array.from({ length: 8 }, () => roundOf(opened)));
    } finally {
      await opened.close();
    }
  });

  test('is not spoken to without the root', async () => {
    expect(await openRedis({ target: { ...target, ca: null } })).toMatchObject({
      ok: false,
      reason: 'untrusted-certificate',
    });
  });

  test('another password is refused in a line without it', async () => {
    const wrong = 'wrong-p@ssword';
    const url = guarded.url.replace(encodeURIComponent(firstAsked.password), encodeURIComponent(wrong));
    const refused = await openRedis({ target: { ...redisTarget(url), ca: guard.ca } });
    expect(refused).toMatchObject({ ok: false, reason: 'password' });
    expect(JSON.stringify(refused)).not.toContain(wrong);
  });
});

/** A code is saved, read, and redeemed once. */
async function roundOf({ stores: { records } }: OpenedRedis): Promise<void> {
  const id = newId();
  await records.save('AuthorizationCode', id, { jti: id }, now + hour);
  expect(await records.find('AuthorizationCode', id, now)).toMatchObject({ jti: id });
  expect(await records.consume('AuthorizationCode', id, now)).toBe(true);
  expect(await records.consume('AuthorizationCode', id, now)).toBe(false);
}
