// Where the servers are that the clustered stores are tested on: Redis from PATH, SecantusDB (MongoDB's protocol) from a cache.
// Invariant: what is missing is named with how to get it; no test is left out in silence, and on CI none is left out.
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Kept in step with docs: the version that the suites were made on. */
export const secantusVersion = '0.7.0b3';
export const howToGetServers = 'npm run services -- install (Debian), or see CONTRIBUTING.md';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Which Redis clustered stores stand on. */
export type RedisKind = 'single' | 'cluster';

/** A server of each kind is shared by one run of the tests, and told to them by its variable. */
export type ServerKind = 'redis' | 'cluster' | 'mongo';
export const serverKinds: readonly ServerKind[] = ['redis', 'cluster', 'mongo'];
export const serverVariables: Readonly<Record<ServerKind, string>> = {
  redis: 'SALLYPORT_TEST_REDIS_URL',
  cluster: 'SALLYPORT_TEST_REDIS_CLUSTER_URL',
  mongo: 'SALLYPORT_TEST_MONGODB_URL',
};

export interface Binaries {
  readonly redisServer: string;
  readonly redisCli: string;
  readonly mongo: string;
}

/** Null for what is not here. */
export function findBinaries(env: Environment = process.env): {
  readonly [K in keyof Binaries]: string | null;
} {
  const mongo = join(secantusFolder(env), 'bin/secantusd-py');
  return {
    redisServer: onPath('redis-server', env),
    redisCli: onPath('redis-cli', env),
    mongo: isExecutable(mongo) ? mongo : null,
  };
}

/** Throws where it is not here: a test that needs it must not pass without. */
export function requireBinary(name: keyof Binaries): string {
  const found = findBinaries()[name];
  if (!found) throw new Error(`${name} is not here. To get it: ${howToGetServers}`);
  return found;
}

/** A Python environment of its own, outside of the checkout, so that a fresh one finds it again. */
export function secantusFolder(env: Environment = process.env): string {
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return join(cache, 'sallyport', `secantusdb-${secantusVersion}`);
}

/** Those that neither a variable names nor can be started here. */
export function missingServers(env: Environment = process.env): readonly ServerKind[] {
  const { redisServer, redisCli, mongo } = findBinaries(env);
  const here: Readonly<Record<ServerKind, boolean>> = {
    redis: redisServer !== null,
    cluster: redisServer !== null && redisCli !== null,
    mongo: mongo !== null,
  };
  return serverKinds.filter((kind) => !here[kind] && !env[serverVariables[kind]]);
}

/** Whether tests can start and kill servers of their own here, whatever the variables name. */
export function canStartOwn(env: Environment = process.env): boolean {
  return Object.values(findBinaries(env)).every((path) => path !== null);
}

/** Those that run once more on clustered stores. What is left out there is about the embedded store's files or process. */
const journeys = 'test/journeys/!(crash-*|process-*).test.ts';
const attacks = 'test/attacks/!(database-gives-no-session).test.ts';
/** The same without those that go through every route or act with what no store gets to see. */
const storedAttacks =
  'test/attacks/!(database-gives-no-session|bad-input|pre-second-factor-artefact|help-desk-resets-someone-above|machine-loosens-the-policy).test.ts';

/**
 * Which of them a project runs. A Cluster, where keys stand in slots and a command reaches one node, is the stricter of the
 * two; the rest, and a single Redis, come where everything is to run everywhere.
 */
export function clusteredAgain(
  env: Environment = process.env,
): Readonly<Record<RedisKind, readonly string[]>> {
  const everywhere = env.SALLYPORT_TEST_EVERYWHERE === 'on';
  const cluster = [journeys, everywhere ? attacks : storedAttacks];
  // Where there is no Cluster, a single Redis stands in for it.
  const single = missingServers(env).includes('cluster') ? cluster : [];
  return { single: everywhere ? cluster : single, cluster };
}

/** What a project of Vitest (vitest.config.ts) needs of the servers that a run shares. */
export function serversOf(project: string): readonly ServerKind[] {
  const needs: Readonly<Record<string, readonly ServerKind[]>> = {
    servers: serverKinds,
    mongo: ['mongo'],
    clustered: ['redis', 'mongo'],
    'clustered-cluster': ['cluster', 'mongo'],
  };
  return needs[project] ?? [];
}

function onPath(name: string, env: Environment): string | null {
  // Debian keeps some servers in sbin, which is not on everybody's PATH.
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
