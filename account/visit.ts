// Stands before every account page: who is here, and whether the policy lets them be here now.
// Invariant: each request looks whether the session lives and was let in here in this browser, and asks for a decision; a GET
// that is not let in leads through the authorization endpoint, a POST says so and has done nothing.
import type { Context, Middleware } from 'koa';
import { accountClientId } from '../decision/built-in-clients.ts';
import type { Decisions, Judged } from '../decision/decisions.ts';
import { freshNeedOf, isFresh } from '../decision/fresh.ts';
import { addressOf } from '../http/address.ts';
import type { Browsers } from '../http/browser.ts';
import type { DeviceCookies } from '../http/device-cookies.ts';
import { type FormFields, formFields } from '../http/form-body.ts';
import { inTurn } from '../http/in-turn.ts';
import type { Pages, ShowOptions } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';
import { speakTo } from '../http/reader.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import type { Level, TenantPolicy } from '../policy/tenant-policy.ts';
import type { Account, Accounts } from '../ports/accounts.ts';
import type { Storage } from '../ports/storage.ts';
import type { OwnCookie, Session } from './own-cookie.ts';
import type { Stopped } from './stopped.ts';
import { ownPage, type WayIn } from './way-in.ts';

/** A request of somebody who is let in. */
export interface Visit {
  readonly ctx: Context;
  readonly session: Session;
  readonly account: Account;
  /** An allow. */
  readonly judged: Judged;
  /** For every form of the page. */
  readonly csrf: string;
}

export interface VisitDeps {
  readonly issuer: URL;
  readonly pages: Pages;
  readonly browsers: Browsers;
  readonly accounts: Accounts;
  readonly decisions: Decisions;
  readonly deviceCookies: DeviceCookies;
  readonly scoped: Storage['scoped'];
  readonly now: () => number;
  readonly currentSession: (ctx: Context) => Promise<Session | null>;
  readonly ownCookie: OwnCookie;
  readonly wayIn: WayIn;
  readonly stopped: Stopped;
}

export interface Fresh {
  /** Asks for fresh proof (A12) first. */
  readonly fresh?: boolean;
  /** Asks for no more than this, of whoever cannot prove the best that they have. */
  readonly atMost?: Level;
}

export interface Acting extends Fresh {
  /** One after another in each session: for forms whose second click is to meet what the first has done. */
  readonly takesTurns?: boolean;
  /**
   * Asked before all else, of a session that was let in here and a form of its own, whether or not the policy lets it be here:
   * whether this is the second click on what is done. Then it has answered. It must change nothing.
   */
  readonly isDone?: (ctx: Context, session: Session, fields: FormFields) => Promise<boolean>;
}

export interface Visits {
  /** For GET: nothing may change. */
  reading(handler: (visit: Visit) => Promise<void>, options?: Fresh): Middleware;
  /**
   * For POST. Where fresh proof is asked it was asked before the form was shown, and is looked at again.
   * @param form the page with the form, where it is one page or depends on the address
   */
  acting(
    form: string | ((ctx: Context) => string),
    handler: (visit: Visit, fields: FormFields) => Promise<void>,
    options?: Acting,
  ): Middleware;
}

