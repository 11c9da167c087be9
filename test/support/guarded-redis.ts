// Redis as an operator guards it: TLS by a root of our own, and a user with a password, for one server, Sentinels and a Cluster.
// Invariant: the default user is off, so whoever comes without name and password gets nothing; plain ports are for the test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificate } from './certificate.ts';
import { requireBinary } from './find-servers.ts';
import { answersPing, askRedis } from './redis-probe.ts';
import { disposeAll, startAll, until } from './server-group.ts';
import { quietPorts } from './server-ports.ts';
import { startProcess, type TestServer } from './server-process.ts';
import { redisArgs, startRedis } from './test-servers.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface Guard {
  /** The root, in PEM. */
  readonly ca: string;
  /** Options of a server that has a certificate of it. */
  readonly args: readonly string[];
  dispose(): void;
}

/** A guarded server. */
export interface Guarded {
  /** As SALLYPORT_REDIS_URL takes it. */
  readonly url: string;
  dispose(): Promise<void>;
}

const host = '127.0.0.1';

export function createGuard(): Guard {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-guard-'));
  const root = certificate({ name: 'Root of Redis', ca: true });
  const own = certificate({ name: 'Redis', issuer: root, address: host });
  const files = {
    'tls-ca-cert-file': root.pem,
    'tls-cert-file': own.pem,
    'tls-key-file': String(own.privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
  const named = Object.entries(files).flatMap(([name, text]) => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return [`--${name}`, file];
  });
  return {
    ca: root.pem,
    args: [...named, '--tls-auth-clients', 'no', '--tls-replication', 'yes'],
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** As in the settings of a server, and of a Sentinel. */
function users({ username, password }: Login): readonly (readonly string[])[] {
  return [
    ['user', 'default', 'off'],
    ['user', username, 'on', `>${password}`, '~*', '&*', '+@all'],
  ];
}

async function startOne(
  guard: Guard,
  login: Login,
  args: readonly string[] = [],
): Promise<{ server: TestServer; tlsPort: number }> {
  const [tlsPort = 0] = await quietPorts(1);
  const own = users(login).flatMap(([name = '', ...values]) => [`--${name}`, ...values]);
  const server = await startRedis({
    args: ['--tls-port', String(tlsPort), ...guard.args, ...own, ...args],
  });
  return { server, tlsPort };
}

export async function startGuarded(guard: Guard, login: Login): Promise<Guarded> {
  const { server, tlsPort } = await startOne(guard, login);
  return { url: `rediss://${userinfoOf(login)}${host}:${tlsPort}/1`, dispose: () => server.dispose() };
}

/** A master and the Sentinel that knows it, which has a user of its own. */
export async function startGuardedSentinel(guard: Guard, login: Login, own: Login): Promise<Guarded> {
  const { server: master, tlsPort: masterPort } = await startOne(guard, login);
  const all = [master];
  const name = 'front-door';
  const lines = [
    `sentinel monitor ${name} ${host} ${masterPort} 1`,
    `sentinel auth-user ${name} ${login.username}`,
    `sentinel auth-pass ${name} ${login.password}`,
    ...users(own).map((words) => words.join(' ')),
  ];
  try {
    const [port = 0, tlsPort = 0] = await quietPorts(2);
    const sentinel = await startProcess({
      command: requireBinary('redisServer'),
      args: (folder) => {
        const file = join(folder, 'sentinel.conf');
        writeFileSync(file, `${lines.join('\n')}\n`);
        const own = ['--tls-port', String(tlsPort), ...guard.args];
        return [file, '--sentinel', ...redisArgs(port, folder), ...own];
      },
      port,
      url: `redis://${host}:${port}`,
      answers: answersPing,
    });
    all.push(sentinel);
    await until('the sentinel to reach the master', async () => {
      const told = await askRedis(port, `SENTINEL CKQUORUM ${name}`, wordsOf(own));
      return told.includes('+OK 1 usable');
    });
    const query = `sentinelUsername=${own.username}&sentinelPassword=${encodeURIComponent(own.password)}`;
    const url = `rediss-sentinel://${userinfoOf(login)}${host}:${tlsPort}/${name}?${query}`;
    return { url, dispose: () => disposeAll(all) };
  } catch (error) {
    await disposeAll(all);
    throw error;
  }
}

/** Two masters, which also speak with each other over TLS. The address names one of them. */
export async function startGuardedCluster(guard: Guard, login: Login): Promise<Guarded> {
  const all: TestServer[] = [];
  const tlsPorts: number[] = [];
  try {
    const args = ['--cluster-enabled', 'yes', '--tls-cluster', 'yes'];
    await startAll(all, 2, async () => {
      const { server, tlsPort } = await startOne(guard, login, args);
      tlsPorts.push(tlsPort);
      return server;
    });
    const ask = ({ port }: TestServer, command: string) => askRedis(port, command, wordsOf(login));
    const [first, second] = all;
    if (!first || !second) throw new Error('never: two were started');
    await ask(first, 'CLUSTER ADDSLOTSRANGE 0 8191');
    await ask(second, 'CLUSTER ADDSLOTSRANGE 8192 16383\r\nCLUSTER SET-CONFIG-EPOCH 2');
    // Each to each: one of them is the one asked.
    for (const tlsPort of tlsPorts) await ask(first, `CLUSTER MEET ${host} ${tlsPort}`);
    await until('the cluster to be whole', async () => {
      const told = await Promise.all(all.map((node) => ask(node, 'CLUSTER INFO')));
      return told.every((one) => one.includes('cluster_state:ok') && one.includes('cluster_known_nodes:2'));
    });
    const url = `rediss-cluster://${userinfoOf(login)}${host}:${tlsPorts[0]}`;
    return { url, dispose: () => disposeAll(all) };
  } catch (error) {
    await disposeAll(all);
    throw error;
  }
}

function userinfoOf({ username, password }: Login): string {
  return `${username}:${encodeURIComponent(password)}@`;
}

/** As AUTH takes them. */
function wordsOf({ username, password }: Login): string {
  return `${username} ${password}`;
}
