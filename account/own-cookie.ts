// The cookie of the account pages: it names the provider's session that was let in here, and opens nothing by itself.
// Invariant: it counts in the browser that it was given to, for that session and account only; whether the session lives and
// what the policy says of it is asked in every request.
import type { Context } from 'koa';
import type { Browsers } from '../http/browser.ts';

/** The provider's session of this browser. */
export interface Session {
  readonly uid: string;
  readonly accountId: string;
}

export interface OwnCookie {
  /** Whether this session was let in here, in this browser. */
  names(ctx: Context, session: Session): boolean;
  /** Lasts as long as the browser is open. */
  set(ctx: Context, session: Session): void;
}

export function createOwnCookie(browsers: Browsers, https: boolean): OwnCookie {
  const name = `${https ? '__Host-' : ''}sallyport-account`;
  const options = { httpOnly: true, sameSite: 'lax', secure: https, path: '/', signed: false } as const;
  const meant = ({ uid, accountId }: Session) => `account-pages ${uid} ${accountId}`;
  return {
    names: (ctx, session) =>
      browsers.matches(browsers.secret(ctx), meant(session), ctx.cookies.get(name, { signed: false }) ?? ''),
    set(ctx, session) {
      ctx.cookies.set(name, browsers.hash(browsers.ensureSecret(ctx), meant(session)), options);
    },
  };
}
