// Runs programs of this repository as processes of their own, as an operator would, in an empty directory.
// Invariant: nothing of the environment reaches them but what a test gives, not even a developer's .env.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { clockVariable } from './clock.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly cwd: string;
  readonly env: Environment;
}

/** Compiled code of the programs, which start a few hundred times in one run of all tests: it halves each start. */
const compiled = fileURLToPath(new URL('../../node_modules/.cache/sallyport-tests', import.meta.url));

/** @param program relative to the repository: "server.ts". The clock is preloaded if `env` names its file. */
export function spawnProgram(
  program: string,
  args: readonly string[],
  { cwd, env }: SpawnOptions,
): ChildProcess {
  const preload = env[clockVariable] ? ['--import', new URL('./clock.ts', import.meta.url).href] : [];
  const file = fileURLToPath(new URL(`../../${program}`, import.meta.url));
  return spawn(process.execPath, [...preload, file, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, NODE_COMPILE_CACHE: compiled, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Runs the command line to its end. @param input for its standard input */
export async function runCli(args: readonly string[], options: SpawnOptions, input = ''): Promise<Ran> {
  const child = spawnProgram('ops/cli/main.ts', args, options);
  child.stdin?.end(input);
  const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr), exited(child)]);
  return { code: child.exitCode, stdout, stderr };
}

/** Resolves once it has ended, however that was. */
export async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function read(stream: ChildProcess['stdout']): Promise<string> {
  return stream ? text(stream) : '';
}