export function createVisits(deps: VisitDeps): Visits {
  const { wayIn, stopped, browsers } = deps;
  const turns = inTurn();
  const isOwnForm = (ctx: Context, session: Session, { csrf }: FormFields) =>
    browsers.csrfMatches(browsers.secret(ctx), scopeOf(session), csrf);
  return {
    reading: (handler, { fresh = false, atMost } = {}) =>
      inOneScope(deps, async (ctx) => {
        const visit = await findVisit(deps, ctx);
        if (!visit) return wayIn.lead(ctx, null);
        if (fresh && !isFresh(visit.judged, atMost))
          return wayIn.lead(ctx, freshNeedOf(visit.judged, atMost));
        await handler(visit);
      }),

    acting(form, handler, { fresh = false, atMost, takesTurns = false, isDone } = {}) {
      const act = async (ctx: Context, fields: FormFields) => {
        const session = await sessionHere(deps, ctx);
        if (session && isDone && isOwnForm(ctx, session, fields) && (await isDone(ctx, session, fields)))
          return;
        const visit = session && (await visitOf(deps, ctx, session));
        const page = ownPage(typeof form === 'string' ? form : form(ctx));
        if (!visit) return stopped.show(ctx, 'signed-out', page);
        if (!isOwnForm(ctx, visit.session, fields)) return showProblem(deps.pages, ctx, 403, 'forged');
        if (fresh && !isFresh(visit.judged, atMost)) return stopped.show(ctx, 'not-fresh', page);
        await handler(visit, fields);
      };
      return async (ctx, next) => {
        if (!isSameOrigin(ctx, deps.issuer)) return showProblem(deps.pages, ctx, 403, 'forged');
        const fields = formFields(ctx);
        if (!fields) return showProblem(deps.pages, ctx, 400, 'bad-form');
        // The turn outside the scope: a second click that waited sees what the first has written.
        const session = takesTurns ? await sessionHere(deps, ctx) : null;
        const acted = inOneScope(deps, (one) => act(one, fields));
        await (session ? turns.take(session.uid, async () => acted(ctx, next)) : acted(ctx, next));
      };
    },
  };
}

/** Reads are bundled and writes gathered; everything is written before the answer goes out. */
export function inOneScope(
  { scoped }: Pick<VisitDeps, 'scoped'>,
  work: (ctx: Context) => Promise<void> | void,
): Middleware {
  return async (ctx) => {
    const end = await scoped(async () => work(ctx));
    if (!end.ok) throw new Error(`${end.usedAlready.model} was consumed outside the token endpoint.`);
  };
}

/** The browser's session, if it was let in here; what the policy says of it now is not asked. */
async function sessionHere({ currentSession, ownCookie }: VisitDeps, ctx: Context): Promise<Session | null> {
  const session = await currentSession(ctx);
  return session && ownCookie.names(ctx, session) ? session : null;
}

async function findVisit(deps: VisitDeps, ctx: Context): Promise<Visit | null> {
  const session = await sessionHere(deps, ctx);
  return session && visitOf(deps, ctx, session);
}

async function visitOf(deps: VisitDeps, ctx: Context, session: Session): Promise<Visit | null> {
  const [judged, account] = await Promise.all([
    judge(deps, ctx, session),
    deps.accounts.find(session.accountId),
  ]);
  if (!account) return null;
  speakTo(ctx, account.profile);
  if (judged.decision.kind !== 'allow') return null;
  const csrf = deps.browsers.csrfToken(deps.browsers.ensureSecret(ctx), scopeOf(session));
  return { ctx, session, account, judged, csrf };
}

function judge(
  { decisions, deviceCookies, now }: VisitDeps,
  ctx: Context,
  { uid, accountId }: Session,
): Promise<Judged> {
  const at = now();
  const request = {
    address: addressOf(ctx),
    arrivedAt: at,
    acrValues: [],
    acrEssential: false,
    maxAge: null,
    promptLogin: false,
  };
  const holders = [{ kind: 'session', id: uid }] as const;
  const device = deviceCookies.sent(ctx, accountId);
  const question = { clientId: accountClientId, tenantId: null, accountId, holders, device, request };
  return decisions.authorize(question, at);
}

function scopeOf({ uid }: Session): string {
  return `account ${uid}`;
}

/** The options of every account page: the organisation's look. Language and zone are the reader's. */
export function lookOf({ account }: Visit, status = 200): ShowOptions {
  return { status, tenantId: account.tenantId };
}

/** The policy that this request was judged by. */
export function policyOf({ judged: { account } }: Visit): TenantPolicy {
  if (!account) throw new Error('Nobody is here: findVisit lets only accounts in.');
  return account.policy;
}

/** What pages call the person. */
export function labelOf({ email, username, id }: Pick<Account, 'email' | 'username' | 'id'>): string {
  return email ?? username ?? id;
}

/** After a POST: the page is fetched with GET, so that a reload sends nothing again. */
export function redirect({ ctx }: Visit, to: string): void {
  ctx.status = 303;
  ctx.redirect(to);
}
