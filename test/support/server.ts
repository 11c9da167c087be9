// server.ts as a process of its own, on a free port, with a data directory and a clock of its own.
// Invariant: it is started, stopped and killed as an operator would; what it does is seen over HTTP and in its logs only.
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cheapHash } from './cheap-hash.ts';
import { type Clock, clockInFile, clockVariable } from './clock.ts';
import { runCommand } from './command-line.ts';
import { writeDataFile } from './data-file.ts';
import { writeKeyFile } from './key-file.ts';
import { type Environment, exited, type Ran, spawnProgram } from './process.ts';
import { quietPorts } from './server-ports.ts';

export interface ServerOptions {
  /** SALLYPORT_ settings without the prefix, and anything else by its full name in `env`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly env?: Environment;
  /** The sample tenant and application. Default false. */
  readonly sample?: boolean;
  /** It makes its own keys and database, which takes a while. Default false. */
  readonly firstStart?: boolean;
}

export interface RunningServer {
  readonly issuer: string;
  /** Where the sample application is, if it runs. */
  readonly sampleUrl: string;
  readonly port: number;
  readonly dataDir: string;
  /** That of the server and of its command line; this process keeps its own. */
  readonly clock: Clock;
  readonly pid: number;
  /** All that it wrote so far, standard error too, over restarts. */
  logs(): string;
  /** SIGTERM, and waits; returns the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits. */
  kill9(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Starts again on the same data and port; `settings` replace earlier ones of the same name. */
  start(settings?: Readonly<Record<string, string>>): Promise<void>;
  /** The command line on the same data, with the same clock. */
  cli(args: readonly string[], input?: string): Promise<Ran>;
  /** As `cli` with --json: the parsed output. Throws with what it said if the exit code is not 0. */
  cliJson(args: readonly string[], input?: string): Promise<unknown>;
  /** Stops it if it runs, and removes its data. */
  dispose(): Promise<void>;
}

/** Starts it and waits until it answers. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await prepareServer(options);
  try {
    await server.start();
  } catch (error) {
    await server.dispose();
    throw error;
  }
  return server;
}

/** Everything but the start: to fill the data directory, by `cli` for instance, before the server runs. */
export async function prepareServer(options: ServerOptions = {}): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-server-'));
  const dataDir = join(folder, 'data');
  // An empty working directory: no .env of a developer is read.
  const cwd = join(folder, 'cwd');
  mkdirSync(cwd);
  if (!options.firstStart) {
    writeKeyFile(join(dataDir, 'keys.json'));
    if (options.settings?.MONGODB_URL === undefined) await writeDataFile(dataDir);
  }
  const clock = clockInFile(join(folder, 'clock'));
  const [port = 0, samplePort = 0] = await quietPorts(2);
  const issuer = options.settings?.ISSUER ?? `http://localhost:${port}`;
  let settings: Readonly<Record<string, string>> = {
    ISSUER: issuer,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    SAMPLE: options.sample ? 'on' : 'off',
    SAMPLE_PORT: String(samplePort),
    PASSWORD_HASH: cheapHash,
    LOG_LEVEL: 'info',
    ...options.settings,
  };
  const env = () => ({ ...options.env, ...prefixed(settings), [clockVariable]: clock.file });
  const output: string[] = [];
  let child: ChildProcess | null = null;
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    ending?.kill(signal);
    if (ending) await exited(ending);
    return ending?.exitCode ?? null;
  };
  const cli = (args: readonly string[], input?: string) =>
    runCommand(args, { cwd, env: env(), clock }, input);

  return {
    issuer,
    sampleUrl: `http://localhost:${samplePort}`,
    port,
    dataDir,
    clock,
    get pid() {
      return child?.pid ?? 0;
    },
    logs: () => output.join(''),
    stop: () => end('SIGTERM'),
    async kill9() {
      await end('SIGKILL');
    },
    signal(name) {
      child?.kill(name);
    },
    async start(changed = {}) {
      settings = { ...settings, ...changed };
      child = spawnProgram('server.ts', [], { cwd, env: env() });
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (part: Buffer) => output.push(part.toString('utf8')));
      const awaited = settings.SAMPLE === 'on' ? [port, samplePort] : [port];
      for (const one of awaited) await untilReady(child, one, () => output.join(''));
    },
    cli,
    async cliJson(args, input) {
      const { code, stdout, stderr } = await cli([...args, '--json'], input);
      if (code !== 0) throw new Error(`sallyport ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`);
      return JSON.parse(stdout);
    },
    async dispose() {
      await end('SIGKILL');
      clock.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function prefixed(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [`SALLYPORT_${key}`, value]));
}

/** Asks until it answers, or has ended. Measured with real time: the server's clock may stand anywhere. */
async function untilReady(child: ChildProcess, port: number, logs: () => string): Promise<void> {
  const ended = exited(child).then(() => 'ended' as const);
  const giveUp = AbortSignal.timeout(20_000);
  for (;;) {
    const state = await Promise.race([answers(port), ended]);
    if (state === true) return;
    if (state === 'ended') throw new Error(`the server ended with ${child.exitCode}:\n${logs()}`);
    if (giveUp.aborted) throw new Error(`the server did not answer within 20 s:\n${logs()}`);
    await pause(25);
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/.well-known/openid-configuration`);
    await answer.body?.cancel();
    return answer.status < 500;
  } catch {
    return false;
  }
}
