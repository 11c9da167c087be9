// What has to stay of an account's factors when one goes (B7).
// Invariant: asked when a removal is wished for, and again when a delayed one falls due, so that both judge alike.
import type { EnrolledFactor } from '../../policy/facts.ts';
import { reaches } from '../../policy/level.ts';
import { levelOfFactor } from '../../policy/proof.ts';
import { isAllowedFactor } from '../../policy/situation.ts';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Enrollment, Enrollments, LapseReason } from '../../ports/enrollments.ts';
import type { Storage } from '../../ports/storage.ts';
import { confirmedOf, enrolledFactor } from '../enrolled-factor.ts';

export interface StayingRules {
  readonly policy: TenantPolicy;
  readonly hasPassword: boolean;
}

/** Undefined where the account, or its organisation's policy, is not known. */
export async function stayingRules(
  storage: Pick<Storage, 'directory' | 'policies' | 'passwords'>,
  accountId: string,
): Promise<StayingRules | undefined> {
  const [entry, password] = await Promise.all([
    storage.directory.find(accountId),
    storage.passwords.find(accountId),
  ]);
  const current = entry && (await storage.policies.current(entry.tenantId));
  return current && { policy: current.policy, hasPassword: password !== undefined };
}

/** What is missing where only these stay; null if they are enough. A passkey that was never used may never work, so it is nothing here. */
export function missingOf(
  staying: readonly Enrollment[],
  present: Pick<Enrollments, 'factors' | 'markedForReenrollment'>,
  { policy, hasPassword }: StayingRules,
): Exclude<LapseReason, 'no-policy'> | null {
  const factors = confirmedOf({ factors: staying }).map(enrolledFactor);
  if (!hasPassword && !factors.some(canBegin)) return 'way-in';
  if (!isFactorRequired(policy, present)) return null;
  const usable = usableOf(staying, policy);
  if (usable.length === 0) return 'required';
  const isEnough = (factor: EnrolledFactor) => reaches(levelOfFactor(factor, policy), policy.level);
  // Where one is enough, one that is enough stays: with the others nobody gets further than to set up another.
  return usableOf(present.factors, policy).some(isEnough) && !usable.some(isEnough) ? 'required' : null;
}

function usableOf(factors: readonly Enrollment[], policy: TenantPolicy): readonly EnrolledFactor[] {
  return confirmedOf({ factors })
    .map(enrolledFactor)
    .filter((one) => !one.disabled && isAllowedFactor(one, policy));
}

function canBegin({ disabled, passkey }: EnrolledFactor): boolean {
  return !disabled && passkey?.verifiesUser === true;
}

/** Whether one has to stay (B7). */
export function isFactorRequired(
  { secondFactor }: TenantPolicy,
  { markedForReenrollment }: Pick<Enrollments, 'markedForReenrollment'>,
): boolean {
  return secondFactor === 'required' || (secondFactor === 'optional' && markedForReenrollment);
}
