// Turns what went wrong into an answer: 4xx with what was wrong, 503 when a store is away, 500 for bugs, with a reference.
// Invariant: no stack and no message of an exception reaches a stranger; a log line carries both.
import type { Context, Middleware } from 'koa';
import { StoreUnavailable } from '../ports/unavailable.ts';
import type { ProblemKind } from '../views/pages.ts';
import type { Pages } from './pages.ts';

export interface ProblemDeps {
  readonly pages: Pages;
  /** Told of bugs and outages; returns the reference that the page shows. */
  readonly report: (error: unknown) => string;
}

/** s that a caller is asked to wait when a store is away. */
export const retryAfterOutage = 5;

const kinds: Readonly<Record<number, ProblemKind>> = {
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'too-large',
  429: 'too-many',
};

/** For our own routes: catches everything that they throw. */
export function answerProblems(deps: ProblemDeps): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && !ctx.body && ctx.respond !== false)
        await showProblem(deps.pages, ctx, 404, 'not-found');
    } catch (error) {
      await answer(deps, ctx, error);
    }
  };
}

async function answer(deps: ProblemDeps, ctx: Context, error: unknown): Promise<void> {
  const status = statusOf(error);
  if (status < 500) return showProblem(deps.pages, ctx, status, kinds[status] ?? 'bad-request');
  const reference = deps.report(error);
  if (status !== 503) return showProblem(deps.pages, ctx, 500, 'server-error', { reference });
  ctx.set('Retry-After', String(retryAfterOutage));
  await showProblem(deps.pages, ctx, 503, 'unavailable', { reference, retryAfter: retryAfterOutage });
}

/** 503 for an outage, what the caller did wrong as 4xx, 500 for all else. */
export function statusOf(error: unknown): number {
  if (error instanceof StoreUnavailable) return 503;
  if (typeof error !== 'object' || error === null) return 500;
  const { status, expose } = error as { status?: unknown; expose?: unknown }; // http-errors: what Koa's own parts throw
  return typeof status === 'number' && status >= 400 && status < 500 && expose !== false ? status : 500;
}

/** Shows it without the tenant's look: the store that knows it may be what is away. */
export function showProblem(
  pages: Pages,
  ctx: Context,
  status: number,
  kind: ProblemKind,
  more: { reference?: string; retryAfter?: number } = {},
): Promise<void> {
  return pages.show(
    ctx,
    'errors/problem',
    {
      kind,
      reference: more.reference ?? null,
      retryAfter: more.retryAfter ?? null,
    },
    { status },
  );
}

/** The hashing queue is full: nothing was tried. */
export function showBusy(pages: Pages, ctx: Context): Promise<void> {
  ctx.set('Retry-After', String(retryAfterOutage));
  return showProblem(pages, ctx, 503, 'unavailable', { retryAfter: retryAfterOutage });
}
