// Where a command runs: all that it reads of its process, and writes to it. Tests run commands without a process of their own.
import type { Readable, Writable } from 'node:stream';

export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  /** Where `.env` and relative paths of settings are looked for. */
  readonly directory: string;
  /** `isTTY`: somebody types, and is told what is waited for. */
  readonly input: Readable & { readonly isTTY?: boolean };
  /** Results and nothing else. */
  readonly output: Writable;
  /** For people: problems, progress, questions. */
  readonly errors: Writable;
}

export function terminalOf(ownProcess: NodeJS.Process): Terminal {
  const { env, stdin: input, stdout: output, stderr: errors } = ownProcess;
  return { env, directory: ownProcess.cwd(), input, output, errors };
}

export function writeLine(stream: Writable, line: string): void {
  stream.write(`${line}\n`);
}
