// Renders the sample's pages from sample/views. What they show is decided by their callers.
// Invariant: everything is escaped; pages work without JavaScript.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import nunjucks from 'nunjucks';
import type { CodePage } from '../code-page.ts';
import { sampleLogo } from '../logo.ts';
import type { ClaimRow } from './claims.ts';
import type { ProblemPage } from './problems.ts';
import type { Proved } from './proved.ts';

const views = join(import.meta.dirname, '..', 'views');

export interface Banner {
  readonly tone: 'good' | 'bad' | 'plain';
  readonly title: string;
  readonly text: string;
  /** The server's own words, quoted; null if there are none. */
  readonly quote: string | null;
}

export interface ClaimTable {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly rows: readonly ClaimRow[];
  /** Why there are no rows; null if there are some. */
  readonly instead: string | null;
}

export interface PageModels {
  'signed-out': {
    /** Whether the person just signed out. */
    readonly justNow: boolean;
    readonly banner: Banner | null;
    readonly hasAuthenticators: boolean;
  };
  'signed-in': {
    readonly who: string;
    readonly proved: Proved;
    readonly banner: Banner | null;
    readonly canRefresh: boolean;
    readonly tables: readonly ClaimTable[];
  };
  problem: { readonly page: ProblemPage; readonly code: string; readonly description: string | null };
  authenticator: { readonly pages: readonly CodePage[] };
}

export interface Pages {
  /** HTML of one page. */
  render<Name extends keyof PageModels>(name: Name, model: PageModels[Name]): string;
  readonly stylesheet: string;
  /** PNG. */
  readonly icon: Uint8Array;
}

export function createPages(issuer: string): Pages {
  const loader = new nunjucks.FileSystemLoader(views);
  const environment = new nunjucks.Environment(loader, { autoescape: true, throwOnUndefined: true });
  environment.addGlobal('issuer', issuer);
  return {
    render: (name, model) => environment.render(`${name}.njk`, model),
    stylesheet: readFileSync(join(views, 'style.css'), 'utf8'),
    icon: sampleLogo(),
  };
}
