// Checkpoints in a file of their own: one line each, only ever appended, on disk before it is acknowledged.
// Invariant: a line that a crash cut short never swallows the next one.
import { open } from 'node:fs/promises';
import type { CheckpointSink } from '../../ports/checkpoints.ts';

/** The file is opened for each line, so that it can be moved away or made append-only (chattr +a) while the server runs. */
export function createFileCheckpoints(path: string): CheckpointSink {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    write(line) {
      const written = turn.then(() => append(path, line));
      turn = written.catch(() => undefined);
      return written;
    },
  };
}

/** The lines kept so far; none if the file is not there. */
export async function* readCheckpointFile(path: string): AsyncGenerator<string> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (handle) yield* handle.readLines();
}

async function append(path: string, line: string): Promise<void> {
  const handle = await open(path, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(size - 1, 0));
    const torn = bytesRead === 1 && buffer[0] !== 0x0a;
    await handle.appendFile(`${torn ? '\n' : ''}${line}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
