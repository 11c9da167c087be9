// What follows from the facts of someone whose first factor counts, worked out once and shared by the rules.
// Invariant: a kind that is not allowed now reaches no hard and no overdue need, and neither does a backup code that
// would stand in for such a kind only.
import { levelOf, levelOfKind } from './assurance.ts';
import type { AccountFacts, Evidence, EvidenceKind, Facts } from './facts.ts';
import { reaches, strongest } from './level.ts';
import { hardNeed, type Requirement, requirementsOf, type TenantNeed, tenantNeed } from './needs.ts';
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
  readonly evidence: readonly Evidence[];
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
  const allowed = (kind: EvidenceKind) => isAllowed(kind, policy, account);
  const reached = reachOf(levelOf(evidence), levelOf(evidence.filter((proof) => allowed(proof.kind))));
  const confirmed = confirmedReach(account, policy);
  const reachable = strongest([reached.byAllowedKinds, ...allowedKinds(policy).map(levelOfKind)]);
  const requirements = requirementsOf(policy, account);
  return {
    facts,
    account,
    policy,
    evidence,
    reached,
    confirmed,
    reachable,
    hardNeed: hardNeed(facts.client, facts.request, reachable),
    requirements,
    tenantNeed: tenantNeed(requirements, confirmed.byAnyKind, facts.now),
  };
}

/** The kinds that may be set up and used now, strongest first. Under `off` none. */
export function allowedKinds(policy: TenantPolicy): readonly FactorKind[] {
  if (policy.secondFactor === 'off') return [];
  return strongestFirst(factorKinds.filter((kind) => policy.factors[kind]));
}

/** A backup code stands in for a confirmed factor, so it is allowed as long as one of those is of an allowed kind. */
export function isAllowed(kind: EvidenceKind, policy: TenantPolicy, account: AccountFacts): boolean {
  if (kind === 'password') return true;
  const kinds = allowedKinds(policy);
  if (kind === 'backup-code') return account.factors.some((factor) => kinds.includes(factor.kind));
  return kinds.includes(kind);
}

export function strongestFirst<Kind extends EvidenceKind>(kinds: readonly Kind[]): readonly Kind[] {
  return kinds.toSorted((one, other) => {
    if (levelOfKind(one) === levelOfKind(other)) return 0;
    return reaches(levelOfKind(one), levelOfKind(other)) ? -1 : 1;
  });
}

/** Whether this reaches what the tenant asks: overdue parts by allowed kinds, parts in grace by any. */
export function reachesTenantNeed(reach: Reach, need: TenantNeed): boolean {
  return reaches(reach.byAllowedKinds, need.overdue) && reaches(reach.byAnyKind, need.inGrace);
}

/** The best level that the account can prove with what it has set up and may use now. */
export function bestLevelOf(account: AccountFacts, policy: TenantPolicy): Level {
  return confirmedReach(account, policy).byAllowedKinds;
}

/** What a new proof would have to reach so that both needs are reached. */
export function neededLevel({ hardNeed, tenantNeed }: Situation): Level {
  return strongest([hardNeed, tenantNeed.overdue, tenantNeed.inGrace]);
}

function confirmedReach(account: AccountFacts, policy: TenantPolicy): Reach {
  const kinds = account.factors.map((factor) => factor.kind);
  const allowed = kinds.filter((kind) => isAllowed(kind, policy, account));
  return reachOf(strongest(kinds.map(levelOfKind)), strongest(allowed.map(levelOfKind)));
}

function reachOf(byAnyKind: Level, byAllowedKinds: Level): Reach {
  return { byAnyKind, byAllowedKinds };
}
