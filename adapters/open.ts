// Opens the stores that the settings name: the embedded one, or Redis and MongoDB.
// Invariant: what cannot be opened is told in one line, with whether waiting may help.
import { setTimeout as delay } from 'node:timers/promises';
import type { Storage } from '../ports/storage.ts';
import type { ClusteredStores } from './clustered/settings.ts';
import { openEmbedded } from './embedded/open.ts';

export interface StoragePlace {
  /** Null: the embedded store, in dataDir. */
  readonly clustered: ClusteredStores | null;
  readonly dataDir: string;
}

export interface StorageOpened {
  readonly ok: true;
  readonly storage: Storage;
  /** What may lose sessions or counts, for the operator. */
  readonly risks: readonly string[];
}

export interface StorageRefused {
  readonly ok: false;
  /** One line for the operator. */
  readonly message: string;
  /** A server that was just started may be there in a moment. */
  readonly retry: boolean;
  /** A setting, or what it names, is wrong: starting again does not help. */
  readonly misconfigured: boolean;
}

export interface OpeningOptions {
  /** `import` fills an empty store, or goes on where that was cut short; it is opened by nobody else meanwhile. */
  readonly role: 'server' | 'command-line' | 'migrate' | 'import';
}

export interface PatientOptions extends OpeningOptions {
  /** ms to go on trying where waiting may help. */
  readonly patienceMs: number;
  readonly warn: (line: string) => void;
}

/** Waits for servers that cannot be reached yet: they may have been started in the same moment. */
export async function openStorageInTime(
  place: StoragePlace,
  { patienceMs, warn, ...options }: PatientOptions,
): Promise<StorageOpened | StorageRefused> {
  const end = performance.now() + patienceMs;
  for (let pause = 500; ; pause = Math.min(2 * pause, 10_000)) {
    const opened = await openStorage(place, options);
    if (opened.ok) for (const risk of opened.risks) warn(risk);
    if (opened.ok || !opened.retry || performance.now() + pause > end) return opened;
    warn(`${opened.message} Trying again in ${pause / 1000} s.`);
    await delay(pause);
  }
}

export async function openStorage(
  { clustered, dataDir }: StoragePlace,
  { role }: OpeningOptions,
): Promise<StorageOpened | StorageRefused> {
  if (clustered) {
    // Only where they are used: the drivers of Redis and MongoDB are a third of what a start loads.
    const { openClustered } = await import('./clustered/open.ts');
    const opened = await openClustered({ stores: clustered, role });
    if (opened.ok) return opened;
    return { ok: false, message: opened.message, retry: opened.retry, misconfigured: !opened.retry };
  }
  // It brings its schema up to date by itself.
  const opened = await openEmbedded({ dataDir, role: role === 'migrate' ? 'command-line' : role });
  if (opened.ok) return { ok: true, storage: opened.storage, risks: [] };
  return { ok: false, message: opened.message, retry: false, misconfigured: false };
}
