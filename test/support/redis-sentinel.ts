// A Redis that is watched: a master, its replicas, and sentinels that make a replica the master when it fails.
// Invariant: when the promise resolves, all sentinels know each other and every replica, which all follow, so that a failover can happen.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireBinary } from './find-servers.ts';
import { answersPing, askRedis } from './redis-probe.ts';
import { disposeAll, startAll, until } from './server-group.ts';
import { quietPorts } from './server-ports.ts';
import { startProcess, type TestServer } from './server-process.ts';
import { redisArgs, startRedis, userinfo } from './test-servers.ts';

export interface WatchedRedis {
  /** As SALLYPORT_REDIS_URL takes it. */
  readonly url: string;
  readonly masterName: string;
  /** The one that was master at the start. */
  readonly master: TestServer;
  readonly replicas: readonly TestServer[];
  readonly sentinels: readonly TestServer[];
  /** Who is master now, as the first sentinel that answers says; undefined if none does. */
  currentMaster(): Promise<TestServer | undefined>;
  dispose(): Promise<void>;
}

export interface SentinelOptions {
  readonly replicas?: number;
  readonly sentinels?: number;
  readonly password?: string;
  /** How long a master may be silent. Default 1,000 ms. */
  readonly downAfter?: number;
}

/** A master, its replicas (1) and sentinels (3), all knowing of each other. */
export async function startSentinel(options: SentinelOptions = {}): Promise<WatchedRedis> {
  const { replicas: replicaCount = 1, sentinels: sentinelCount = 3, password } = options;
  const masterName = 'front-door';
  const all: TestServer[] = [];
  const dispose = () => disposeAll(all);
  try {
    const master = await startRedis({ password });
    all.push(master);
    const replica = ['--replicaof', '127.0.0.1', String(master.port)];
    const replicas = await startAll(all, replicaCount, () => startRedis({ password, args: replica }));
    const sentinels = await startAll(all, sentinelCount, () =>
      startOneSentinel(masterName, master.port, Math.floor(sentinelCount / 2) + 1, options),
    );
    await untilWatched(masterName, sentinels, replicaCount);
    await until('the replicas to follow', async () => {
      const told = await askRedis(master.port, 'INFO replication', password);
      return told.match(/^slave\d+:.*state=online/gm)?.length === (replicaCount || undefined);
    });
    const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
    return {
      url: `redis-sentinel://${userinfo(password)}${hosts}/${masterName}`,
      masterName,
      master,
      replicas,
      sentinels,
      currentMaster: () => masterBySentinel(masterName, sentinels, [master, ...replicas]),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function startOneSentinel(
  name: string,
  masterPort: number,
  quorum: number,
  { password, downAfter = 1_000 }: SentinelOptions,
): Promise<TestServer> {
  const [port = 0] = await quietPorts(1);
  const lines = [
    `sentinel monitor ${name} 127.0.0.1 ${masterPort} ${quorum}`,
    `sentinel down-after-milliseconds ${name} ${downAfter}`,
    `sentinel failover-timeout ${name} 5000`,
    ...(password === undefined ? [] : [`sentinel auth-pass ${name} ${password}`]),
  ];
  return startProcess({
    command: requireBinary('redisServer'),
    args: (folder) => {
      // A sentinel writes what it learns into its own settings file.
      const file = join(folder, 'sentinel.conf');
      writeFileSync(file, `${lines.join('\n')}\n`);
      return [file, '--sentinel', ...redisArgs(port, folder)];
    },
    port,
    url: `redis://127.0.0.1:${port}`,
    answers: answersPing,
  });
}

async function untilWatched(
  name: string,
  sentinels: readonly TestServer[],
  replicaCount: number,
): Promise<void> {
  await until('the sentinels to find each other and the replicas', async () => {
    const answers = await Promise.all(
      sentinels.map(({ port }) => askRedis(port, `SENTINEL CKQUORUM ${name}\r\nSENTINEL MASTER ${name}`)),
    );
    return answers.every(
      (answer) =>
        answer.startsWith(`+OK ${sentinels.length} usable`) &&
        fieldOf(answer, 'num-slaves') === String(replicaCount),
    );
  });
}

/** Of a list of names and values on the wire. */
function fieldOf(answer: string, name: string): string | undefined {
  const lines = answer.split('\r\n');
  return lines[lines.indexOf(name) + 2];
}

async function masterBySentinel(
  name: string,
  sentinels: readonly TestServer[],
  servers: readonly TestServer[],
): Promise<TestServer | undefined> {
  for (const sentinel of sentinels) {
    const answer = await askRedis(sentinel.port, `SENTINEL GET-MASTER-ADDR-BY-NAME ${name}`);
    const found = servers.find(({ port }) => answer.includes(`\r\n${port}\r\n`));
    if (found) return found;
  }
  return undefined;
}
