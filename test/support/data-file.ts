// A database for whoever is not about its making, which takes longer than most of what is done with it.
// Invariant: it is empty, and as the product made it; once a worker.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../adapters/embedded/open.ts';

let made: Promise<Buffer> | undefined;

/** @param dataDir in which there is none yet */
export async function writeDataFile(dataDir: string): Promise<void> {
  made ??= makeOne().catch((error: unknown) => {
    made = undefined;
    throw error;
  });
  const bytes = await made;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(fileIn(dataDir), bytes, { mode: 0o600, flag: 'wx' });
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'sallyport.db');
}

async function makeOne(): Promise<Buffer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-made-'));
  try {
    const opened = await openEmbedded({ dataDir, role: 'server' });
    if (!opened.ok) throw new Error(opened.message);
    await opened.storage.close();
    return readFileSync(fileIn(dataDir));
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}
