// One server process a data directory: an exclusive lock on a file of its own, held as long as the process lives.
// Invariant: the kernel releases it with the process, kill -9 included, so there is never a stale lock to remove.
import { DatabaseSync } from 'node:sqlite';
import { sqlite, sqliteCode } from './errors.ts';

export interface Lock {
  release(): void;
}

/** ms to wait for a command line that is just migrating the schema. */
const patienceMs = 500;

/**
 * The lock, or null if another process (or another handle of this one) holds it. Never open the file by other means
 * within the process: closing any descriptor of it would release the lock (fcntl(2), POSIX record locks).
 */
export function takeLock(path: string): Lock | null {
  const connection = new DatabaseSync(path, { timeout: patienceMs });
  try {
    connection.exec('PRAGMA locking_mode = EXCLUSIVE');
    connection.exec('BEGIN EXCLUSIVE');
    return { release: () => connection.close() };
  } catch (error) {
    connection.close();
    if (sqliteCode(error) === sqlite.busy) return null;
    throw error;
  }
}
