// The page for requests that cannot be answered to the application, and 503 when a store is away.
// Invariant: it names what is wrong in the library's words, which are for developers, and never a stack.
import type { Context, Middleware } from 'koa';
import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Pages } from '../http/pages.ts';
import { retryAfterOutage, showProblem } from '../http/problems.ts';
import { StoreUnavailable } from '../ports/unavailable.ts';

export interface ErrorPageDeps {
  readonly pages: Pages;
  readonly now: () => number;
  readonly report: (error: unknown, reference: string) => void;
}

export function createRenderError(deps: ErrorPageDeps): NonNullable<Configuration['renderError']> {
  return async (ctx, out, error) => {
    const plain = ctx as unknown as Context; // the library's context is Koa's with more on it
    if (error instanceof StoreUnavailable) return;
    if (out.error === 'server_error') return showProblem(deps.pages, plain, 500, 'server-error');
    if (isExpired(error))
      return deps.pages.show(plain, 'interactions/expired', { startHref: null }, { status: 400 });
    await deps.pages.show(
      plain,
      'provider/error',
      {
        error: out.error,
        description: out.error_description ?? null,
        clientId: clientIdOf(ctx),
        at: deps.now(),
      },
      { status: ctx.status },
    );
  };
}

/** A resume without its interaction: the person has only to start again. */
function isExpired(error: unknown): boolean {
  return error instanceof Error && error.name === 'SessionNotFound';
}

function clientIdOf(ctx: KoaContextWithOIDC): string | null {
  const id = ctx.oidc.client?.clientId ?? ctx.query.client_id;
  return typeof id === 'string' ? id.slice(0, 100) : null;
}

/** Remembers outages that the library swallows, so that `answerOutages` can answer them. */
export function noteOutages(provider: Provider, outages: WeakMap<object, unknown>): void {
  const note = (ctx: object, error: unknown) => outages.set(ctx, error);
  provider.on('server_error', note as never); // its types name fewer arguments than it passes
}

/** Around node-oidc-provider: it would answer an outage with 500, or send the person back to the application. */
export function answerOutages(deps: ErrorPageDeps, outages: WeakMap<object, unknown>): Middleware {
  return async (ctx, next) => {
    let failure: unknown;
    try {
      await next();
      failure = outages.get(ctx);
    } catch (error) {
      failure = error;
    }
    if (failure === undefined) return;
    deps.report(failure, 'provider');
    if (failure instanceof StoreUnavailable) return unavailable(deps, ctx);
    if (!ctx.body) await showProblem(deps.pages, ctx, 500, 'server-error');
  };
}

async function unavailable(deps: ErrorPageDeps, ctx: Context): Promise<void> {
  ctx.remove('Location');
  ctx.set('Retry-After', String(retryAfterOutage));
  if (ctx.accepts('json', 'html') === 'html')
    return showProblem(deps.pages, ctx, 503, 'unavailable', { retryAfter: retryAfterOutage });
  ctx.status = 503;
  ctx.body = { error: 'temporarily_unavailable', error_description: 'a store is away; try again' };
}
