// The script of the pages that use passkeys, the only one there is: the library's part, then ours, read once as one file.
// Invariant: it comes from this origin, and only pages named here carry it or are allowed to run it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PageName } from './pages.ts';

export interface Script {
  /** Where the route stands: `/assets/passkey.js`. */
  readonly path: string;
  /** What pages link to: the path with a version. */
  readonly href: string;
  readonly body: string;
}

const pages: ReadonlySet<PageName> = new Set<PageName>([
  'interactions/organization',
  'interactions/password',
  'interactions/second-factor-passkey',
  'interactions/set-up-passkey',
  'account/factors',
]);

export function hasScript(page: PageName): boolean {
  return pages.has(page);
}

export function loadScript(): Script {
  const library = new URL('../dist/bundle/index.umd.min.js', import.meta.resolve('@simplewebauthn/browser'));
  const own = join(import.meta.dirname, 'assets/passkey.js');
  const body = [fileURLToPath(library), own].map((file) => readFileSync(file, 'utf8')).join('\n');
  const path = '/assets/passkey.js';
  const version = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return { path, href: `${path}?v=${version}`, body };
}
