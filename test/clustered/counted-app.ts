// One instance over clustered stores whose questions to Redis and MongoDB are counted.
// Invariant: what is counted is what a server asks with its usual settings; caches are warm, as in a server that runs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClustered } from '../../adapters/clustered/open.ts';
import type { ClusteredStores } from '../../adapters/clustered/settings.ts';
import { openVault } from '../../adapters/vault/open.ts';
import { redisTarget } from '../contracts/redis-stores.ts';
import { type AppOptions, type RunningApp, startApp } from '../support/app.ts';
import { newClusteredPlace } from '../support/clustered-stores.ts';
import { writeKeyFile } from '../support/key-file.ts';
import { startSentinel } from '../support/redis-sentinel.ts';
import { insideClustered } from '../support/stored-clustered.ts';
import { tapWire, type WireTap } from './wire-tap.ts';

export interface Asked {
  /** As the adapter counts them. */
  readonly redis: number;
  /** As they are on the wire; null where there are several wires. */
  readonly wire: number | null;
  /** Commands. */
  readonly mongo: number;
}

/** Behind Sentinels there is a replica, which confirms what is used once. */
export type CountedRedis = 'single' | 'sentinel' | 'cluster';

export interface CountedApp {
  readonly app: RunningApp;
  /** What was asked while `work` ran, events written to their end. */
  counting(work: () => Promise<unknown>): Promise<Asked>;
  stop(): Promise<void>;
}

export async function startCountedApp(
  kind: CountedRedis,
  options: Pick<AppOptions, 'wrapStorage'> = {},
): Promise<CountedApp> {
  const watched = kind === 'sentinel' ? await startSentinel({ sentinels: 1 }) : null;
  const place = await newClusteredPlace(kind === 'cluster' ? kind : 'single');
  const { stores, tap } = await tapped(watched ? { ...place, redis: redisTarget(watched.url) } : place);
  // What is cached for a second stays cached here: a slow machine must not change the counts.
  const opened = await openClustered({ stores, role: 'server', cacheMs: 600_000, countCommands: true });
  if (!opened.ok) throw new Error(opened.message);
  const { storage, asked } = opened;
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-counted-'));
  const keys = await openVault(writeKeyFile(join(dataDir, 'keys.json')), {
    lookEveryMs: 0,
    now: () => Date.now(),
  });
  if (!keys.ok) throw new Error(keys.problems.join('\n'));
  const close = async () => {
    keys.close();
    await storage.close();
    await tap?.close();
    await watched?.dispose();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const { vault } = keys;
  const store = {
    ...{ dataDir, storage, other: storage, vault, close },
    get inside() {
      return insideClustered(stores);
    },
  };
  const app = await startApp({ store, ...options });
  const soFar = () => ({ redis: asked.redis(), wire: tap?.waits() ?? 0, mongo: asked.mongo() });
  return {
    app,
    async counting(work) {
      const before = soFar();
      await work();
      await app.core.audit.drain();
      const after = soFar();
      return {
        redis: after.redis - before.redis,
        wire: tap ? after.wire - before.wire : null,
        mongo: after.mongo - before.mongo,
      };
    },
    async stop() {
      await app.stop();
      await close();
    },
  };
}

/** A single Redis is reached through a tap; Sentinels and the nodes of a Cluster tell addresses of their own. */
async function tapped(stores: ClusteredStores): Promise<{ stores: ClusteredStores; tap: WireTap | null }> {
  const { redis } = stores;
  if (redis.kind !== 'single') return { stores, tap: null };
  const url = new URL(redis.url);
  const tap = await tapWire({ host: url.hostname, port: Number(url.port || 6379) });
  url.host = `127.0.0.1:${tap.port}`;
  return { stores: { ...stores, redis: { ...redis, url: url.href } }, tap };
}
