// Opens the stores that must last, in MongoDB, or says in one line why not and what to do.
// Invariant: a server starts only on a database whose indexes stand, because they are what decides races; what was
// acknowledged is in the journals of a majority, whatever the URL says (docs/decisions: MongoDB durability).
import { type Connection, type ConnectOptions, createConnection, mongo } from 'mongoose';
import { mongoUrl } from './address.ts';
import type { Caches } from './cache.ts';
import { createDatabase, type Database } from './database.ts';
import { takenBy } from './errors.ts';
import { createImportMark } from './import-mark.ts';
import { textOf } from './indexes.ts';
import { migrate, missingIndexes, readSchemaVersion, schemaVersion, stateCollection } from './migrations.ts';
import { detailOf, type Refusal, refusal, refusalOf } from './refusal.ts';
import { createStores, type MadeStores, type MongoStores } from './stores.ts';

export interface MongoOptions {
  /** mongodb:// or mongodb+srv://, with the name of a database. */
  readonly url: string;
  /** Only `migrate` makes indexes; the others refuse a database that lacks one. `import` may go on with one that was cut short. */
  readonly role: 'server' | 'command-line' | 'migrate' | 'import';
  /** ms after which a call is given up. Default 3,000. */
  readonly commandMs?: number;
  /** ms for which clients, tenants and current policies are remembered; 0: not at all. Default 1,000. */
  readonly cacheMs?: number;
  /** Shared with another handle of this process, which then sees at once what this one changes; instead of its own for `cacheMs`. */
  readonly caches?: Caches;
  /** For tests and measurements: the driver then makes an event of each command. Default false. */
  readonly countCommands?: boolean;
}

export interface OpenedMongo extends MadeStores {
  readonly ok: true;
  readonly stores: MongoStores;
  /** Throws StoreUnavailable if it cannot write what a majority keeps. */
  ping(): Promise<void>;
  close(): Promise<void>;
  /** How many commands were sent so far. Throws unless they are counted. */
  commands(): number;
}

export async function openMongo(options: MongoOptions): Promise<OpenedMongo | Refusal> {
  const { url, role, commandMs = 3_000, cacheMs = 1_000, caches, countCommands = false } = options;
  const how = { ...connectOptions(commandMs, role), monitorCommands: countCommands };
  const unusable = unusableUrl(url, how);
  if (unusable) return unusable;
  let connection: Connection | null = null;
  try {
    connection = createConnection();
    const sent = countSent(await connection.openUri(url, how), countCommands);
    const refused = await check(connection, role);
    if (!refused) return toOpened(connection, commandMs, caches ?? cacheMs, sent);
    await connection.destroy();
    return refused;
  } catch (error) {
    await connection?.destroy();
    const refused = refusalOf(error, url);
    if (refused) return refused;
    throw error;
  }
}

/** ms: an index over millions of documents takes its time. */
const migratingMs = 24 * 3_600_000;

/** Given in code, these stand against whatever the URL says. */
function connectOptions(commandMs: number, role: MongoOptions['role']): ConnectOptions {
  const answerMs = role === 'migrate' ? migratingMs : commandMs;
  return {
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    // By these names, as in a URL: `writeConcern` as a whole would be mixed with what the URL says.
    w: 'majority',
    journal: true,
    wtimeoutMS: answerMs,
    readConcernLevel: 'majority',
    readPreference: 'primary',
    retryReads: true,
    retryWrites: true,
    // Less than the whole, so that a server that is away is told as such, and no second try begins after the caller left.
    serverSelectionTimeoutMS: Math.ceil(commandMs * 0.8),
    connectTimeoutMS: commandMs,
    socketTimeoutMS: answerMs,
    waitQueueTimeoutMS: commandMs,
  };
}

/** Null if it is in the form of address.ts, and the driver can read it. */
function unusableUrl(url: string, options: ConnectOptions): Refusal | null {
  if (mongoUrl.read(url) === null) return refusal('bad-url');
  try {
    // Opens nothing yet.
    new mongo.MongoClient(url, driverOptions(options));
    return null;
  } catch (error) {
    return refusal('bad-url', detailOf(error, url));
  }
}

/** Without those that are mongoose's own. */
function driverOptions({ autoIndex: _i, autoCreate: _c, bufferCommands: _b, ...options }: ConnectOptions) {
  return options;
}

function countSent(connection: Connection, isCounted: boolean): () => number {
  // A 0 would pass for an answer.
  const uncounted = () => {
    throw new Error('commands are counted only if openMongo is told to (countCommands)');
  };
  if (!isCounted) return uncounted;
  let sent = 0;
  connection.getClient().on('commandStarted', () => {
    sent += 1;
  });
  return () => sent;
}

/** Null if the database may be used; in the role of `migrate` it is made so. */
async function check(connection: Connection, role: MongoOptions['role']): Promise<Refusal | null> {
  const hello = await connection.db?.command({ hello: 1 });
  if (!hello?.setName && hello?.msg !== 'isdbgrid') return refusal('no-replica-set');
  const version = await readSchemaVersion(connection);
  if (version > schemaVersion) return refusal('newer-schema');
  if (role === 'migrate') await migrate(connection);
  else if (version < schemaVersion) return refusal('not-migrated');
  const missing = await missingIndexes(connection);
  if (missing.length > 0) return refusal('missing-index', missing.map(textOf).join(', '));
  if (role === 'migrate' || role === 'import') return null;
  const mark = await createImportMark(connection).read();
  return mark === undefined ? null : refusal('half-imported');
}

function toOpened(
  connection: Connection,
  commandMs: number,
  kept: number | Caches,
  commands: () => number,
): OpenedMongo {
  const database = createDatabase(connection, commandMs);
  return {
    ok: true,
    ...createStores(database, createImportMark(connection), kept),
    ping: () => ping(connection, database),
    close: () => database.close(),
    commands,
  };
}

/** Writes, so that readiness tells of a full disk and of a set without a majority. */
function ping(connection: Connection, database: Database): Promise<void> {
  return database.ask([], undefined, async () => {
    const state = connection.collection<{ _id: string; beats: number }>(stateCollection);
    try {
      await state.updateOne({ _id: 'heartbeat' }, { $inc: { beats: 1 } }, { upsert: true });
    } catch (error) {
      // The very first two, at once: one of them has written.
      if (!takenBy(error)) throw error;
    }
  });
}
