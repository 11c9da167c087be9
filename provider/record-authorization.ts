// The last check before a code: writes the audit event, then the Grant and what it rests on.
// Invariant: runs after the gate and after consent, in the same request; if the event cannot be written, no code.
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { AuditLog, EventContext } from '../audit/event.ts';
import type { Judged } from '../decision/decisions.ts';
import type { Grants } from '../decision/grants.ts';
import { type Browsers, personOf } from '../http/browser.ts';
import { eventContext } from '../http/event-context.ts';
import { hardNeedToCopy } from '../policy/decide.ts';
import type { SignIn, SignIns } from '../ports/sign-ins.ts';
import { grantTtl } from './lifetimes.ts';
import { plainContext } from './plain-context.ts';
import type { Passed } from './require-policy.ts';
import { sessionEndMs } from './session-end.ts';

export interface RecordDeps {
  readonly grants: Grants;
  readonly signIns: SignIns;
  readonly browsers: Browsers;
  readonly audit: AuditLog;
  readonly now: () => number;
  readonly passed: WeakMap<object, Passed>;
}

/** A check that asks for nothing: it always returns false, or throws. */
export function createAuthorizationRecorder(deps: RecordDeps): (ctx: KoaContextWithOIDC) => Promise<boolean> {
  return async (ctx) => {
    const passed = deps.passed.get(ctx);
    const { grant, session, client } = ctx.oidc;
    if (!passed || !grant?.jti || !session || !client)
      throw new Error('An authorization came past the gate: the interaction policy is not in order.');
    const { judged, allow, signIn } = passed;
    const now = deps.now();
    const context = eventContext(plainContext(ctx), {
      tenantId: judged.account?.account.tenantId ?? null,
      accountId: judged.account?.account.id,
      email: judged.account?.entry.email,
      clientId: client.clientId,
      signInId: signIn?.id,
    });
    if (signIn) rememberBrowser(deps, ctx, signIn, judged, context, now);
    await deps.grants.record(
      {
        grantId: grant.jti,
        sessionUid: session.uid,
        sid: session.sidFor(client.clientId),
        judged,
        allow,
        hardNeed: hardNeedToCopy(judged.facts),
        offline: grant
          .getOIDCScopeFiltered(ctx.oidc.requestParamOIDCScopes)
          .split(' ')
          .includes('offline_access'),
        expiresAt: now + grantTtl(ctx) * 1000,
        sessionEndsAt: sessionEndMs(session),
        saveGrant: () => grant.save(),
      },
      context,
      now,
    );
    if (signIn) await deps.signIns.discard(signIn.id);
    return false;
  };
}

/**
 * A sign-in has ended well in this browser: it is known from now on, and if it was not yet, the person is told (C7). Asked for in
 * the same turn as the event of the authorization, so that both are one write.
 */
function rememberBrowser(
  { browsers, audit }: RecordDeps,
  ctx: KoaContextWithOIDC,
  { identifier }: SignIn,
  { account }: Judged,
  context: EventContext,
  now: number,
): void {
  const name = identifier ?? account?.entry.email ?? account?.entry.username;
  if (!account || !name) return;
  const person = personOf(account.account.tenantId, name);
  const plain = plainContext(ctx);
  if (browsers.known(plain, person) === null) audit.queue({ type: 'browser.new' }, context, now);
  browsers.remember(plain, person);
}
