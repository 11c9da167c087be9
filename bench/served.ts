// A server under measurement, as a process of its own: server.ts as an operator starts it, or what it is compared with.
// Invariant: what it used is what its own process says; it is ended, and waited for, before its data goes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { exited } from '../test/support/process.ts';

export interface Usage {
  /** ms of CPU so far, user and system, all threads. */
  readonly cpu: number;
  /** MB. */
  readonly rss: number;
}

export interface Served {
  /** ms from its start until it said that it is ready. */
  readonly startMs: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** Of the server, what the image holds; bench/memory.ts makes both. */
export type CompiledProgram = 'dist/server.js' | 'test-output/bench/bench/children/bare.js';

export interface ServeOptions {
  readonly program: 'server.ts' | 'bench/children/bare.ts' | CompiledProgram;
  /** Node's own, before the program. */
  readonly switches: readonly string[];
  /** SALLYPORT_ settings without the prefix. */
  readonly settings: Readonly<Record<string, string>>;
  /** What else it finds in its environment, as it is. */
  readonly environment: Readonly<Record<string, string>>;
  /** An empty folder: no .env of a developer is read. */
  readonly cwd: string;
  /** Folder for CPU profiles; null: none are made. */
  readonly profiles: string | null;
  /** Folder in which Node keeps what it compiled (NODE_COMPILE_CACHE); null: it compiles at each start. */
  readonly compileCache: string | null;
}

const repository = new URL('../', import.meta.url);
const probe = new URL('children/probe.mjs', import.meta.url).href;

export async function serveProgram(options: ServeOptions): Promise<Served> {
  const { program, switches, settings, environment, cwd, profiles, compileCache } = options;
  const profiling = profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const file = fileURLToPath(new URL(program, repository));
  const begun = performance.now();
  const child = spawn(process.execPath, [...profiling, ...switches, '--import', probe, file], {
    cwd,
    env: {
      ...{ PATH: process.env.PATH, HOME: cwd, ...environment, ...prefixed(settings) },
      ...(compileCache !== null && { NODE_COMPILE_CACHE: compileCache }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  await untilReady(child);
  return {
    startMs: performance.now() - begun,
    async usage() {
      const answer = once(child, 'message');
      child.send('usage');
      return toUsage((await answer)[0]);
    },
    async stop() {
      child.kill('SIGTERM');
      // It ends by itself within 10 s; one that does not is no measurement's business.
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await exited(child);
      clearTimeout(late);
    },
  };
}

function toUsage(answer: unknown): Usage {
  // What children/probe.mjs sends.
  const { cpu, rss } = answer as { readonly cpu: NodeJS.CpuUsage; readonly rss: number };
  return { cpu: (cpu.user + cpu.system) / 1000, rss: rss / 1_000_000 };
}

/** Both programs say so in their first line that holds the word, and then little. */
async function untilReady(child: ChildProcess): Promise<void> {
  let said = '';
  const ready = new Promise<'ready'>((resolve) => {
    const hear = (part: Buffer) => {
      if (said.length < 20_000) said += part.toString('utf8');
      if (/is ready at |^ready$/m.test(said)) resolve('ready');
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
  });
  const ended = exited(child).then(() => 'ended' as const);
  if ((await Promise.race([ready, ended])) === 'ready') return;
  throw new Error(`a server under measurement did not start:\n${said}`);
}

function prefixed(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [`SALLYPORT_${key}`, value]));
}
