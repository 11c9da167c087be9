// Stands before every page of the sign-in: the right browser, this origin, the right token, a proper form.
// Invariant: what does not pass is answered with a page that says what to do, and nothing has changed.
import type { Context, Middleware } from 'koa';
import type { Browsers } from '../http/browser.ts';
import { type FormFields, formFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import type { Storage } from '../ports/storage.ts';
import { readFormToken } from './form-token.ts';
import type { FormStep } from './go-on.ts';
import { createTurns } from './in-turn.ts';
import type { Begun, Runnable } from './step.ts';
import { findVisit, type Visit, type VisitDeps } from './visit.ts';

export interface GuardDeps extends VisitDeps {
  readonly pages: Pages;
  readonly browsers: Browsers;
  readonly issuer: URL;
  readonly scoped: Storage['scoped'];
}

type ActingHandler = (visit: Visit, fields: FormFields, begun: Promise<Begun> | null) => Promise<void>;
type Begin = NonNullable<Runnable<FormStep>['begin']>;

export interface Guard {
  /** For GET: nothing may change. */
  reading(handler: (visit: Visit) => Promise<void>): Middleware;
  /** For POST. */
  /** `begin`: what a form that names an account leads to anyway. */
  acting(handler: ActingHandler, begin?: Begin): Middleware;
}

export function createGuard(deps: GuardDeps): Guard {
  const turns = createTurns();
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
  const act = async (
    ctx: Context,
    fields: FormFields,
    handler: ActingHandler,
    begin?: Begin,
  ): Promise<void> => {
    const token = readFormToken(deps.browsers, deps.browsers.secret(ctx), ctx.params.uid, fields.csrf);
    const begun = (token?.asks && begin?.(ctx, fields, token.asks)) || null;
    // Who needs it waits for it; where the sign-in has ended meanwhile nobody does.
    begun?.catch(() => undefined);
    const visit = await visitOrExplain(ctx);
    if (!visit) return;
    if (!token) return showProblem(deps.pages, ctx, 403, 'forged');
    await handler(visit, fields, begun);
  };

  return {
    reading: (handler) => (ctx) =>
      inOneScope(async () => {
        const visit = await visitOrExplain(ctx);
        if (visit) await handler(visit);
      }),

    acting: (handler, begin) => async (ctx) => {
      if (!isSameOrigin(ctx, deps.issuer)) return showProblem(deps.pages, ctx, 403, 'forged');
      const fields = formFields(ctx);
      if (!fields) return showProblem(deps.pages, ctx, 400, 'bad-form');
      // The turn outside the scope: whoever waited sees what the one before has written.
      await turns.take(String(ctx.params.uid), () => inOneScope(() => act(ctx, fields, handler, begin)));
    },
  };
}

export function showEnded(pages: Pages, ctx: Context, reason: 'expired' | 'other-browser'): Promise<void> {
  const page = reason === 'expired' ? 'interactions/expired' : 'interactions/other-browser';
  return pages.show(ctx, page, { startHref: null }, { status: reason === 'expired' ? 410 : 403 });
}
