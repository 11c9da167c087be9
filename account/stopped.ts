// The page for whoever cannot go on here: what happened, and the one thing to do about it.
// Invariant: nothing was done; it tells nothing about anybody.
import type { Context } from 'koa';
import type { Pages } from '../http/pages.ts';
import type { StopReason } from '../views/pages-account.ts';

export interface Stopped {
  /** @param goOnHref where the person goes on; the first of the account pages unless said otherwise */
  show(ctx: Context, reason: StopReason, goOnHref?: string): Promise<void>;
}

const statuses: Readonly<Record<StopReason, number>> = {
  // The answer of the authorization endpoint
  cancelled: 200,
  refused: 403,
  'way-in-over': 400,
  // A form
  'signed-out': 401,
  'not-fresh': 403,
};

export function createStopped(pages: Pages): Stopped {
  return {
    show: (ctx, reason, goOnHref = '/account') =>
      pages.show(ctx, 'account/stopped', { reason, goOnHref }, { status: statuses[reason] }),
  };
}
