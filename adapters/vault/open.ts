// Opens the key file as the server's vault, and follows it while the server runs.
// Invariant: a new file that cannot be used changes nothing: the old keys go on, and the problem is told.
import { stat } from 'node:fs/promises';
import type { Vault } from '../../ports/vault.ts';
import { readKeyFile } from './files.ts';
import type { KeyFile } from './key-file.ts';
import { createSecrets } from './secrets.ts';
import { createSigningKeys, signingState } from './signing.ts';

export interface VaultOptions {
  /** Refuse a file that its group or everybody may read or write, now and at every reload. */
  readonly requirePrivate?: boolean;
  /** ms since the epoch. */
  readonly now?: () => number;
  /** Told when a changed file cannot be used. Never holds a key. */
  readonly onProblem?: (problems: readonly string[]) => void;
  /** ms between two looks at the file; 0 for none, as on the command line. */
  readonly lookEveryMs?: number;
}

export interface OpenVault {
  readonly ok: true;
  readonly vault: Vault;
  /** Reads the file now (SIGHUP). False if it cannot be used: the old keys stay, and `onProblem` was told. */
  reload(): Promise<boolean>;
  /** Stops following the file. */
  close(): void;
}

export type VaultOpened = OpenVault | { readonly ok: false; readonly problems: readonly string[] };

export async function openVault(path: string, options: VaultOptions = {}): Promise<VaultOpened> {
  const {
    requirePrivate = false,
    now = Date.now,
    onProblem = () => undefined,
    lookEveryMs = 2_000,
  } = options;
  let seen = await markOf(path);
  const first = await readKeyFile(path, { requirePrivate, now: now() });
  if (!first.ok) return first;
  let file: KeyFile = first.file;
  let told = signingState(file, now());
  const listeners = new Set<() => void>();

  /** Also when a published key comes into use, which happens without the file being touched. */
  const tellChange = () => {
    const state = signingState(file, now());
    if (state === told) return;
    told = state;
    for (const listener of listeners) listener();
  };
  const reload = async () => {
    seen = await markOf(path);
    const read = await readKeyFile(path, { requirePrivate, now: now() });
    if (read.ok) file = read.file;
    else onProblem(read.problems);
    tellChange();
    return read.ok;
  };
  const look = async () => {
    if ((await markOf(path)) !== seen) await reload();
    else tellChange();
  };

  const current = () => file;
  const onChange = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const signing = { ...createSigningKeys(current, now), onChange };
  const failed = (error: unknown) => onProblem([`looking at ${path} failed: ${String(error)}`]);
  const stop = repeat(() => look().catch(failed), lookEveryMs);
  return { ok: true, vault: { ...createSecrets(current, now), signing }, reload, close: stop };
}

/** Changes with every write and every replacement; polling sees renames and mounted secrets that fs.watch misses. */
async function markOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found ? `${found.ino} ${found.mtimeMs} ${found.ctimeMs} ${found.size}` : 'missing';
}

/** Never overlaps with itself and never keeps the process alive. */
function repeat(act: () => Promise<unknown>, ms: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = ms === 0;
  const next = () => {
    if (!stopped) timer = setTimeout(() => void act().finally(next), ms).unref();
  };
  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
