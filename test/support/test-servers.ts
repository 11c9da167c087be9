// Real servers for tests: a Redis, and MongoDB's protocol by SecantusDB. Beside it: redis-sentinel.ts and redis-cluster.ts.
// Invariant: each is a process with a port and folder of its own; it answers when the promise resolves.
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { requireBinary } from './find-servers.ts';
import { answersPing } from './redis-probe.ts';
import { quietPorts } from './server-ports.ts';
import { startProcess, type TestServer } from './server-process.ts';

export interface StartOptions {
  /** More of the server's own options, which win over those given here. */
  readonly args?: readonly string[];
  /** Lives on without this process. Default false. */
  readonly keep?: boolean;
}

export interface RedisOptions extends StartOptions {
  readonly password?: string;
}

/** Without persistence, unless `args` say `--appendonly yes`: a restarted one is empty. */
export async function startRedis(options: RedisOptions = {}): Promise<TestServer> {
  const [port = 0] = await quietPorts(1);
  return startRedisOn(port, options);
}

/** @param port from quietPorts */
export function startRedisOn(port: number, { password, args = [], keep }: RedisOptions): Promise<TestServer> {
  const login = password === undefined ? [] : ['--requirepass', password, '--masterauth', password];
  const memory = ['--save', '', '--appendonly', 'no'];
  // Else a master waits 5 s for more replicas before it copies itself to the first.
  const atOnce = ['--repl-diskless-sync-delay', '0'];
  return startProcess({
    command: requireBinary('redisServer'),
    args: (folder) => [...redisArgs(port, folder), ...memory, ...atOnce, ...login, ...args],
    port,
    url: `redis://${userinfo(password)}127.0.0.1:${port}`,
    answers: answersPing,
    keep,
  });
}

export function redisArgs(port: number, folder: string): readonly string[] {
  return ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--set-proc-title', 'no'];
}

export function userinfo(password: string | undefined): string {
  return password === undefined ? '' : `:${encodeURIComponent(password)}@`;
}

export async function startMongo({ args = [], keep }: StartOptions = {}): Promise<TestServer> {
  const [port = 0] = await quietPorts(1);
  return startProcess({
    command: requireBinary('mongo'),
    args: (folder) => [
      ...['--host', '127.0.0.1', '--port', String(port), '--storage-path', join(folder, 'data')],
      ...['--cache-size', '128M', ...args],
    ],
    port,
    url: `mongodb://127.0.0.1:${port}/sallyport?directConnection=true`,
    answers: accepts,
    keep,
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
