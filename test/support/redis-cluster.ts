// A Redis Cluster of three masters, with or without replicas.
// Invariant: when the promise resolves, every node knows all others, all slots are served and every replica follows.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { requireBinary } from './find-servers.ts';
import { askRedis } from './redis-probe.ts';
import { disposeAll, startAll, until } from './server-group.ts';
import { quietPorts } from './server-ports.ts';
import type { TestServer } from './server-process.ts';
import { type RedisOptions, startRedisOn, userinfo } from './test-servers.ts';

export interface RedisCluster {
  /** As SALLYPORT_REDIS_URL takes it. */
  readonly url: string;
  readonly nodes: readonly TestServer[];
  /** The node that holds this key now, as the first node that answers knows. */
  masterOf(key: string): Promise<TestServer | undefined>;
  dispose(): Promise<void>;
}

export interface ClusterOptions extends RedisOptions {
  /** Of each of the three masters. Default 0. */
  readonly replicas?: number;
}

/** Three masters, and as many times their replicas, with all slots served. */
export async function startRedisCluster(options: ClusterOptions = {}): Promise<RedisCluster> {
  const { replicas = 0, password, keep, args = [] } = options;
  const nodes: TestServer[] = [];
  const dispose = () => disposeAll(nodes);
  try {
    const ports = [...(await quietPorts(3 * (1 + replicas)))];
    const own = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', ...args];
    await startAll(nodes, ports.length, () => startRedisOn(ports.pop() ?? 0, { password, keep, args: own }));
    await joinCluster(nodes, replicas, password);
    const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`).join(',');
    return {
      url: `redis-cluster://${userinfo(password)}${hosts}`,
      nodes,
      masterOf: (key) => masterOfKey(key, nodes, password),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function joinCluster(
  nodes: readonly TestServer[],
  replicas: number,
  password: string | undefined,
): Promise<void> {
  const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`);
  const login = password === undefined ? [] : ['-a', password, '--no-auth-warning'];
  const create = ['--cluster', 'create', ...hosts, '--cluster-replicas', String(replicas), '--cluster-yes'];
  await promisify(execFile)(requireBinary('redisCli'), [...login, ...create]);
  await until('the cluster to be whole', async () => {
    const question = 'CLUSTER INFO\r\nINFO replication';
    const answers = await Promise.all(nodes.map(({ port }) => askRedis(port, question, password)));
    return answers.every(
      (answer) =>
        answer.includes('cluster_state:ok') &&
        answer.includes(`cluster_known_nodes:${nodes.length}`) &&
        (answer.includes('role:master')
          ? answer.includes(`connected_slaves:${replicas}`)
          : answer.includes('master_link_status:up')),
    );
  });
}

async function masterOfKey(
  key: string,
  nodes: readonly TestServer[],
  password: string | undefined,
): Promise<TestServer | undefined> {
  for (const { port } of nodes) {
    const answer = await askRedis(port, `CLUSTER KEYSLOT ${key}\r\nCLUSTER NODES`, password);
    const slot = Number(/:(\d+)/.exec(answer)?.[1]);
    const line = answer.split('\n').find((one) => /\bmaster\b(?!,fail)/.test(one) && holds(one, slot));
    const found = /:(\d+)@/.exec(line ?? '')?.[1];
    if (found !== undefined) return nodes.find((node) => node.port === Number(found));
  }
  return undefined;
}

/** @param line of CLUSTER NODES, which ends with ranges of slots */
function holds(line: string, slot: number): boolean {
  return line
    .trim()
    .split(' ')
    .slice(8)
    .some((range) => {
      const [from = '', to = from] = range.split('-');
      return Number(from) <= slot && slot <= Number(to);
    });
}
