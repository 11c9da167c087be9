// Says whether setting up a factor still needs the second way of B9: a stolen password must not be enough to enroll a first one,
// nor a lesser factor to enroll a better one.
// Invariant: asks of the person what factors/enrolling.ts will ask of the enrollment.
import type { Judged } from '../decision/decisions.ts';
import { bindsWhileFrozen, confirmsRaising, raises } from '../factors/binding.ts';
import { isConfirmed } from '../factors/confirmation.ts';
import { levelOfKind } from '../policy/proof.ts';
import type { FactorKind } from '../policy/tenant-policy.ts';
import type { Visit } from './visit.ts';

/** Whether it is needed before anything is chosen. */
export function needsConfirmation({ signIn }: Visit, { account: gathered, facts }: Judged): boolean {
  if (!gathered) return false;
  const { account, frozen, resetAt } = gathered;
  const { confirmation } = signIn;
  if (!bindsWhileFrozen({ frozen, accountId: account.id, resetAt }, confirmation, facts.now)) return true;
  return account.factors.length === 0 && !isConfirmed(confirmation, account.id, resetAt);
}

/** Whether it is needed for a factor of this kind. */
export function needsConfirmationFor(
  kind: FactorKind,
  { signIn }: Visit,
  { account: gathered }: Judged,
): boolean {
  if (!gathered) return false;
  const { account, policy, resetAt } = gathered;
  if (!raises(levelOfKind(kind, policy), account.factors, policy)) return false;
  return !confirmsRaising(signIn.confirmation, account.id, resetAt);
}
