// What a new factor needs besides the proof that the policy asked for: a second way to show who this is.
// Invariant: whoever proved a lesser level binds nothing better with it alone; on a frozen account only the help desk's
// enrollment code lets anybody bind at all (design.md "What proves enough to change what proves").
import type { EnrolledFactor } from '../policy/facts.ts';
import { reaches, strongest } from '../policy/level.ts';
import { levelOfFactor } from '../policy/proof.ts';
import type { Level, TenantPolicy } from '../policy/tenant-policy.ts';
import type { Enrollments, Freeze } from '../ports/enrollments.ts';
import type { Confirmation } from '../ports/sign-ins.ts';
import { type Confirmable, isConfirmed } from './second-ways/confirmation.ts';

/** Until when, ms; null where it is not, or no more. @param now ms */
export function frozenUntil(frozen: Freeze | null, now: number): number | null {
  return frozen !== null && now < frozen.until ? frozen.until : null;
}

/** @param now ms */
export function isFrozen(frozen: Freeze | null, now: number): boolean {
  return frozenUntil(frozen, now) !== null;
}

/**
 * Whether a factor of this level lifts what these can prove. A first one lifts nothing: it has a rule of its own (B9). One that
 * was disabled proves nothing: a hundred wrong tries must not make way for a better factor. What stands in for it is a backup
 * code, at `mfa`.
 */
export function raises(level: Level, factors: readonly EnrolledFactor[], policy: TenantPolicy): boolean {
  const able = factors.filter(({ disabled }) => !disabled).map((factor) => levelOfFactor(factor, policy));
  return factors.length > 0 && !reaches(strongest(['mfa', ...able]), level);
}

/** Whether this is enough for an enrollment that raises: an invitation is only for the first one. */
export function confirmsRaising(confirmation: Confirmation | null, of: Confirmable): boolean {
  return isConfirmed(confirmation, of) && confirmation?.by !== 'invitation';
}

/** @param now ms */
export function bindsWhileFrozen(
  { frozen, ...of }: Confirmable & Pick<Enrollments, 'frozen'>,
  confirmation: Confirmation | null,
  now: number,
): boolean {
  if (!isFrozen(frozen, now)) return true;
  return isConfirmed(confirmation, of) && confirmation?.by === 'enrollment-code';
}
