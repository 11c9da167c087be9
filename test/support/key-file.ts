// A key file for whoever is not about key files: an RSA key takes longer to make than most tests to run.
// Invariant: the keys of a worker are made once, and are older than any clock that a test turns back.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generateKeys } from '../../adapters/vault/generate.ts';

let text: string | undefined;

/** Returns the path. */
export function writeKeyFile(path: string): string {
  text ??= JSON.stringify(generateKeys(0));
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}
