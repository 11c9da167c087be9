// Key files in directories of their own, for tests.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeys } from '../../adapters/vault/generate.ts';
import type { KeyFile } from '../../adapters/vault/key-file.ts';
import { type OpenVault, openVault, type VaultOptions } from '../../adapters/vault/open.ts';

export const start = Date.parse('2026-11-24T08:00:00Z');

/** Making RSA keys is slow: one file serves all tests of a worker. */
export const someKeys: KeyFile = generateKeys(start);

const directory = mkdtempSync(join(tmpdir(), 'sallyport-vault-'));
let files = 0;
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));

/** A path where there is no file yet. */
export function newPath(): string {
  files += 1;
  return join(directory, `keys-${files}.json`);
}

export function write(path: string, file: unknown, mode = 0o600): string {
  writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file), { mode });
  return path;
}

export interface Moving {
  now: number;
}

/** Opened without following the file, on a clock that the test moves. */
export async function opened(
  file: KeyFile = someKeys,
  options: VaultOptions = {},
): Promise<OpenVault & { readonly path: string; readonly clock: Moving }> {
  const path = write(newPath(), file);
  const clock = { now: start };
  const vault = await openVault(path, { now: () => clock.now, lookEveryMs: 0, ...options });
  if (!vault.ok) throw new Error(vault.problems.join('\n'));
  return { ...vault, path, clock };
}
