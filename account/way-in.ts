// Into the account pages: through the authorization endpoint like into any application (design: "Tenants, accounts, clients"),
// and back to the page that asked.
// Invariant: a code counts only in the browser that asked for it, and only for the session that this browser has; where it
// leads afterwards is one of our own pages.
import { hash, randomBytes } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { accountCallbackPath, accountClientId } from '../decision/built-in-clients.ts';
import type { FreshNeed } from '../decision/fresh.ts';
import type { Browsers } from '../http/browser.ts';
import { readerOf, speakTo } from '../http/reader.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { StopReason } from '../views/pages-account.ts';
import type { OwnCookie, Session } from './own-cookie.ts';
import type { Stopped } from './stopped.ts';

export interface WayInDeps {
  readonly issuer: URL;
  readonly browsers: Browsers;
  readonly accounts: Accounts;
  readonly ownCookie: OwnCookie;
  readonly stopped: Stopped;
  readonly currentSession: (ctx: Context) => Promise<Session | null>;
  /** Null where the code does not count. */
  readonly exchange: (code: OwnCode) => Promise<Session | null>;
}

export interface OwnCode {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly verifier: string;
}

export interface WayIn {
  /** Leads through the authorization endpoint and back to this page; with `fresh`, only after fresh proof. */
  lead(ctx: Context, fresh: FreshNeed | null): void;
  /** Takes the answer of the authorization endpoint. */
  readonly callback: Middleware;
}

export function createWayIn(deps: WayInDeps): WayIn {
  const { browsers } = deps;
  const redirectUri = `${deps.issuer.origin}${accountCallbackPath}`;
  /** Bound to the browser's secret and to the state, so that nothing has to be kept in between. */
  const verifierOf = (secret: string, state: string) => browsers.hash(secret, `account-way-in ${state}`);

  /** In the language of whoever was let in here before; nothing is read for a stranger. */
  const stop = async (ctx: Context, reason: StopReason) => {
    const session = await deps.currentSession(ctx);
    const isIn = session !== null && deps.ownCookie.names(ctx, session);
    const account = isIn ? await deps.accounts.find(session.accountId) : undefined;
    if (account) speakTo(ctx, account.profile);
    await deps.stopped.show(ctx, reason);
  };

  return {
    lead(ctx, fresh) {
      const state = `${randomBytes(16).toString('base64url')}~${ownPage(`${ctx.path}${ctx.search}`)}`;
      const verifier = verifierOf(browsers.ensureSecret(ctx), state);
      const { locale } = readerOf(ctx);
      const query = new URLSearchParams({
        client_id: accountClientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid',
        state,
        code_challenge: hash('sha256', verifier, 'base64url'),
        code_challenge_method: 'S256',
        ...(locale && { ui_locales: locale }),
        ...(fresh && { max_age: String(fresh.maxAge), claims: essential(fresh.acr) }),
      });
      ctx.set('Cache-Control', 'no-store');
      ctx.status = 303;
      ctx.redirect(`/auth?${query}`);
    },

    async callback(ctx) {
      const { code, state, error } = ctx.query;
      const secret = browsers.secret(ctx);
      if (error === 'access_denied') return stop(ctx, 'cancelled');
      if (error !== undefined) return stop(ctx, 'refused');
      if (typeof code !== 'string' || typeof state !== 'string' || secret === null)
        return stop(ctx, 'way-in-over');
      const [given, session] = await Promise.all([
        deps.exchange({ code, clientId: accountClientId, redirectUri, verifier: verifierOf(secret, state) }),
        deps.currentSession(ctx),
      ]);
      // Somebody else's code leads nobody into that other's account.
      if (!given || !session || given.uid !== session.uid || given.accountId !== session.accountId)
        return stop(ctx, 'way-in-over');
      deps.ownCookie.set(ctx, session);
      ctx.set('Cache-Control', 'no-store');
      ctx.status = 303;
      ctx.redirect(ownPage(state.slice(state.indexOf('~') + 1)));
    },
  };
}

/** One of the account pages; the first of them for anything else. */
export function ownPage(address: string): string {
  const isOne = /^\/account(\/[\w-]+)*(\?[\w=&.-]*)?$/.test(address) && address.length <= 200;
  return isOne && !address.startsWith(accountCallbackPath) ? address : '/account';
}

function essential(acr: string): string {
  return JSON.stringify({ id_token: { acr: { essential: true, values: [acr] } } });
}
