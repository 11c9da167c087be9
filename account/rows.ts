// Rows of the account pages for the route table.
// Invariant: each needs a live session that the policy allows now, and what changes something needs origin and token.
import type { RouteRow } from '../http/route.ts';

const own = { authorization: 'session' } as const;

/** @param path behind /account */
export function reads(path: string, handler: RouteRow['handler']): RouteRow {
  const limit = 'none: reads';
  return { ...own, method: 'GET', path: `/account${path}`, csrf: 'changes-nothing', limit, handler };
}

/** @param path behind /account @param limit besides the size of the form */
export function changes(path: string, handler: RouteRow['handler'], limit = 'of the own account'): RouteRow {
  const csrf = 'origin-and-token';
  return { ...own, method: 'POST', path: `/account${path}`, csrf, limit: `16 KB; ${limit}`, handler };
}
