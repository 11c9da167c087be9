// The last check before a code: writes the audit event, then the Grant and what it rests on.
// Invariant: runs after the gate and after consent, in the same request; if the event cannot be written, no code.
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Grants } from '../decision/grants.ts';
import { eventContext } from '../http/event-context.ts';
import { hardNeedToCopy } from '../policy/decide.ts';
import type { SignIns } from '../ports/sign-ins.ts';
import { grantTtl } from './lifetimes.ts';
import { plainContext } from './plain-context.ts';
import type { Passed } from './require-policy.ts';

export interface RecordDeps {
  readonly grants: Grants;
  readonly signIns: SignIns;
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
        saveGrant: () => grant.save(),
      },
      context,
      now,
    );
    if (signIn) await deps.signIns.discard(signIn.id);
    return false;
  };
}
