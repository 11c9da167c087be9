// The one stylesheet, read once, with an address that changes with its content so that browsers can keep it for good.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Stylesheet {
  /** Where the route stands: `/assets/sallyport.css`. */
  readonly path: string;
  /** What pages link to: the path with a version. */
  readonly href: string;
  readonly body: string;
}

export function loadStylesheet(): Stylesheet {
  const body = readFileSync(join(import.meta.dirname, 'assets/sallyport.css'), 'utf8');
  const path = '/assets/sallyport.css';
  const version = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return { path, href: `${path}?v=${version}`, body };
}
