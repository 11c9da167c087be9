// Fresh proof for what touches how an account proves itself (A12): every factor that the best level which still works needs, a moment ago.
// Invariant: never a waiver, and a factor whose kind was switched off is not forgotten. The level is asked as a hard need, which no waiver stands in for.
import { acrOf, levelOf } from '../policy/assurance.ts';
import { decide } from '../policy/decide.ts';
import type { Deny, Prove } from '../policy/decision.ts';
import type { AccountFacts } from '../policy/facts.ts';
import { countingEvidence } from '../policy/freshness.ts';
import { strongest, weaker } from '../policy/level.ts';
import { proofsOf } from '../policy/proof.ts';
import { provableLevelOf } from '../policy/situation.ts';
import type { Level, TenantPolicy } from '../policy/tenant-policy.ts';
import type { Judged } from './decisions.ts';

/** s that a proof counts as fresh. */
export const freshForS = 5 * 60;

/** What an authorization request has to ask for, so that it ends in fresh proof. */
export interface FreshNeed {
  /** Essential. */
  readonly acr: string;
  /** s */
  readonly maxAge: number;
}

/** For the account that was judged; throws where nobody was. @param atMost for whoever cannot prove the best that they have */
export function freshNeedOf(
  { facts: { account, policy } }: Pick<Judged, 'facts'>,
  atMost: Level = 'hardware',
): FreshNeed {
  if (!account || !policy) throw new Error('Fresh proof was asked of nobody.');
  return { acr: acrOf(weaker(workingLevelOf(account, policy), atMost)), maxAge: freshForS };
}

/**
 * The best of what still works: one that was disabled could never be proved, not even to remove it. Never below `mfa` where anything
 * is set up: a hundred wrong tries must not make the password enough. What is better than what works needs a second way to be
 * bound (factors/binding.ts), and 72 hours to be removed.
 */
function workingLevelOf(account: AccountFacts, policy: TenantPolicy): Level {
  const working = { ...account, factors: account.factors.filter(({ disabled }) => !disabled) };
  return strongest([provableLevelOf(working, policy), weaker('mfa', provableLevelOf(account, policy))]);
}

/** Whether the account can prove more than a first factor. */
export function hasSecondStep({ facts: { account, policy } }: Pick<Judged, 'facts'>): boolean {
  return account !== null && policy !== null && provableLevelOf(account, policy) !== 'none';
}

/** Whether the evidence that was judged is fresh proof, at the moment of that judgement. */
export function isFresh(judged: Judged, atMost?: Level): boolean {
  const { facts } = judged;
  const { request } = facts;
  if (judged.decision.kind !== 'allow' || request.occasion !== 'authorize') return false;
  const { acr, maxAge } = freshNeedOf(judged, atMost);
  const asked = { ...request, acrValues: [acr], acrEssential: true, maxAge };
  return decide({ ...facts, request: asked }).kind === 'allow';
}

/** What was proved freshly at the moment of that judgement, by whatever kind of factor. */
export function freshLevelOf({ facts }: Pick<Judged, 'facts'>): Level {
  const { account, policy, request } = facts;
  if (!account || !policy || request.occasion !== 'authorize') return 'none';
  const evidence = countingEvidence({ ...facts, request: { ...request, maxAge: freshForS } });
  return levelOf(proofsOf(evidence, account.factors, policy));
}

/**
 * What has to be proved before a sign-in sets anything up: as the policy says where only what was proved a moment before the
 * request arrived counts, and no waiver. Null where nothing is missing. An old session would else bind a thief's factor.
 */
export function missingProofForSetUp({ facts }: Pick<Judged, 'facts'>): Prove | Deny | null {
  const { request } = facts;
  if (request.occasion !== 'authorize') return null;
  const maxAge = Math.min(request.maxAge ?? freshForS, freshForS);
  const evidence = facts.evidence.filter(({ kind }) => kind !== 'break-glass');
  const asked = decide({ ...facts, evidence, request: { ...request, maxAge, address: null, device: null } });
  return asked.kind === 'prove' || asked.kind === 'deny' ? asked : null;
}
