// One instance over clustered stores whose questions to Redis and MongoDB are counted.
// Invariant: what is counted is what a server asks with its usual settings; caches are warm, as in a server that runs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClustered } from '../../adapters/clustered/open.ts';
import { writeNewKeyFile } from '../../adapters/vault/files.ts';
import { openVault } from '../../adapters/vault/open.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { newClusteredPlace } from '../support/clustered-stores.ts';

export interface Asked {
  readonly redis: number;
  readonly mongo: number;
}

export interface CountedApp {
  readonly app: RunningApp;
  /** What was asked while `work` ran, events written to their end. */
  counting(work: () => Promise<unknown>): Promise<Asked>;
  stop(): Promise<void>;
}

export async function startCountedApp(kind: 'single' | 'cluster'): Promise<CountedApp> {
  const opened = await openClustered({ stores: await newClusteredPlace(kind), role: 'server' });
  if (!opened.ok) throw new Error(opened.message);
  const { storage, asked } = opened;
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-counted-'));
  const keysFile = join(dataDir, 'keys.json');
  await writeNewKeyFile(keysFile);
  const keys = await openVault(keysFile, { lookEveryMs: 0, now: () => Date.now() });
  if (!keys.ok) throw new Error(keys.problems.join('\n'));
  const close = async () => {
    keys.close();
    await storage.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const app = await startApp({ store: { dataDir, storage, other: storage, vault: keys.vault, close } });
  return {
    app,
    async counting(work) {
      const before = { redis: asked.redis(), mongo: asked.mongo() };
      await work();
      await app.core.audit.drain();
      return { redis: asked.redis() - before.redis, mongo: asked.mongo() - before.mongo };
    },
    async stop() {
      await app.stop();
      await close();
    },
  };
}
