// THE GATE: a check of node-oidc-provider's that runs at /auth and again at every resume, for every code.
// Invariant: no code without an allow from decision/ in this very request; the pages are only its user interface.
// It writes acr, amr and auth_time itself: the library would copy what another request left on the session.
import { errors, type KoaContextWithOIDC, type Session } from 'oidc-provider';
import type { AuditLog } from '../audit/event.ts';
import type { Decisions, Judged } from '../decision/decisions.ts';
import { addressOf } from '../http/address.ts';
import type { BoundSignIns } from '../http/bound-sign-in.ts';
import type { DeviceCookies } from '../http/device-cookies.ts';
import { eventContext } from '../http/event-context.ts';
import type { Allow, Decision, Deny } from '../policy/decision.ts';
import { explain } from '../policy/explain.ts';
import type { EvidenceStore } from '../ports/evidence.ts';
import type { SignIn } from '../ports/sign-ins.ts';
import type { Tenants } from '../ports/tenants.ts';
import { lifetimes } from './lifetimes.ts';
import { plainContext } from './plain-context.ts';
import { readPolicyRequest } from './policy-request.ts';
import { endOf, endSessionAt } from './session-end.ts';

/** An authorization that the gate let through, for record-authorization to write down. */
export interface Passed {
  readonly judged: Judged;
  readonly allow: Allow;
  readonly signIn: SignIn | null;
}

export interface GateDeps {
  readonly decisions: Decisions;
  readonly deviceCookies: DeviceCookies;
  readonly boundSignIns: BoundSignIns;
  readonly evidence: EvidenceStore;
  readonly tenants: Tenants;
  readonly audit: AuditLog;
  /** ms. */
  readonly now: () => number;
  /** What was let through, by request. */
  readonly passed: WeakMap<object, Passed>;
}

/** Returns whether an interaction is needed. Throws the error that the application gets where nobody may be asked. */
export function createGate(deps: GateDeps): (ctx: KoaContextWithOIDC) => Promise<boolean> {
  return async (ctx) => {
    const { session } = ctx.oidc;
    if (!session) throw new Error('The gate needs a session: it is not mounted on an authorization route.');
    const now = deps.now();
    const signIn = await resumedSignIn(deps, ctx, now);
    if (signIn && session.accountId) await takeEvidence(deps, signIn, session, session.accountId, now);
    const tenantId = signIn ? signIn.tenantId : await namedTenant(deps, ctx);
    const question = { ...questionOf(deps, ctx, session, signIn, now), tenantId };
    const judged = await deps.decisions.authorize(question, now);
    const { decision } = judged;
    if (decision.kind === 'allow') {
      writeProof(ctx, session, decision);
      deps.passed.set(ctx, { judged, allow: decision, signIn });
      return false;
    }
    if (decision.kind === 'deny') recordRefusal(deps, ctx, judged, decision, signIn, now);
    throwWhereNobodyMayBeAsked(ctx, decision);
    return true;
  };
}

/** On resume the browser must be the one that began: the library's cookies have a path and can be planted. */
async function resumedSignIn(deps: GateDeps, ctx: KoaContextWithOIDC, now: number): Promise<SignIn | null> {
  const cid = ctx.oidc.entities.Interaction?.cid;
  if (cid === undefined) return null;
  const bound = await deps.boundSignIns.find(plainContext(ctx), cid, now);
  if (bound.ok) return bound.signIn;
  const refused = new errors.SessionNotFound(
    bound.reason === 'expired' ? 'the sign-in has expired' : 'the sign-in was begun in another browser',
  );
  // A page, not an answer to the application: this browser may not be the one that the application knows.
  refused.allow_redirect = false;
  throw refused;
}

/** From here on the evidence of this sign-in stands under the session of that same account, and only there. */
async function takeEvidence(
  deps: GateDeps,
  signIn: SignIn,
  session: Session,
  accountId: string,
  now: number,
) {
  const begun = session.iat === undefined ? now : session.iat * 1000;
  await deps.evidence.move(
    { kind: 'sign-in', id: signIn.id, accountId },
    { kind: 'session', id: session.uid, accountId },
    begun + lifetimes.sessionAbsolute * 1000,
  );
}

/** For a client that organisations share; a name that nobody has constrains nothing, the pages ask for a right one. */
async function namedTenant({ tenants }: GateDeps, { oidc }: KoaContextWithOIDC): Promise<string | null> {
  const { tenant } = oidc.params ?? {};
  return typeof tenant === 'string'
    ? ((await tenants.findByShortName(tenant.toLowerCase()))?.id ?? null)
    : null;
}

function questionOf(
  { deviceCookies }: GateDeps,
  ctx: KoaContextWithOIDC,
  session: Session,
  signIn: SignIn | null,
  now: number,
) {
  const { params, client } = ctx.oidc;
  const { accountId } = session;
  if (!client) throw new Error('The gate needs a client: it is not mounted on an authorization route.');
  return {
    clientId: client.clientId,
    accountId: accountId ?? null,
    holders: [{ kind: 'session', id: session.uid }] as const,
    device: accountId === undefined ? null : deviceCookies.sent(plainContext(ctx), accountId),
    request: {
      ...readPolicyRequest({ ...params }),
      address: addressOf(plainContext(ctx)),
      arrivedAt: signIn?.arrivedAt ?? now,
    },
  };
}

function writeProof(ctx: KoaContextWithOIDC, session: Session, { acr, amr, authTime, waiver }: Allow): void {
  // Codes and ID tokens copy these three from the session in memory, after the checks ran.
  Object.assign(session, { acr, amr: [...amr], loginTs: Math.floor(authTime / 1000) });
  const end = endOf(waiver);
  if (end !== null) endSessionAt(session, end);
  // Every ID token names its session, not only those of applications with back-channel logout.
  const { claims } = ctx.oidc;
  claims.id_token = { ...claims.id_token, sid: null };
}

/** Whoever is signed in and not let through stands in the log, whether or not a page tells them. */
function recordRefusal(
  deps: GateDeps,
  ctx: KoaContextWithOIDC,
  { account, facts }: Judged,
  deny: Deny,
  signIn: SignIn | null,
  now: number,
): void {
  // Nobody is signed in: strangers could fill the log.
  if (!account) return;
  const context = eventContext(plainContext(ctx), {
    tenantId: account.account.tenantId,
    accountId: account.account.id,
    email: account.entry.email,
    clientId: facts.client.id,
    signInId: signIn?.id,
  });
  const refused = { type: 'authorization.refused', why: deny.why, reasons: explain(deny), count: 1 } as const;
  deps.audit.fold(refused, context, now);
}

/** `prompt=none`, and needs that no page can help with. */
function throwWhereNobodyMayBeAsked(ctx: KoaContextWithOIDC, decision: Exclude<Decision, Allow>): void {
  if (decision.kind === 'deny' && decision.why === 'level-unreachable')
    throw new errors.CustomOIDCProviderError(
      'unmet_authentication_requirements',
      'nothing that this account may use reaches the level asked for',
    );
  if (!ctx.oidc.promptPending('none')) return;
  if (decision.kind === 'deny') throw new errors.AccessDenied(`refused by policy: ${decision.why}`);
  if (decision.kind === 'prove' && decision.step === 'first')
    throw new errors.LoginRequired('End-User authentication is required');
  throw new errors.InteractionRequired('a second factor has to be proved or set up');
}
