// The stores that several servers share: what is short-lived in Redis, what must last in MongoDB.
// Invariant: both or neither are open; one request is one scope in both.
import type { ClusteredStores } from '../../config-stores.ts';
import type { Storage } from '../../ports/storage.ts';
import { type StorePart, StoreUnavailable } from '../../ports/unavailable.ts';
import { type MongoOptions, type OpenedMongo, openMongo } from '../mongo/open.ts';
import type { Refusal as MongoRefusal } from '../mongo/refusal.ts';
import { type OpenedRedis, openRedis, type RedisOptions } from '../redis/open.ts';
import type { Refusal as RedisRefusal } from '../redis/refusal.ts';

export interface ClusteredOptions extends Pick<MongoOptions, 'role' | 'cacheMs'>, Pick<RedisOptions, 'tell'> {
  readonly stores: ClusteredStores;
  /** ms for a command of either. */
  readonly commandMs?: number;
}

export interface OpenedClustered {
  readonly ok: true;
  readonly storage: Storage;
  /** What may lose sessions or counts, for the operator. */
  readonly risks: readonly string[];
  /** How often each was asked and waited for, so far. */
  readonly asked: { redis(): number; mongo(): number };
}

export async function openClustered(
  options: ClusteredOptions,
): Promise<OpenedClustered | RedisRefusal | MongoRefusal> {
  const { stores, role, cacheMs, commandMs, tell } = options;
  const mongo = await openMongo({ url: stores.mongoUrl, role, cacheMs, commandMs });
  if (!mongo.ok) return mongo;
  const redis = await openRedis({ target: stores.redis, commandMs, tell });
  if (!redis.ok) {
    await mongo.close();
    return redis;
  }
  const asked = { redis: redis.trips, mongo: mongo.commands };
  return { ok: true, storage: toStorage(redis, mongo), risks: redis.risks, asked };
}

function toStorage(redis: OpenedRedis, mongo: OpenedMongo): Storage {
  return {
    ...redis.stores,
    ...mongo.stores,
    scoped: (work) => redis.scoped(() => mongo.scoped(work)),
    async ping() {
      const pings = [redis.ping(), mongo.ping()];
      const ended = await Promise.allSettled(pings);
      const parts: readonly StorePart[] = ['short-lived', 'durable'];
      const failed = parts.filter((_, index) => ended[index]?.status === 'rejected');
      const reasons = ended.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
      if (failed.length > 0) throw new StoreUnavailable(reasons.join(' '), { parts: failed });
    },
    // Redis sweeps by itself.
    sweep: mongo.sweep,
    async close() {
      await redis.close();
      await mongo.close();
    },
  };
}
