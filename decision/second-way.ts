// Whether setting up a factor still needs the second way of B9: a stolen password must not be enough to enroll a first one, nor a
// lesser factor to enroll a better one. Every door that sets up asks here.
// Invariant: asks of the person what factors/enrolling.ts will ask of the enrollment.
import { bindsWhileFrozen, confirmsRaising, raises } from '../factors/binding.ts';
import { isConfirmed } from '../factors/confirmation.ts';
import { levelOfKind } from '../policy/proof.ts';
import type { FactorKind } from '../policy/tenant-policy.ts';
import type { Confirmation } from '../ports/sign-ins.ts';
import type { Judged } from './decisions.ts';

/** Whether it is needed whatever is set up. @param shown the second way so far */
export function needsSecondWay(
  shown: Confirmation | null,
  { account: gathered, facts }: Pick<Judged, 'account' | 'facts'>,
): boolean {
  if (!gathered) return false;
  const { account, frozen, resetAt } = gathered;
  if (!bindsWhileFrozen({ frozen, accountId: account.id, resetAt }, shown, facts.now)) return true;
  return account.factors.length === 0 && !isConfirmed(shown, account.id, resetAt);
}

/** Whether it is needed for a factor of this kind. */
export function needsSecondWayFor(
  kind: FactorKind,
  shown: Confirmation | null,
  { account: gathered }: Pick<Judged, 'account'>,
): boolean {
  if (!gathered) return false;
  const { account, policy, resetAt } = gathered;
  if (!raises(levelOfKind(kind, policy), account.factors, policy)) return false;
  return !confirmsRaising(shown, account.id, resetAt);
}
