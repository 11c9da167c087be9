// Where a server under measurement has its data: a folder of its own, or a database and a prefix on shared servers.
// Invariant: it is filled through the product's own stores and keys, and nothing of it is left at the end.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClustered } from '../adapters/clustered/open.ts';
import type { ClusteredStores } from '../adapters/clustered/settings.ts';
import { openEmbedded } from '../adapters/embedded/open.ts';
import { writeNewKeyFile } from '../adapters/vault/files.ts';
import { openVault } from '../adapters/vault/open.ts';
import type { Storage } from '../ports/storage.ts';
import type { Vault } from '../ports/vault.ts';
import { migratedUrl } from '../test/contracts/mongo-stores.ts';
import { redisServer, redisTarget } from '../test/contracts/redis-stores.ts';
import { freePorts } from '../test/support/free-port.ts';
import { dropDatabase } from '../test/support/mongo-server.ts';
import { type Served, type ServeOptions, serveProgram } from './served.ts';

export type StoreKind = 'embedded' | 'clustered';

export interface Inside {
  readonly storage: Storage;
  readonly vault: Vault;
  readonly dataDir: string;
  /** How often Redis and MongoDB were waited for so far; 0 on the embedded store. Counted in the role of a server only. */
  asked(): { readonly redis: number; readonly mongo: number };
}

export interface Place {
  readonly kind: StoreKind;
  readonly issuer: string;
  /** Opens it beside a server, or before one. */
  inside<T>(work: (inside: Inside) => Promise<T>, role?: Role): Promise<T>;
  /** The first one is at the issuer; others beside it at ports of their own. */
  serve(options?: ServingOptions): Promise<ServedAt>;
  remove(): Promise<void>;
}

export interface ServingOptions
  extends Partial<Pick<ServeOptions, 'program' | 'switches' | 'settings' | 'environment' | 'profiles'>> {
  /** Keeps for the next start what Node has compiled. Default false. */
  readonly cached?: boolean;
}

export interface ServedAt extends Served {
  readonly origin: string;
}

/** On clustered stores the shared servers have to be there. */
export async function newPlace(kind: StoreKind): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const cwd = join(folder, 'cwd');
  mkdirSync(cwd);
  const dataDir = join(folder, 'data');
  const keysFile = join(dataDir, 'keys.json');
  mkdirSync(dataDir, { mode: 0o700 });
  await writeNewKeyFile(keysFile);
  const clustered = kind === 'clustered' ? await newStores() : null;
  const [first = 0] = await freePorts(1);
  const issuer = `http://localhost:${first}`;
  const base = { ISSUER: issuer, HOST: '127.0.0.1', DATA_DIR: dataDir, SAMPLE: 'off', LOG_LEVEL: 'info' };
  let running = 0;
  return {
    kind,
    issuer,
    inside: (work, role = 'command-line') => within({ clustered, dataDir, keysFile }, role, work),
    async serve({
      program = 'server.ts',
      switches = [],
      profiles = null,
      settings,
      environment = {},
      cached = false,
    } = {}) {
      const port = running++ === 0 ? first : ((await freePorts(1))[0] ?? 0);
      const all = { ...base, PORT: String(port), ...settingsOf(clustered), ...settings };
      const compileCache = cached ? join(folder, 'compiled') : null;
      const own = { settings: all, environment, cwd, compileCache };
      const server = await serveProgram({ program, switches, profiles, ...own });
      const stop = async () => {
        await server.stop();
        running -= 1;
      };
      return { ...server, stop, origin: `http://127.0.0.1:${port}` };
    },
    async remove() {
      if (clustered) await dropDatabase(clustered.mongoUrl);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function newStores(): Promise<ClusteredStores> {
  return { redis: redisTarget(redisServer('single')), mongoUrl: await migratedUrl('bench') };
}

function settingsOf(clustered: ClusteredStores | null): Readonly<Record<string, string>> {
  if (clustered === null) return {};
  const { redis, mongoUrl } = clustered;
  if (redis.kind !== 'single') throw new Error('measured on a single Redis');
  return { REDIS_URL: redis.url, REDIS_PREFIX: redis.prefix, MONGODB_URL: mongoUrl };
}

interface Where {
  readonly clustered: ClusteredStores | null;
  readonly dataDir: string;
  readonly keysFile: string;
}

type Role = 'server' | 'command-line' | 'import';

async function within<T>(where: Where, role: Role, work: (inside: Inside) => Promise<T>): Promise<T> {
  const keys = await openVault(where.keysFile, { lookEveryMs: 0, now: () => Date.now() });
  if (!keys.ok) throw new Error(keys.problems.join('\n'));
  const opened = await open(where, role);
  try {
    return await work({ ...opened, vault: keys.vault, dataDir: where.dataDir });
  } finally {
    keys.close();
    await opened.storage.close();
  }
}

async function open({ clustered, dataDir }: Where, role: Role): Promise<Pick<Inside, 'storage' | 'asked'>> {
  if (!clustered) {
    const opened = await openEmbedded({ dataDir, role });
    if (!opened.ok) throw new Error(opened.message);
    return { storage: opened.storage, asked: () => ({ redis: 0, mongo: 0 }) };
  }
  // Patient, and sure of its caches: what a slow machine makes of deadlines is not what is measured.
  const patience = { commandMs: 60_000, cacheMs: 600_000 };
  // Counting takes time of its own: where that is measured, nothing is counted.
  const countCommands = role === 'server';
  const opened = await openClustered({ stores: clustered, role, ...patience, countCommands });
  if (!opened.ok) throw new Error(opened.message);
  const { storage, asked } = opened;
  return { storage, asked: () => ({ redis: asked.redis(), mongo: asked.mongo() }) };
}
