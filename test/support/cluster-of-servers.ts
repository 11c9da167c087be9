// Several processes of server.ts over the same stores, behind a load balancer that hands each request to the next one.
// Invariant: they share stores and keys and nothing else; what a test puts into the stores, it puts there beside them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClustered } from '../../adapters/clustered/open.ts';
import type { ClusteredStores } from '../../adapters/clustered/settings.ts';
import { openVault } from '../../adapters/vault/open.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Vault } from '../../ports/vault.ts';
import { type Application, createApplication } from './application.ts';
import { type Browser, type BrowserOptions, createBrowser } from './browser.ts';
import { settingsOf } from './clustered-stores.ts';
import { writeKeyFile } from './key-file.ts';
import { type Balancer, startRoundRobin } from './round-robin.ts';
import { prepareServer, type RunningServer } from './server.ts';
import { createWorld, type Registered, type World } from './world.ts';

export interface ClusterOptions {
  /** A database that is migrated, and a Redis. */
  readonly stores: ClusteredStores;
  /** How the servers are told of a Redis that is watched, or a Cluster. Default: what `stores` says of a single one. */
  readonly redisUrl?: string;
  /** Default 2. */
  readonly servers?: number;
  /** SALLYPORT_ settings without the prefix. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface ClusterOfServers {
  /** Where the load balancer is. */
  readonly issuer: string;
  readonly servers: readonly RunningServer[];
  /** The stores as a handle of the test's own sees them. */
  readonly storage: Storage;
  /** Their keys. */
  readonly vault: Vault;
  readonly world: World;
  readonly balancer: Balancer;
  /** ms; where the clocks of all servers stand. */
  now(): number;
  advance(ms: number): void;
  /** One that stops at these applications, or at `http://app.test/callback`. Through the balancer, or at one server only. */
  browser(options?: BrowserOptions & { readonly at?: RunningServer }): Browser;
  application(registered: Registered, at?: RunningServer): Promise<Application>;
  /** What all servers wrote. */
  logs(): string;
  dispose(): Promise<void>;
}

/** Starts them and waits until all answer. */
export async function startServers(options: ClusterOptions): Promise<ClusterOfServers> {
  const balancer = await startRoundRobin();
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-cluster-'));
  const keysFile = writeKeyFile(join(folder, 'keys.json'));
  const issuer = `http://localhost:${balancer.port}`;
  const settings = {
    ...{ ISSUER: issuer, KEYS: keysFile, TRUSTED_PROXIES: '127.0.0.1' },
    ...{ ...storeSettings(options), ...options.settings },
  };
  const ended: (() => Promise<unknown>)[] = [];
  const dispose = async () => {
    await Promise.all(ended.map((end) => end()));
    await balancer.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const servers: RunningServer[] = [];
    for (let n = 0; n < (options.servers ?? 2); n += 1) {
      const server = await prepareServer({ settings });
      ended.push(() => server.dispose());
      servers.push(server);
    }
    await Promise.all(servers.map((server) => server.start()));
    balancer.serve(servers.map(({ port }) => port));
    const beside = await openBeside(options.stores, keysFile);
    ended.push(() => beside.close());
    return { ...assembled(issuer, servers, beside, balancer), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function storeSettings({ stores, redisUrl }: ClusterOptions): Readonly<Record<string, string>> {
  if (redisUrl === undefined) return settingsOf(stores);
  return { REDIS_URL: redisUrl, REDIS_PREFIX: stores.redis.prefix, MONGODB_URL: stores.mongoUrl };
}

async function openBeside(stores: ClusteredStores, keysFile: string) {
  const keys = await openVault(keysFile, { lookEveryMs: 0 });
  if (!keys.ok) throw new Error(keys.problems.join('\n'));
  const opened = await openClustered({ stores, role: 'command-line', cacheMs: 0 });
  if (!opened.ok) throw new Error(opened.message);
  const { storage } = opened;
  const close = async () => {
    keys.close();
    await storage.close();
  };
  return { storage, vault: keys.vault, close };
}

function assembled(
  issuer: string,
  servers: readonly RunningServer[],
  { storage, vault }: Awaited<ReturnType<typeof openBeside>>,
  balancer: Balancer,
): Omit<ClusterOfServers, 'dispose'> {
  const now = () => servers[0]?.clock.now() ?? Date.now();
  const viaOf = (at: RunningServer | undefined) => at && { via: { [issuer]: `http://127.0.0.1:${at.port}` } };
  return {
    issuer,
    servers,
    storage,
    vault,
    balancer,
    world: createWorld({ storage, vault, now }),
    now,
    advance(ms) {
      for (const { clock } of servers) clock.advance(ms);
    },
    browser: ({ at, ...options } = {}) =>
      createBrowser({ stopAt: ['http://app.test/callback'], now, ...viaOf(at), ...options }),
    application: ({ client, secret }, at) =>
      createApplication({
        ...{ issuer, clientId: client.id, redirectUri: client.redirectUris[0] ?? '', now },
        ...viaOf(at),
        ...(secret !== undefined && { clientSecret: secret }),
      }),
    logs: () => servers.map((server) => server.logs()).join(''),
  };
}
