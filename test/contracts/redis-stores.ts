// Opens the stores of Redis for tests: each time under a prefix of their own, with two handles.
// Invariant: what is left behind ends by itself; nobody else's keys are touched.
import { randomBytes } from 'node:crypto';
import { type RedisTarget, redisUrl } from '../../adapters/redis/address.ts';
import { type OpenedRedis, openRedis, type RedisOptions } from '../../adapters/redis/open.ts';
import type { OpenedStores, ShortLivedStores } from './stores.ts';

/** The target that a URL names, as the configuration reads it. */
export function redisTarget(url: string, prefix = newPrefix()): RedisTarget {
  const address = redisUrl.read(url);
  if (!address) throw new Error(`an address of Redis is ${redisUrl.forms}`);
  return { ...address, prefix, ca: null };
}

export function newPrefix(): string {
  return `test-${randomBytes(6).toString('hex')}`;
}

/** Throws if it is refused. */
export async function mustOpenRedis(
  target: RedisTarget,
  options: Partial<RedisOptions> = {},
): Promise<OpenedRedis> {
  const opened = await openRedis({ ...options, target });
  if (!opened.ok) throw new Error(opened.message);
  return opened;
}

export async function openRedisStores(target: RedisTarget): Promise<OpenedStores<ShortLivedStores>> {
  const [one, two] = [await mustOpenRedis(target), await mustOpenRedis(target)];
  return {
    storage: toStorage(one),
    other: toStorage(two),
    async close() {
      await one.close();
      await two.close();
    },
  };
}

/** Redis sweeps by itself. */
export function toStorage({ stores, ping, close }: OpenedRedis): ShortLivedStores {
  return { ...stores, ping, close, sweep: async () => 0 };
}

/** Of the test run (scripts/services), or of whoever set it. Throws where there is none. */
export function redisServer(kind: 'single' | 'cluster'): string {
  const name = kind === 'single' ? 'SALLYPORT_TEST_REDIS_URL' : 'SALLYPORT_TEST_REDIS_CLUSTER_URL';
  const url = process.env[name];
  if (!url) throw new Error(`${name} is not set: see CONTRIBUTING.md for how to get the servers`);
  return url;
}
