// The data directory and its files, readable by their owner only.
// Invariant: an existing file is never opened here: closing it would drop the locks that SQLite holds on it in this process.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileCode } from './errors.ts';

export interface DataFiles {
  readonly database: string;
  readonly lock: string;
}

export function filesIn(dataDir: string): DataFiles {
  return { database: join(dataDir, 'sallyport.db'), lock: join(dataDir, 'server.lock') };
}

/** Creates what is missing: the directory 0700, files 0600. Throws what node:fs throws. */
export function prepareDirectory(dataDir: string): DataFiles {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const files = filesIn(dataDir);
  createIfMissing(files.database);
  createIfMissing(files.lock);
  return files;
}

/** SQLite gives its WAL files the mode of the database. */
function createIfMissing(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (fileCode(error) !== 'EEXIST') throw error;
  }
}
