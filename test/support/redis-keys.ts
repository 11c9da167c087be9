// Which keys a Redis or a Cluster holds under a prefix, and how long they stay.
// Invariant: it only looks.
import { Cluster, Redis } from 'ioredis';
import type { RedisTarget } from '../../adapters/redis/address.ts';

export function connectRedis(redis: RedisTarget): Redis | Cluster {
  if (redis.kind === 'sentinel') throw new Error('tests look into a single Redis, or into a Cluster');
  return redis.kind === 'single' ? new Redis(redis.url) : new Cluster([...redis.nodes]);
}

/** Each knows the keys that it holds. */
export async function mastersOf(client: Redis | Cluster): Promise<readonly Redis[]> {
  if (client instanceof Redis) return [client];
  // Its first answer tells who they are.
  await client.get('nothing');
  return client.nodes('master');
}

export async function keyNames(client: Redis, prefix: string): Promise<readonly string[]> {
  const keys = new Set<string>();
  for await (const some of client.scanStream({ match: `${prefix}:*`, count: 1000 }))
    for (const key of some) keys.add(key);
  return [...keys];
}

/** ms that each key under the prefix is kept; -1: for ever. */
export async function lifetimesOf(target: RedisTarget): Promise<ReadonlyMap<string, number>> {
  const client = connectRedis(target);
  try {
    const ofMasters = (await mastersOf(client)).map(async (master) => {
      const names = await keyNames(master, target.prefix);
      return Promise.all(names.map(async (key) => [key, await master.pttl(key)] as const));
    });
    // -2: it has ended since.
    return new Map((await Promise.all(ofMasters)).flat().filter(([, ms]) => ms !== -2));
  } finally {
    client.disconnect();
  }
}
