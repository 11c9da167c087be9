// One server of a test as a process: with a folder of its own, which can be stopped, killed, frozen and started again.
// Invariant: its folder's name tells who owns it, so that whatever outlived its owner is found, ended and removed.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, globSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { exited } from './process.ts';
import { folderPrefix } from './server-folders.ts';

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** Of the process that runs now or ran last. */
  readonly pid: number;
  /** SIGTERM, and waits; its data stay. */
  stop(): Promise<void>;
  /** SIGKILL, and waits; its data stay. */
  kill9(): Promise<void>;
  /** Starts again on the same port and data, stopping it first if it runs, and waits until it answers. */
  restart(): Promise<void>;
  /** SIGSTOP, and waits until each of its threads stands still: connections stay open and nothing answers. */
  freeze(): Promise<void>;
  thaw(): void;
  /** All that it wrote, over restarts. */
  logs(): string;
  /** SIGKILL, and its folder is removed. */
  dispose(): Promise<void>;
}

export interface ServerSpec {
  readonly command: string;
  /** Made from the folder, which must stand in them: by it a server that was left over is found. */
  readonly args: (folder: string) => readonly string[];
  readonly port: number;
  readonly url: string;
  readonly answers: (port: number) => Promise<boolean>;
  /** Lives on without this process, until `npm run services -- stop`. Default false. */
  readonly keep?: boolean;
}

/** Throws with what it wrote, if it ends before it answers. */
export async function startProcess(spec: ServerSpec): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), folderPrefix(spec.keep ? 0 : process.pid)));
  const log = join(folder, 'server.log');
  const args = spec.args(folder);
  const logs = () => readFileSync(log, 'utf8');
  let child: ChildProcess | null = null;
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    if (!ending) return;
    ending.kill(signal);
    // A frozen process takes no other signal than SIGKILL.
    ending.kill('SIGCONT');
    await exited(ending);
  };
  const server: TestServer = {
    url: spec.url,
    port: spec.port,
    folder,
    get pid() {
      return child?.pid ?? 0;
    },
    stop: () => end('SIGTERM'),
    kill9: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM');
      child = spawnLogged(spec, args, folder, log);
      await untilAnswers(child, spec, logs);
    },
    async freeze() {
      child?.kill('SIGSTOP');
      while (child?.pid !== undefined && !standsStill(child.pid)) await pause(1);
    },
    thaw: () => void child?.kill('SIGCONT'),
    logs,
    async dispose() {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await server.restart();
  } catch (error) {
    await server.dispose();
    throw error;
  }
  return server;
}

/** By Linux's word (proc(5), state T); elsewhere it is taken for granted. */
function standsStill(pid: number): boolean {
  const threads = globSync(`/proc/${pid}/task/*/stat`);
  return threads.every((stat) => {
    try {
      // The name before it is in brackets, and may hold any character.
      return /^.*\) T /s.test(readFileSync(stat, 'utf8'));
    } catch {
      // The thread has ended.
      return true;
    }
  });
}

function spawnLogged(
  { command, keep = false }: ServerSpec,
  args: readonly string[],
  folder: string,
  log: string,
): ChildProcess {
  const output = openSync(log, 'a');
  // Nothing of the environment reaches it, nor a settings file of the developer's home.
  const env = { PATH: process.env.PATH, HOME: folder };
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', output, output], detached: keep });
  closeSync(output);
  if (keep) child.unref();
  return child;
}

async function untilAnswers(child: ChildProcess, spec: ServerSpec, logs: () => string): Promise<void> {
  const ended = exited(child).then(() => 'ended' as const);
  const giveUp = AbortSignal.timeout(20_000);
  for (;;) {
    const state = await Promise.race([spec.answers(spec.port), ended]);
    if (state === true) return;
    if (state === 'ended') throw new Error(`${spec.command} ended with ${child.exitCode}:\n${logs()}`);
    if (giveUp.aborted) throw new Error(`${spec.command} did not answer within 20 s:\n${logs()}`);
    await pause(20);
  }
}
