// Confirming a set-up by a code that is typed: what an authenticator app and a phone have in common.
// Invariant: a code that cannot be one is told before it is counted; every other is counted before it is looked at (B6).
import type { Evidence } from '../policy/facts.ts';
import type { Enrolling, EnrollingDeps, NewlyEnrolled } from './enrolling.ts';
import { refused } from './factor-deps.ts';
import type { HashPlace } from './password/hash.ts';

export interface ConfirmingByCode extends Enrolling {
  readonly code: string;
}

export type ConfirmedByCode =
  | {
      readonly ok: true;
      readonly evidence: Evidence;
      /** As they are to be shown, this once; null if the account has a working set. */
      readonly backupCodes: readonly string[] | null;
    }
  /** `expired`: no set-up of this sign-in, or no code of it, waits (any more). `not-confirmed`: B9 is not met. */
  | { readonly ok: false; readonly reason: 'malformed' | 'wrong' | 'expired' | 'not-confirmed' | 'busy' }
  | { readonly ok: false; readonly reason: 'too-many'; readonly until: number };

/** The code that confirms is the first use: whoever typed it had the app or the phone at hand. */
export function firstUsed(given: NewlyEnrolled): NewlyEnrolled {
  return { ...given, lastUsedAt: given.confirmedAt };
}

/**
 * @param read the code in what was typed; null if it cannot be one
 * @param confirm has a place for the backup codes that may have to be hashed
 */
export async function confirmByCode<C extends ConfirmingByCode, Confirmed>(
  { factorAttempts, hashing }: EnrollingDeps,
  confirming: C,
  read: (typed: string) => string | null,
  confirm: (confirming: C, place: HashPlace) => Promise<Confirmed>,
): Promise<Confirmed | ConfirmedByCode> {
  const code = read(confirming.code);
  if (code === null) return refused('malformed');
  const limited = await factorAttempts.limitSetUp(confirming.accountId, 'confirm');
  if (!limited.ok) return { ok: false, reason: 'too-many', until: limited.until };
  const ran = await hashing.run((place) => confirm({ ...confirming, code }, place));
  return ran.ok ? ran.value : ran;
}
