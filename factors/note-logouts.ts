// Which applications are told that a session has ended, where node-oidc-provider does not tell them itself: a break-glass window
// that ends, an admin's act, a session that its owner ends from another browser.
// Invariant: noted before the session ends, so a crash between tells too much, never too little.
import type { GrantBasis } from '../ports/grant-bases.ts';
import type { Logouts } from '../ports/logouts.ts';

/**
 * Of the applications that were given something under these grants.
 * @param at now, ms
 * @param dueAt when they are told, ms
 */
export async function noteLogouts(
  logouts: Logouts,
  bases: readonly GrantBasis[],
  at: number,
  dueAt = at,
): Promise<void> {
  const bySid = new Map(bases.flatMap((basis) => (basis.sid === undefined ? [] : [[basis.sid, basis]])));
  await Promise.all([...bySid.values()].map((basis) => noteLogout(logouts, basis, dueAt, at)));
}

/** Does nothing for a grant of a session without a name. */
async function noteLogout(
  logouts: Logouts,
  { sid, clientId, accountId }: Pick<GrantBasis, 'sid' | 'clientId' | 'accountId'>,
  dueAt: number,
  createdAt: number,
): Promise<void> {
  if (sid === undefined) return;
  await logouts.put({ id: `${sid} ${dueAt}`, clientId, accountId, sid, createdAt, tries: 0, dueAt });
}
