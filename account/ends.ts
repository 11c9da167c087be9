// Ends sessions of the own account, and everything that was given under them.
// Invariant: only sessions of the account that asks; it only restricts, so it goes ahead and its event is queued.
import type { Grants } from '../decision/grants.ts';
import { noteLogouts } from '../factors/note-logouts.ts';
import type { GrantBases } from '../ports/grant-bases.ts';
import type { Logouts } from '../ports/logouts.ts';
import type { Sessions } from '../ports/sessions.ts';
import { type ForgettingDeps, forgetAll } from './devices.ts';
import { contextOf } from './own-context.ts';
import type { Visit } from './visit.ts';

export interface EndsDeps extends ForgettingDeps {
  readonly sessions: Sessions;
  readonly grants: Grants;
  readonly grantBases: GrantBases;
  readonly logouts: Logouts;
}

/** As node-oidc-provider makes them. */
const uidShape = /^[\w-]{1,64}$/;

/** False if the account has no such session. */
export async function endSession(deps: EndsDeps, visit: Visit, uid: string): Promise<boolean> {
  const session = uidShape.test(uid) ? await deps.sessions.findByUid(uid, deps.now()) : undefined;
  if (session?.accountId !== visit.account.id) return false;
  await end(deps, visit, uid);
  return true;
}

/** Sessions that are looked for at once: each look goes through all of the account's, also those that have ended. */
const batch = 1000;
/** Sessions that are ended side by side. */
const atOnce = 20;

/**
 * Every session of the account but this one, however many there are, what was given in any other, also beyond its end, and
 * every remembered browser, this one too. Returns how many sessions.
 */
export async function endEverythingElse(deps: EndsDeps, visit: Visit): Promise<number> {
  const ended = new Set<string>();
  for (;;) {
    const mine = await deps.sessions.ofAccount(visit.account.id, deps.now(), batch);
    const others = mine.filter(({ uid }) => uid !== visit.session.uid && !ended.has(uid));
    if (others.length === 0) break;
    for (let from = 0; from < others.length; from += atOnce) {
      const some = others.slice(from, from + atOnce).map(({ uid }) => uid);
      await Promise.all(some.map((uid) => end(deps, visit, uid)));
      for (const uid of some) ended.add(uid);
    }
  }
  await endOtherGrants(deps, visit);
  await forgetAll(deps, visit);
  return ended.size;
}

/** Offline access outlives its session: what is left when the sessions have ended. */
async function endOtherGrants({ grants, grantBases, audit, now }: EndsDeps, visit: Visit): Promise<void> {
  const at = now();
  const clients = new Set<string>();
  for await (const some of grantBases.ofAccount(visit.account.id, at)) {
    const others = some.filter(({ sessionUid }) => sessionUid !== visit.session.uid);
    await Promise.all(others.map(({ grantId }) => grants.revoke(grantId)));
    for (const { clientId } of others) clients.add(clientId);
  }
  for (const clientId of clients) audit.queue({ type: 'access.revoked' }, contextOf(visit, { clientId }), at);
}

async function end(deps: EndsDeps, visit: Visit, uid: string): Promise<void> {
  const { sessions, grants, grantBases, logouts, audit, now } = deps;
  const at = now();
  for await (const some of grantBases.ofSession(uid, at)) await noteLogouts(logouts, some, at);
  await sessions.end({ uid, accountId: visit.account.id }, at);
  await grants.revokeSession(uid, at);
  audit.queue({ type: 'session.ended', by: 'person' }, contextOf(visit), at);
}
