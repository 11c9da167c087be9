// The page for requests that cannot be answered to the application; 503 when a store is away, 500 with a reference for bugs.
// Invariant: it names what is wrong in the library's words, which are for developers, and never a stack.
import type { Context, Middleware } from 'koa';
import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Pages } from '../http/pages.ts';
import { retryAfterOutage, showProblem, statusOf } from '../http/problems.ts';
import { plainContext } from './plain-context.ts';

export interface ErrorPageDeps {
  readonly pages: Pages;
  readonly now: () => number;
  readonly report: (error: unknown) => string;
  /** ports/storage. */
  readonly holdsBack: boolean;
}

export function createRenderError(deps: ErrorPageDeps): NonNullable<Configuration['renderError']> {
  return async (ctx, out, error) => {
    const plain = plainContext(ctx);
    // Bugs and outages are answered below, with the reference that the log line has.
    if (out.error === 'server_error') return;
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
    const status = statusOf(failure);
    if (status < 500) return showProblem(deps.pages, ctx, status, 'bad-request');
    const reference = deps.report(failure);
    // Nobody is sent back to the application with it: there it would look like an answer.
    ctx.remove('Location');
    // What the library's cookies name was not written: with those that the browser has, a reload goes on.
    if (deps.holdsBack) ctx.remove('Set-Cookie');
    if (status === 503) ctx.set('Retry-After', String(retryAfterOutage));
    if (ctx.accepts('json', 'html') === 'html') return showFailure(deps, ctx, status, reference);
    ctx.status = status;
    ctx.body =
      status === 503 ? away : { error: 'server_error', error_description: `see ${reference} in the log` };
  };
}

const away = { error: 'temporarily_unavailable', error_description: 'a store is away; try again' };

function showFailure(deps: ErrorPageDeps, ctx: Context, status: number, reference: string): Promise<void> {
  if (status === 503)
    return showProblem(deps.pages, ctx, 503, 'unavailable', { reference, retryAfter: retryAfterOutage });
  return showProblem(deps.pages, ctx, 500, 'server-error', { reference });
}
