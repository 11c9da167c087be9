// What follows from the facts of someone whose first factor counts, worked out once and shared by the rules.
// Invariant: what is not allowed now reaches no hard and no overdue need, and neither does a backup code that would stand
// in for such factors only. A passkey that is not allowed still is a first factor.
import { levelOf } from './assurance.ts';
import type { AccountFacts, EnrolledFactor, Evidence, Facts } from './facts.ts';
import { reaches, strongest, weaker } from './level.ts';
import { hardNeed, type Requirement, requirementsOf, type TenantNeed, tenantNeed } from './needs.ts';
import { isAllowedPasskey, levelOfFactor, levelOfKind, type Proof, proofsOf } from './proof.ts';
import { type FactorKind, factorKinds, type Level, type TenantPolicy } from './tenant-policy.ts';

/** Two levels that one thing reaches: towards a need in grace, and towards a hard or overdue one. */
export interface Reach {
  readonly byAnyKind: Level;
  readonly byAllowedKinds: Level;
}

export interface Situation {
  readonly facts: Facts;
  readonly account: AccountFacts;
  readonly policy: TenantPolicy;
  /** Only what counts, with a first factor among it. */
  readonly proofs: readonly Proof[];
  readonly reached: Reach;
  /** What the confirmed factors stand for, disabled ones too: 100 wrong guesses must not lower a need. */
  readonly confirmed: Reach;
  /** The most that could be reached under the policy, also by setting something up. */
  readonly reachable: Level;
  readonly hardNeed: Level;
  readonly requirements: readonly Requirement[];
  readonly tenantNeed: TenantNeed;
}

/** @param evidence the counting evidence, with a first factor among it */
export function situationOf(
  facts: Facts,
  account: AccountFacts,
  policy: TenantPolicy,
  evidence: readonly Evidence[],
): Situation {
  const proofs = proofsOf(evidence, account.factors, policy);
  const allowed = evidence.filter((proof) => isAllowed(proof, policy, account));
  const weakened = [
    ...proofsOf(allowed, account.factors, policy),
    ...proofs.filter(({ isFirst }) => isFirst).map((proof) => ({ ...proof, level: 'none' as const })),
  ];
  const reached = { byAnyKind: levelOf(proofs), byAllowedKinds: levelOf(weakened) };
  const confirmed = confirmedReach(account, policy);
  const mostOf = (kind: FactorKind) => levelOfKind(kind, policy);
  const reachable = strongest([reached.byAllowedKinds, ...allowedKinds(policy).map(mostOf)]);
  const requirements = requirementsOf(policy, account);
  return {
    facts,
    account,
    policy,
    proofs,
    reached,
    confirmed,
    reachable,
    hardNeed: hardNeed(facts.client, facts.request, reachable),
    requirements,
    tenantNeed: tenantNeed(requirements, confirmed.byAnyKind, facts.now),
  };
}

/** The kinds that may be set up and used now, strongest first (the order of `factorKinds`). Under `off` none. */
export function allowedKinds(policy: TenantPolicy): readonly FactorKind[] {
  if (policy.secondFactor === 'off') return [];
  return factorKinds.filter((kind) => policy.factors[kind]);
}

/** Whether this factor may be used to reach what is needed. */
export function isAllowedFactor({ kind, passkey }: EnrolledFactor, policy: TenantPolicy): boolean {
  if (!allowedKinds(policy).includes(kind)) return false;
  return kind !== 'passkey' || (passkey !== undefined && isAllowedPasskey(passkey, policy));
}

/** A backup code stands in for a confirmed factor, so it is allowed as long as one of those is. */
export function isAllowedBackupCode(policy: TenantPolicy, { factors }: AccountFacts): boolean {
  return factors.some((factor) => isAllowedFactor(factor, policy));
}

function isAllowed(
  { kind, source, userVerified = false }: Evidence,
  policy: TenantPolicy,
  account: AccountFacts,
): boolean {
  if (kind === 'password') return true;
  if (kind === 'backup-code') return isAllowedBackupCode(policy, account);
  const factor = account.factors.find(({ id }) => id === source);
  if (!factor) return false;
  // A key that was registered without a PIN may have one by now: what counts is this use.
  const { passkey } = factor;
  return isAllowedFactor(
    passkey ? { ...factor, passkey: { ...passkey, verifiesUser: userVerified } } : factor,
    policy,
  );
}

/** Whether this reaches what the tenant asks: overdue parts by allowed kinds, parts in grace by any. */
export function reachesTenantNeed(reach: Reach, need: TenantNeed): boolean {
  return reaches(reach.byAllowedKinds, need.overdue) && reaches(reach.byAnyKind, need.inGrace);
}

/** The best level that the account can prove with what it has set up and may use now. */
export function bestLevelOf(account: AccountFacts, policy: TenantPolicy): Level {
  return confirmedReach(account, policy).byAllowedKinds;
}

/**
 * The best level that the account can be asked to prove, whatever has become of its kinds: where one is no longer allowed, the
 * way to what is asked leads through proving that one (steps 6 and 7).
 */
export function provableLevelOf(account: AccountFacts, policy: TenantPolicy): Level {
  const { byAnyKind, byAllowedKinds } = confirmedReach(account, policy);
  const reachable = strongest(allowedKinds(policy).map((kind) => levelOfKind(kind, policy)));
  return strongest([byAllowedKinds, weaker(byAnyKind, reachable)]);
}

/** What a new proof would have to reach so that both needs are reached. */
export function neededLevel({ hardNeed, tenantNeed }: Situation): Level {
  return strongest([hardNeed, tenantNeed.overdue, tenantNeed.inGrace]);
}

function confirmedReach(account: AccountFacts, policy: TenantPolicy): Reach {
  const best = (factors: readonly EnrolledFactor[]) =>
    strongest(factors.map((factor) => levelOfFactor(factor, policy)));
  const allowed = account.factors.filter((factor) => isAllowedFactor(factor, policy));
  return { byAnyKind: best(account.factors), byAllowedKinds: best(allowed) };
}
