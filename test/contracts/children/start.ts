// Starts one of the programs beside this file, and reads its output line by line.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcessWithoutNullStreams;
  /** The lines so far and to come; ends with the program. */
  readonly lines: AsyncIterableIterator<string>;
}

export function startChild(program: 'writer' | 'contender', args: readonly string[]): Child {
  const path = fileURLToPath(new URL(`./${program}.ts`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stderr.pipe(process.stderr);
  return { process: child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

/** The next line; throws if the program has ended. */
export async function nextLine(child: Child): Promise<string> {
  const line = await child.lines.next();
  if (line.done) throw new Error('The program ended.');
  return line.value;
}
