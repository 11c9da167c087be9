// The answer to a form or link about something that the account does not have: gone already, as for a second click, or never there.
// Invariant: 404, and the same for what another account has as for what nobody has (CVE-2020-5240).
import type { Pages } from '../http/pages.ts';
import { lookOf, type Visit } from './visit.ts';

export function showNotListed(pages: Pages, visit: Visit, listHref: string): Promise<void> {
  return pages.show(visit.ctx, 'account/not-listed', { listHref }, lookOf(visit, 404));
}
