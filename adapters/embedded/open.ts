// Opens the embedded store in a data directory, or says in one line why not and what to do.
// Invariant: one server a directory; a file that is damaged, or of a newer schema, is left as it was.
import { DatabaseSync } from 'node:sqlite';
import type { Storage } from '../../ports/storage.ts';
import { filesIn, prepareDirectory } from './data-dir.ts';
import { createDatabase } from './database.ts';
import { type Lock, takeLock } from './lock.ts';
import { migrate, readSchemaVersion, schemaVersion } from './migrations.ts';
import { createQueries } from './queries.ts';
import { type Refusal, refusal, refusalOf } from './refusal.ts';
import { createStorage } from './storage.ts';
import { markOf } from './transfer.ts';

export interface EmbeddedOptions {
  /** Created with mode 0700 if it is not there. */
  readonly dataDir: string;
  /** The server holds the lock, and so does an import; the command line opens the same files beside the server. */
  readonly role: 'server' | 'command-line' | 'import';
}

export type Opened = { readonly ok: true; readonly storage: Storage } | Refusal;

/** ms that a statement waits for another process's write. */
const busyTimeoutMs = 5_000;

export async function openEmbedded({ dataDir, role }: EmbeddedOptions): Promise<Opened> {
  const held: Held = { lock: null, connection: null };
  try {
    const refused = openFiles(dataDir, role, held);
    if (!refused && held.connection)
      return { ok: true, storage: toStorage(held.connection, held.lock, dataDir) };
    letGo(held);
    return refused ?? refusal('failed', dataDir, 'nothing was opened');
  } catch (error) {
    letGo(held);
    const refused = refusalOf(error, dataDir);
    if (refused) return refused;
    throw error;
  }
}

interface Held {
  lock: Lock | null;
  connection: DatabaseSync | null;
}

function openFiles(dataDir: string, role: EmbeddedOptions['role'], held: Held): Refusal | null {
  const files = prepareDirectory(dataDir);
  if (role !== 'command-line') {
    held.lock = takeLock(files.lock);
    if (!held.lock) return refusal('in-use', dataDir);
  }
  const connection = new DatabaseSync(files.database, { timeout: busyTimeoutMs });
  held.connection = connection;
  // Before anything is written: a newer file stays as it is.
  const version = readSchemaVersion(connection);
  if (version > schemaVersion) return refusal('newer-schema', dataDir);
  if (role !== 'command-line' && !isSound(connection)) return refusal('corrupt', dataDir);
  configure(connection);
  if (version < schemaVersion) return migrateUnderLock(connection, files.lock, dataDir, held);
  // Of a server before this one, which cannot run any more.
  if (role === 'server') connection.exec('DELETE FROM leases');
  if (role !== 'import' && markOf(createQueries(connection)) !== undefined)
    return refusal('half-imported', dataDir);
  connection.exec('UPDATE heartbeat SET beats = beats + 1');
  return null;
}

/** The command line migrates only while no server runs: an older server must not find a newer schema under its feet. */
function migrateUnderLock(
  connection: DatabaseSync,
  lockPath: string,
  dataDir: string,
  held: Held,
): Refusal | null {
  const borrowed = held.lock ? null : takeLock(lockPath);
  if (!held.lock && !borrowed) return refusal('in-use', dataDir);
  try {
    migrate(connection);
  } finally {
    borrowed?.release();
  }
  return null;
}

function configure(connection: DatabaseSync): void {
  connection.exec('PRAGMA journal_mode = WAL');
  connection.exec('PRAGMA synchronous = FULL');
  connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  connection.exec('PRAGMA foreign_keys = ON');
}

/** Reads every page once at start: writing into a damaged file would damage it further. */
function isSound(connection: DatabaseSync): boolean {
  return connection.prepare('PRAGMA quick_check(1)').get()?.quick_check === 'ok';
}

function letGo(held: Held): void {
  held.connection?.close();
  held.lock?.release();
}

function toStorage(connection: DatabaseSync, lock: Lock | null, dataDir: string): Storage {
  const database = createDatabase(connection);
  const { database: file } = filesIn(dataDir);
  const openReader = () => new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs });
  return createStorage(database, openReader, async () => {
    await database.close();
    lock?.release();
  });
}
