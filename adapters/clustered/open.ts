// The stores that several servers share: what is short-lived in Redis, what must last in MongoDB.
// Invariant: both or neither are open; one request is one scope in both.
import type { Storage } from '../../ports/storage.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { away, silent as mongoSilent } from '../mongo/errors.ts';
import { type MongoOptions, type OpenedMongo, openMongo } from '../mongo/open.ts';
import type { Refusal as MongoRefusal } from '../mongo/refusal.ts';
import { silent, unavailable } from '../redis/errors.ts';
import { type OpenedRedis, openRedis } from '../redis/open.ts';
import type { Refusal as RedisRefusal } from '../redis/refusal.ts';
import type { ClusteredStores } from './settings.ts';

export interface ClusteredOptions extends Pick<MongoOptions, 'role' | 'cacheMs' | 'countCommands'> {
  readonly stores: ClusteredStores;
  /** ms for a command of either. */
  readonly commandMs?: number;
}

export interface OpenedClustered {
  readonly ok: true;
  readonly storage: Storage;
  /** What may lose sessions or counts, for the operator. */
  readonly risks: readonly string[];
  /** How often each was asked and waited for, so far; of MongoDB it throws without `countCommands`. */
  readonly asked: { redis(): number; mongo(): number };
}

export async function openClustered(
  options: ClusteredOptions,
): Promise<OpenedClustered | RedisRefusal | MongoRefusal> {
  const { stores, role, cacheMs, commandMs, countCommands } = options;
  const mongo = await openMongo({ url: stores.mongoUrl, role, cacheMs, commandMs, countCommands });
  if (!mongo.ok) return mongo;
  const redis = await openRedis({ target: stores.redis, commandMs });
  if (!redis.ok) {
    await mongo.close();
    return redis;
  }
  const asked = { redis: redis.trips, mongo: mongo.commands };
  return { ok: true, storage: toStorage(redis, mongo), risks: redis.risks, asked };
}

/** One storage of both, where each was opened by itself. */
export function toStorage(redis: OpenedRedis, mongo: OpenedMongo): Storage {
  return {
    ...redis.stores,
    ...mongo.stores,
    scoped: (work) => redis.scoped(() => mongo.scoped(work)),
    holdsBack: true,
    ping: () => pingBoth(redis, mongo),
    // Redis sweeps by itself.
    sweep: mongo.sweep,
    async close() {
      await redis.close();
      await mongo.close();
    },
  };
}

/** ms that each is given: readiness is asked for often, and answers before the deadline of a command. */
const pingMs = 1500;

/** Throws StoreUnavailable with the parts that do not answer. */
async function pingBoth(redis: OpenedRedis, mongo: OpenedMongo): Promise<void> {
  const ended = await Promise.allSettled([
    inTime(redis.ping(), () => unavailable(silent)),
    inTime(mongo.ping(), () => away(mongoSilent)),
  ]);
  const failures = ended.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  const bug = failures.find((reason) => !(reason instanceof StoreUnavailable));
  if (bug) throw bug;
  if (failures.length === 0) return;
  const parts = failures.flatMap((reason: StoreUnavailable) => reason.parts);
  throw new StoreUnavailable(failures.map(({ message }) => message).join(' '), { parts });
}

async function inTime(ping: Promise<void>, late: () => StoreUnavailable): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), pingMs);
  });
  try {
    await Promise.race([ping, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
