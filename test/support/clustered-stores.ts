// Clustered stores for tests: on the servers of the run, under a database and a prefix of their own.
// Invariant: each store has its own keys in Redis; databases are shared by the stores of a worker, whose worlds never meet.
// One instance sees at once what a test wrote through another: they share what they remember, or remember nothing.
import { openClustered, toStorage } from '../../adapters/clustered/open.ts';
import type { ClusteredStores } from '../../adapters/clustered/settings.ts';
import { createCaches } from '../../adapters/mongo/cache.ts';
import type { OpenedMongo } from '../../adapters/mongo/open.ts';
import { storesOver } from '../../adapters/redis/stores.ts';
import type { Wire } from '../../adapters/redis/wire.ts';
import type { Storage } from '../../ports/storage.ts';
import { migratedUrl, mustOpenMongo } from '../contracts/mongo-stores.ts';
import { redisServer, redisTarget } from '../contracts/redis-stores.ts';
import { cutWhere, openWire } from '../contracts/redis-wires.ts';
import { redisKind } from './store-kind.ts';

/** A place for an installation where nobody else is. */
export async function newClusteredPlace(kind = redisKind()): Promise<ClusteredStores> {
  return placeIn(await migratedUrl('app'), kind);
}

function placeIn(mongoUrl: string, kind = redisKind()): ClusteredStores {
  return { redis: redisTarget(redisServer(kind)), mongoUrl };
}

/** One handle, as one instance of the server has. Throws if it is refused. */
export async function mustOpenClustered(stores: ClusteredStores, cacheMs = 0): Promise<Storage> {
  const opened = await openClustered({ stores, role: 'server', cacheMs });
  if (!opened.ok) throw new Error(opened.message);
  return opened.storage;
}

/** A database with its two handles: made once for many stores, because it takes longest of all to make and to open. */
interface Shared {
  readonly mongoUrl: string;
  readonly handles: readonly [OpenedMongo, OpenedMongo];
  /** How many stores were opened in it. */
  stores: number;
}
let shared: Promise<Shared> | undefined;
/** Then a new one is made: SecantusDB slows down as lists grow, and some tests read all that a database holds. */
const storesADatabase = 25;

/** ms, longer than any test: what a slow machine asks for again costs the run a tenth of its time. */
const rememberedMs = 600_000;

async function openShared(): Promise<Shared> {
  const mongoUrl = await migratedUrl('app');
  const caches = createCaches(rememberedMs);
  const handles = await Promise.all([
    mustOpenMongo(mongoUrl, { caches }),
    mustOpenMongo(mongoUrl, { caches }),
  ]);
  return { mongoUrl, handles, stores: 0 };
}

async function sharedDatabase(): Promise<Shared> {
  shared ??= openShared();
  const present = await shared;
  present.stores += 1;
  // The handles of the old one stay open until the worker ends: its last stores may still be in use.
  if (present.stores >= storesADatabase) shared = undefined;
  return present;
}

export interface TwoInstances {
  readonly place: ClusteredStores;
  readonly storage: Storage;
  readonly other: Storage;
}

/** Their connections to Redis, made once a worker, as long as it lives. */
let wires: Promise<readonly [Wire, Wire]> | undefined;

/** Handles as two instances of the server have; what is asked of a closed one is refused, and the next has its connections. */
export async function openInstances(): Promise<TwoInstances> {
  const { mongoUrl, handles } = await sharedDatabase();
  const place = placeIn(mongoUrl);
  wires ??= Promise.all([openWire(place.redis), openWire(place.redis)]).catch((error: unknown) => {
    wires = undefined;
    throw error;
  });
  const [one, two] = await wires;
  return {
    place,
    storage: instanceHandle(place, handles[0], one),
    other: instanceHandle(place, handles[1], two),
  };
}

function instanceHandle({ redis }: ClusteredStores, mongo: OpenedMongo, wire: Wire): Storage {
  let isClosed = false;
  const close = async () => {
    isClosed = true;
  };
  const own = cutWhere(wire, () => isClosed);
  const opened = { ...storesOver(own, redis.prefix, () => ['ping']), risks: [], trips: wire.trips };
  return { ...toStorage({ ok: true, ...opened, close }, mongo), close };
}

/** The same place as settings of a server process, without SALLYPORT_. */
export function settingsOf({ redis, mongoUrl }: ClusteredStores): Readonly<Record<string, string>> {
  if (redis.kind !== 'single') throw new Error('settings of tests name a single Redis');
  return { REDIS_URL: redis.url, REDIS_PREFIX: redis.prefix, MONGODB_URL: mongoUrl };
}
