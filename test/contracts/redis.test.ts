// Redis, run through the contracts of everything that is short-lived: one server, and a Cluster of three nodes.
import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { describeShortLived } from './every-store.ts';
import { openRedisStores, redisServer } from './redis-stores.ts';
import { newId, now } from './samples.ts';

describe.each(['single', 'cluster'] as const)('G2', (kind) => {
  const name = `redis ${kind}`;
  const open = () => openRedisStores(redisServer(kind));

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
  });
});
