// Which evidence counts: this account's, whose source still stands, and fresh enough for the request.
// Invariant: first and second factors are held to the same rule; what does not count is invisible to every other rule.
import type { AccountFacts, AuthorizationRequest, Evidence, Facts } from './facts.ts';

/** The evidence that counts, each proof at the time of the last counting proof of its sign-in. */
export function countingEvidence(facts: Facts): readonly Evidence[] {
  return countingAmong(
    facts,
    facts.evidence.filter(({ kind }) => kind !== 'break-glass'),
  );
}

/** Whether the code of the account's last window was given, and counts. It is no proof, so it moves no proof's time. */
export function breakGlassCounts(facts: Facts): boolean {
  const given = facts.evidence.filter(({ kind }) => kind === 'break-glass');
  return countingAmong(facts, given).length > 0;
}

function countingAmong(facts: Facts, evidence: readonly Evidence[]): readonly Evidence[] {
  const { account, request } = facts;
  if (account === null) return [];
  const standing = evidence.filter((proof) => stillStands(proof, account));
  if (request.occasion === 'redeem') return sharedTimes(standing);
  return sharedTimes(standing.filter((proof) => !isFromBefore(proof, request))).filter(
    (proof) => !isTooOld(proof, request),
  );
}

/** Evidence falls with what proved it: a changed password, a removed factor, a new set of backup codes. */
export function stillStands(proof: Evidence, account: AccountFacts): boolean {
  if (proof.accountId !== account.id) return false;
  if (proof.kind === 'password') return proof.source === account.passwordVersion;
  if (proof.kind === 'break-glass') return proof.source === account.breakGlass?.id;
  if (proof.kind === 'backup-code') return proof.source === account.backupCodes?.id;
  return account.factors.some((factor) => factor.id === proof.source && factor.kind === proof.kind);
}

/** Someone who types slowly proves everything at the time of the last step, so a client's own check agrees with ours. */
function sharedTimes(evidence: readonly Evidence[]): readonly Evidence[] {
  const last = new Map<string, number>();
  for (const { signInId, at } of evidence) last.set(signInId, Math.max(at, last.get(signInId) ?? at));
  return evidence.map((proof) => ({ ...proof, at: last.get(proof.signInId) ?? proof.at }));
}

/**
 * `prompt=login` and `max_age=0` want proof made since the request arrived. It is the proof's own time that tells: a
 * sign-in left open in another tab must not make an old password new.
 */
function isFromBefore(proof: Evidence, request: AuthorizationRequest): boolean {
  return (request.promptLogin || request.maxAge === 0) && !(proof.at >= request.arrivedAt);
}

/** Measured from the first arrival, so that a slow person with `max_age=1` is asked once and not again. */
function isTooOld(proof: Evidence, request: AuthorizationRequest): boolean {
  return request.maxAge !== null && !(proof.at >= request.arrivedAt - request.maxAge * 1000);
}
