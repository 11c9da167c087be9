// Stands before every page of the sign-in: the right browser, this origin, the right token, a proper form.
// Invariant: what does not pass is answered with a page that says what to do, and nothing has changed.
import type { Context, Middleware } from 'koa';
import type { Browsers } from '../http/browser.ts';
import { type FormFields, formFields } from '../http/form-body.ts';
import { inTurn } from '../http/in-turn.ts';
import type { Pages } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import type { Storage } from '../ports/storage.ts';
import { StoreUnavailable } from '../ports/unavailable.ts';
import { type FormToken, readFormToken } from './form-token.ts';
import type { Begin, Begun } from './step.ts';
import { findVisit, type Visit, type VisitDeps } from './visit.ts';

export interface GuardDeps extends VisitDeps {
  readonly pages: Pages;
  readonly browsers: Browsers;
  readonly issuer: URL;
  readonly scoped: Storage['scoped'];
}

/** What a handler comes to that has answered nothing: the sign-in is to be read again, for another server has led it on. */
export const anew = Symbol('anew');
type ActingHandler = (visit: Visit, fields: FormFields, begun: Promise<Begun> | null) => Promise<unknown>;

interface ActingOptions {
  /** What a form that names an account leads to anyway, begun while the sign-in is being read. */
  readonly begin?: Begin;
  readonly anew?: (visit: Visit) => Promise<void>;
}

export interface Guard {
  /** For GET: nothing may change. */
  reading(handler: (visit: Visit) => Promise<void>): Middleware;
  /** For POST. */
  acting(handler: ActingHandler, options?: ActingOptions): Middleware;
}

export function createGuard(deps: GuardDeps): Guard {
  const turns = inTurn();
  const visitOrExplain = async (ctx: Context): Promise<Visit | null> => {
    const found = await findVisit(deps, ctx);
    if (found.ok) return found.visit;
    await showEnded(deps.pages, ctx, found.reason);
    return null;
  };
  /** Reads are bundled and writes gathered; everything is written before the answer goes out. */
  const inOneScope = async (work: () => Promise<void>): Promise<void> => {
    const end = await deps.scoped(work);
    if (!end.ok) throw new Error(`${end.usedAlready.model} was consumed outside the token endpoint.`);
  };
  const actOrExplain = async (
    ctx: Context,
    token: FormToken | null,
    handler: (visit: Visit) => Promise<unknown>,
  ): Promise<unknown> => {
    const visit = await visitOrExplain(ctx);
    if (!visit) return;
    if (!token) return showProblem(deps.pages, ctx, 403, 'forged');
    return handler(visit);
  };
  /** @param told of what was begun, for who has to clear up behind an outage */
  const act = async (
    ctx: Context,
    fields: FormFields,
    handler: ActingHandler,
    { begin }: ActingOptions,
    told: (begun: Promise<Begun>) => void,
  ): Promise<unknown> => {
    const { browsers, now } = deps;
    const token = readFormToken(browsers, browsers.secret(ctx), ctx.params.uid, fields.csrf, now());
    const begun = (token?.asks && begin?.(ctx, fields, token.asks)) || null;
    // Who needs it waits for it; what fails before that is told instead.
    begun?.catch(() => undefined);
    if (begun) told(begun);
    const acted = await actOrExplain(ctx, token, (visit) => handler(visit, fields, begun));
    await (await begun)?.giveBack();
    return acted;
  };

  const visiting = async (ctx: Context, handler?: (visit: Visit) => Promise<void>): Promise<void> => {
    const visit = await visitOrExplain(ctx);
    if (visit) await handler?.(visit);
  };

  return {
    reading: (handler) => (ctx) => inOneScope(() => visiting(ctx, handler)),

    acting:
      (handler, options = {}) =>
      async (ctx) => {
        if (!isSameOrigin(ctx, deps.issuer)) return showProblem(deps.pages, ctx, 403, 'forged');
        const fields = formFields(ctx);
        if (!fields) return showProblem(deps.pages, ctx, 400, 'bad-form');
        // The turn outside the scope: whoever waited sees what the one before has written.
        await turns.take(String(ctx.params.uid), async () => {
          let acted: unknown;
          let begun: Promise<Begun> | null = null;
          try {
            await inOneScope(async () => {
              acted = await act(ctx, fields, handler, options, (counted) => {
                begun = counted;
              });
            });
          } catch (error) {
            if (error instanceof StoreUnavailable) await giveBackAfterOutage(begun);
            throw error;
          }
          if (acted === anew) await inOneScope(() => visiting(ctx, options.anew));
        });
      },
  };
}

/** Outside of the scope, which writes nothing where it failed. Nobody is locked out by tries that were never looked at. */
async function giveBackAfterOutage(begun: Promise<Begun> | null): Promise<void> {
  try {
    await (await begun)?.giveBack();
  } catch {
    // It stays counted: what is away is the counter itself, and people are told of the outage already.
  }
}

export function showEnded(pages: Pages, ctx: Context, reason: 'expired' | 'other-browser'): Promise<void> {
  const page = reason === 'expired' ? 'interactions/expired' : 'interactions/other-browser';
  return pages.show(ctx, page, { startHref: null }, { status: reason === 'expired' ? 410 : 403 });
}
