// Opens embedded stores for tests: in directories of their own, as the server and as the command line beside it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedOptions, openEmbedded } from '../../adapters/embedded/open.ts';
import type { Storage } from '../../ports/storage.ts';
import { writeDataFile } from '../support/data-file.ts';
import type { OpenedStores } from './stores.ts';

export const newDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'sallyport-store-'));

/** Throws if it is refused. */
export async function mustOpen(dataDir: string, role: EmbeddedOptions['role']): Promise<Storage> {
  const opened = await openEmbedded({ dataDir, role });
  if (!opened.ok) throw new Error(opened.message);
  return opened.storage;
}

export async function openEmbeddedStores(): Promise<OpenedStores> {
  const dataDir = await newDataDir();
  await writeDataFile(dataDir);
  const storage = await mustOpen(dataDir, 'server');
  const other = await mustOpen(dataDir, 'command-line');
  return {
    storage,
    other,
    async close() {
      await other.close();
      await storage.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
