// Ends sessions of the own account, and everything that was given under them.
// Invariant: only sessions of the account that asks; it only restricts, so it goes ahead and its event is queued.
import type { Grants } from '../decision/grants.ts';
import { noteLogouts } from '../factors/note-logouts.ts';
import { eventContext } from '../http/event-context.ts';
import type { GrantBases } from '../ports/grant-bases.ts';
import type { Logouts } from '../ports/logouts.ts';
import type { Sessions } from '../ports/sessions.ts';
import { type ForgettingDeps, forgetAll } from './devices.ts';
import type { Visit } from './visit.ts';

export interface EndsDeps extends ForgettingDeps {
  readonly sessions: Sessions;
  readonly grants: Grants;
  readonly grantBases: GrantBases;
  readonly logouts: Logouts;
}

/** False if the account has no such session. */
export async function endSession(deps: EndsDeps, visit: Visit, uid: string): Promise<boolean> {
  const mine = await deps.sessions.ofAccount(visit.account.id, deps.now());
  if (!mine.some((session) => session.uid === uid)) return false;
  await end(deps, visit, uid);
  return true;
}

/**
 * Every session of the account but this one, what was given in any other, also beyond its end, and every remembered browser,
 * this one too. Returns how many sessions.
 */
export async function endEverythingElse(deps: EndsDeps, visit: Visit): Promise<number> {
  const mine = await deps.sessions.ofAccount(visit.account.id, deps.now());
  const others = mine.filter(({ uid }) => uid !== visit.session.uid);
  for (const { uid } of others) await end(deps, visit, uid);
  await endOtherGrants(deps, visit);
  await forgetAll(deps, visit);
  return others.length;
}

/** Offline access outlives its session: what is left when the sessions have ended. */
async function endOtherGrants({ grants, grantBases, audit, now }: EndsDeps, visit: Visit): Promise<void> {
  const { id: accountId, tenantId, email } = visit.account;
  const at = now();
  const given = await grantBases.ofAccount(accountId, at);
  const others = given.filter(({ sessionUid }) => sessionUid !== visit.session.uid);
  await Promise.all(others.map(({ grantId }) => grants.revoke(grantId)));
  for (const clientId of new Set(others.map((basis) => basis.clientId)))
    audit.queue(
      { type: 'access.revoked' },
      eventContext(visit.ctx, { tenantId, accountId, email, clientId }),
      at,
    );
}

async function end(deps: EndsDeps, visit: Visit, uid: string): Promise<void> {
  const { sessions, grants, grantBases, logouts, audit, now } = deps;
  const { id: accountId, tenantId, email } = visit.account;
  const at = now();
  await noteLogouts(logouts, await grantBases.ofSession(uid, at), at);
  await sessions.end({ uid, accountId }, at);
  await grants.revokeSession(uid, at);
  const context = eventContext(visit.ctx, { tenantId, accountId, email });
  audit.queue({ type: 'session.ended', by: 'person' }, context, at);
}
