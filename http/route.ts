// What every route of ours must state: who may call it, how a foreign page is kept out, what bounds it.
// Invariant: a route that is not a row in the table does not exist (test/architecture.test.ts).
import Router from '@koa/router';
import type { Middleware } from 'koa';

/** Who may call. */
export type Authorization =
  /** Anybody; tells nothing about anyone. */
  | 'anybody'
  /** The browser that began this sign-in: interaction cookie and bound browser cookie. */
  | 'bound-sign-in'
  /** The holder of a single-use link. */
  | 'link-holder'
  /** A browser with a live session that the policy allows now. */
  | 'session'
  /** Requests from this machine only, and only in development. */
  | 'loopback'
  /** An application, authenticated by node-oidc-provider as its registration says. */
  | 'application';

/** What keeps another site from making a browser call it. */
export type CsrfDefence =
  /** GET and HEAD: changes nothing. */
  | 'changes-nothing'
  /** Same origin (Origin, Sec-Fetch-Site) and a token bound to the browser's secret cookie. */
  | 'origin-and-token'
  /** The way back from the authorization endpoint: a state of this very browser (RFC 6749 10.12). */
  | 'state'
  /** node-oidc-provider's own, or none needed because no cookie authenticates the call. */
  | 'provider';

export interface RouteRow {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly authorization: Authorization;
  readonly csrf: CsrfDefence;
  /** What bounds it, in words: attempts, sizes, windows. */
  readonly limit: string;
  /** Absent where node-oidc-provider serves the path. */
  readonly handler?: Middleware;
}

/** Mounts the rows that have a handler; the other methods of their paths answer 405. */
export function mount(rows: readonly RouteRow[]): Router {
  const router = new Router();
  for (const { method, path, handler } of rows) {
    if (!handler) continue;
    if (method === 'GET') router.get(path, handler);
    else router.post(path, handler);
  }
  return router;
}
