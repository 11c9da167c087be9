// What has to be reached: the hard need of client and request, and the tenant's need, requirement by requirement.
// Invariant: the two are never mixed. A waiver may stand in for the tenant's need, never for the hard one.
import { levelOfAcr } from './assurance.ts';
import { deadlineOf, inGrace, type Span } from './deadline.ts';
import type { AccountFacts, AuthorizationRequest, ClientFacts, Facts } from './facts.ts';
import { reaches, strongest, weaker } from './level.ts';
import type { Level, TenantPolicy } from './tenant-policy.ts';

/** One thing that the tenant asks of an account. Each has its own deadline. */
export interface Requirement extends Span {
  readonly from: 'required' | 'optional' | 're-enrollment';
  readonly level: Level;
  /** Whether someone in grace is offered to set up what is missing. */
  readonly offersEnrollment: boolean;
}

/** The tenant's need at one moment. Both parts must be reached. */
export interface TenantNeed {
  /** Asked of evidence of allowed kinds only. */
  readonly overdue: Level;
  /** The best that the account's confirmed factors can prove, up to what is in grace; of whatever kind they are. */
  readonly inGrace: Level;
}

/** Everything that the tenant asks of this account. */
export function requirementsOf(policy: TenantPolicy, account: AccountFacts): readonly Requirement[] {
  if (policy.secondFactor === 'off') return [];
  const forAll = policy.secondFactor === 'required' ? required(policy, account) : optional;
  return account.markedForReenrollment ? [forAll, reenrollment(policy)] : [forAll];
}

function required(policy: TenantPolicy, account: AccountFacts): Requirement {
  const deadline = deadlineOf(policy, account);
  return { from: 'required', level: policy.level, start: policy.start, deadline, offersEnrollment: true };
}

/** Those who have set something up are asked for it, the others never. */
const optional: Requirement = {
  from: 'optional',
  level: 'mfa',
  start: -Infinity,
  deadline: Infinity,
  offersEnrollment: false,
};

/** What people are held to who set something up by choice: where that is left to them, the level that counts is `mfa`. */
export function levelByChoice(policy: TenantPolicy): Level {
  return policy.secondFactor === 'optional' ? optional.level : policy.level;
}

/** After a reset there is no grace. */
function reenrollment(policy: TenantPolicy): Requirement {
  const level = strongest(['mfa', policy.level]);
  return { from: 're-enrollment', level, start: -Infinity, deadline: -Infinity, offersEnrollment: false };
}

/** @param confirmed the best level that the account's confirmed factors stand for */
export function tenantNeed(requirements: readonly Requirement[], confirmed: Level, now: number): TenantNeed {
  const overdue = requirements.filter((one) => !inGrace(one, now));
  const ahead = requirements.filter((one) => inGrace(one, now));
  return {
    overdue: strongest(overdue.map((one) => one.level)),
    inGrace: weaker(strongest(ahead.map((one) => one.level)), confirmed),
  };
}

/**
 * The stricter of what the client is registered to need and the weakest known acr value that the request names; on
 * redemption, of the former now and what was copied under the grant. A voluntary value that nothing reaches is left out.
 * @param reachable the most that this account could prove under the policy, also by setting something up
 */
export function hardNeed(client: ClientFacts, request: Facts['request'], reachable: Level): Level {
  const asked = request.occasion === 'redeem' ? request.hardNeed : askedBy(request, reachable);
  return strongest([client.requiredLevel, asked]);
}

function askedBy(request: AuthorizationRequest, reachable: Level): Level {
  const [first, ...others] = request.acrValues.map(levelOfAcr).filter((level) => level !== undefined);
  const weakest = others.reduce(weaker, first ?? 'none');
  return request.acrEssential || reaches(reachable, weakest) ? weakest : 'none';
}
