// Clustered stores for tests: on the servers of the run, under a database and a prefix of their own.
// Invariant: each test file has its own database, made and opened once; each store its own keys in Redis. Nothing is
// remembered between requests, so that one instance sees at once what a test wrote through another.
import { afterAll } from '@jest/globals';
import { openClustered, toStorage } from '../../adapters/clustered/open.ts';
import type { OpenedMongo } from '../../adapters/mongo/open.ts';
import type { ClusteredStores } from '../../config-stores.ts';
import type { Storage } from '../../ports/storage.ts';
import { migratedUrl, mustOpenMongo } from '../contracts/mongo-stores.ts';
import { mustOpenRedis, redisServer, redisTarget } from '../contracts/redis-stores.ts';
import { redisKind } from './store-kind.ts';

let database: Promise<string> | undefined;

/** A place for an installation: nobody else is there in Redis; worlds in MongoDB never meet. */
export async function newClusteredPlace(kind = redisKind()): Promise<ClusteredStores> {
  database ??= migratedUrl('app');
  return { redis: redisTarget(redisServer(kind)), mongoUrl: await database };
}

/** One handle, as one instance of the server has. Throws if it is refused. */
export async function mustOpenClustered(stores: ClusteredStores, cacheMs = 0): Promise<Storage> {
  const opened = await openClustered({ stores, role: 'server', cacheMs });
  if (!opened.ok) throw new Error(opened.message);
  return opened.storage;
}

/** Of each instance, by its number: they stand for the whole test file, because they take longest to open. */
const databases: Promise<OpenedMongo>[] = [];
/** Handles that are still open; and whether no test follows. The file's own hooks, which close the last ones, come later. */
let open = 0;
let ending = false;
afterAll(async () => {
  ending = true;
  await closeIfUnused();
});

async function closeIfUnused(): Promise<void> {
  if (!ending || open > 0) return;
  for (const opened of await Promise.all(databases.splice(0))) await opened.close();
}

/** The handle of an instance of its own at this place; `close` leaves MongoDB to the next one. */
export async function instanceHandle(
  { redis, mongoUrl }: ClusteredStores,
  instance: number,
): Promise<Storage> {
  databases[instance] ??= mustOpenMongo(mongoUrl);
  const [mongo, opened] = await Promise.all([databases[instance], mustOpenRedis(redis)]);
  open += 1;
  const close = async () => {
    await opened.close();
    open -= 1;
    await closeIfUnused();
  };
  return { ...toStorage(opened, mongo), close };
}

/** The same place as settings of a server process, without SALLYPORT_. */
export function settingsOf({ redis, mongoUrl }: ClusteredStores): Readonly<Record<string, string>> {
  if (redis.kind !== 'single') throw new Error('settings of tests name a single Redis');
  return { REDIS_URL: redis.url, REDIS_PREFIX: redis.prefix, MONGODB_URL: mongoUrl };
}
