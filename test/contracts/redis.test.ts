// Redis, run through the contracts of everything that is short-lived: one server, and a Cluster of three nodes.
// Invariant: of all that these leave there, only what is named here has no end.
import { describe, expect, test } from 'vitest';
import type { RedisTarget } from '../../adapters/redis/address.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { lifetimesOf } from '../support/redis-keys.ts';
import { describeShortLived } from './every-store.ts';
import { openRedisStores, redisServer, redisTarget } from './redis-stores.ts';
import { newId, now } from './samples.ts';

/** Keys without an end, and why. */
const endless: readonly RegExp[] = [
  // Since when Redis has kept what it was given: one for an installation.
  /^\{since\}:$/,
  // Counters that last (ports/attempts): failures stand until a success. One a factor of an account, never one of a stranger.
  /^\{[\w-]+\}:counter:(one|two|all)$/,
];

describe.each(['single', 'cluster'] as const)('G2', (kind) => {
  const name = `redis ${kind}`;
  const targets: RedisTarget[] = [];
  const open = () => {
    const target = redisTarget(redisServer(kind));
    targets.push(target);
    return openRedisStores(target);
  };

  describeShortLived(name, open);

  describe(`storage (${name})`, () => {
    test('G5 answers a ping; once closed it is unavailable, never silently empty', async () => {
      const { storage, close } = await open();
      await expect(storage.ping()).resolves.toBeUndefined();
      await close();
      await expect(storage.ping()).rejects.toThrow(StoreUnavailable);
      await expect(storage.sessions.find(newId(), now)).rejects.toThrow(StoreUnavailable);
      const counter = { name: 'all', delays: [0] };
      await expect(storage.attempts.take(newId(), [counter], now)).rejects.toThrow(StoreUnavailable);
    });

    test('every key that all of these have left ends by itself, but for those that are named', async () => {
      const left = await Promise.all(
        targets.map(async (target) => {
          const all = [...(await lifetimesOf(target))].filter(([, ms]) => ms === -1);
          return all.map(([key]) => key.slice(target.prefix.length + 1));
        }),
      );
      expect(left.flat().filter((key) => !endless.some((one) => one.test(key)))).toEqual([]);
    });
  });
});
