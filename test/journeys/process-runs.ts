// Runs the program to its end, whether it refuses or is told to stop, and keeps what it said and left behind.
// Invariant: its directory is empty before, so that whatever is there afterwards is its doing.
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Environment, exited, spawnProgram } from '../support/process.ts';
import { until } from '../support/server-group.ts';
import { quietPorts } from '../support/server-ports.ts';

export interface Refused {
  readonly code: number | null;
  readonly stderr: string;
  readonly stdout: string;
  /** Names in its working directory afterwards. */
  readonly left: readonly string[];
}

/** Runs server.ts to its end, in a directory that is removed afterwards. Killed if it does not end within 15 s. */
export async function runUntilEnd(env: Environment): Promise<Refused> {
  const cwd = mkdtempSync(join(tmpdir(), 'sallyport-refused-'));
  const child = spawnProgram('server.ts', [], { cwd, env });
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
  try {
    const read = (stream: typeof child.stdout) => (stream ? text(stream) : '');
    const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr), exited(child)]);
    return { code: child.exitCode, stderr, stdout, left: readdirSync(cwd) };
  } finally {
    clearTimeout(late);
    rmSync(cwd, { recursive: true, force: true });
  }
}

export interface StoppableServer {
  readonly port: number;
  /** Where it tells its metrics. */
  readonly metricsPort: number;
  signal(name: NodeJS.Signals): void;
  /** Its exit code, once it has ended; null if a signal ended it. */
  ended(): Promise<number | null>;
  /** All that it wrote so far. */
  logs(): string;
  /** Kills it if it still runs, and removes its directory. */
  dispose(): Promise<void>;
}

/** One without the sample, on free ports, that listens. @param settings SALLYPORT_ settings without the prefix */
export async function startStoppable(
  settings: Readonly<Record<string, string>> = {},
): Promise<StoppableServer> {
  const cwd = mkdtempSync(join(tmpdir(), 'sallyport-stopped-'));
  const [port = 0, metricsPort = 0] = await quietPorts(2);
  const given = { PORT: String(port), METRICS_PORT: String(metricsPort), SAMPLE: 'off', LOG_LEVEL: 'info' };
  const env = Object.fromEntries(
    Object.entries({ ...given, ...settings }).map(([key, value]) => [`SALLYPORT_${key}`, value]),
  );
  const child = spawnProgram('server.ts', [], { cwd, env });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => output.push(part.toString('utf8')));
  const logs = () => output.join('');
  await until('it to be ready', async () => logs().includes('Sallyport is ready'));
  return {
    port,
    metricsPort,
    signal: (name) => void child.kill(name),
    async ended() {
      await exited(child);
      return child.exitCode;
    },
    logs,
    async dispose() {
      child.kill('SIGKILL');
      await exited(child);
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

/** Whether somebody listens there. */
export async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    // Refused: the error event makes `once` throw.
    return false;
  } finally {
    socket.destroy();
  }
}
