// The command line, run in this process: hundreds of commands would spend most of the time of all tests on starting.
// Invariant: only what a process does by itself is left out, and test/ops/cli-process.test.ts sees that: input and output, exit
// codes, an end in the middle.
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runProgram } from '../../ops/cli/program.ts';
import { type Clock, movableClock } from './clock.ts';
import type { Ran, SpawnOptions } from './process.ts';

export interface CommandOptions extends SpawnOptions {
  /** Default: the one of this process. While a command runs, the Date of this process is moved as well. */
  readonly clock?: Clock;
}

/** @param input for its standard input */
export async function runCommand(
  args: readonly string[],
  { cwd: directory, env, clock }: CommandOptions,
  input = '',
): Promise<Ran> {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const read = Promise.all([text(output), text(errors)]);
  const moved = clock ? movableClock() : null;
  moved?.set(clock?.now() ?? 0);
  try {
    const code = await runProgram(args, { env, directory, input: Readable.from([input]), output, errors });
    output.end();
    errors.end();
    const [stdout, stderr] = await read;
    return { code, stdout, stderr };
  } finally {
    moved?.restore();
  }
}
