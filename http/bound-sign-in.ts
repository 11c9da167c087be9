// Opens sign-ins and gives them only to the browser that began them; for the pages and for the gate alike.
// Invariant: a sign-in planted in another browser stays with the browser that began it (attacks: "Put together").
import type { Context } from 'koa';
import type { SignIn, SignIns } from '../ports/sign-ins.ts';
import type { Browsers } from './browser.ts';

export type BoundSignIn =
  | { readonly ok: true; readonly signIn: SignIn; readonly browserSecret: string }
  | { readonly ok: false; readonly reason: 'expired' | 'other-browser' };

export interface BoundSignIns {
  /** Opens it, bound to this browser, unless it is open. `lifetime` in ms. */
  open(
    ctx: Context,
    request: Pick<SignIn, 'id' | 'clientId' | 'tenantId' | 'accountId' | 'accountZone' | 'identifier'>,
    now: number,
    lifetime: number,
  ): Promise<void>;
  find(ctx: Context, id: string, now: number): Promise<BoundSignIn>;
}

export function createBoundSignIns(signIns: SignIns, browsers: Browsers): BoundSignIns {
  return {
    async open(ctx, request, now, lifetime) {
      await signIns.open({
        ...request,
        browserHash: browsers.hash(browsers.ensureSecret(ctx), request.id),
        arrivedAt: now,
        expiresAt: now + lifetime,
        confirmation: null,
        unkeptBackupCodes: null,
        setUpKind: null,
        passesUntried: false,
        raisesLevel: false,
        fewBackupCodesLeft: null,
        notRaisedUntil: null,
        secondFactor: null,
        passwordReset: null,
        rememberBrowser: false,
        accountChosen: false,
        resumed: null,
      });
    },

    async find(ctx, id, now) {
      const signIn = await signIns.find(id, now);
      if (!signIn) return { ok: false, reason: 'expired' };
      const browserSecret = browsers.secret(ctx);
      if (browserSecret === null || !browsers.matches(browserSecret, id, signIn.browserHash))
        return { ok: false, reason: 'other-browser' };
      return { ok: true, signIn, browserSecret };
    },
  };
}
