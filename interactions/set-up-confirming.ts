// What taking the code of a set-up shares, whatever kind of factor it sets up.
// Invariant: new backup codes stay sealed in the sign-in until the person says that they are kept.

import { sealShownCodes } from '../factors/backup-codes/shown.ts';
import type { Enrolling } from '../factors/enrolling.ts';
import { shownTime } from '../http/waiting.ts';
import type { EnrollmentStore } from '../ports/enrollments.ts';
import type { Vault } from '../ports/vault.ts';
import { type ErrorKey, formWithError } from '../views/form.ts';
import type { MessageParams } from '../views/messages/catalogue.ts';
import { accountOf, contextOf } from './about.ts';
import { secondWayShown } from './second-way-shown.ts';
import { type At, advance } from './step.ts';
import { changeSignIn, type VisitDeps } from './visit.ts';

export interface ConfirmingDeps extends Pick<VisitDeps, 'signIns' | 'now'> {
  readonly vault: Vault;
  readonly enrollments: EnrollmentStore;
}

type AtSetUp = Pick<At<'set-up-passkey' | 'set-up-authenticator' | 'set-up-phone'>, 'visit' | 'judged'>;

/** Who sets up, and in which sign-in. */
export function ofSignIn(at: AtSetUp) {
  return { accountId: accountOf(at).account.id, signInId: at.visit.signIn.id };
}

/** What a factor is told when it is confirmed here. */
export function enrollingAt(deps: ConfirmingDeps, at: AtSetUp): Enrolling {
  const { signIn } = at.visit;
  return {
    ...ofSignIn(at),
    keep: (codes) => keepCodes(deps, at, codes),
    confirmation: secondWayShown(at),
    expiresAt: signIn.expiresAt,
    context: contextOf(at.visit, at.judged),
  };
}

/** If the sign-in has ended, nobody is there to see them. */
export async function keepCodes(
  deps: Pick<ConfirmingDeps, 'vault' | 'signIns' | 'now'>,
  at: Pick<AtSetUp, 'visit' | 'judged'>,
  codes: readonly string[],
): Promise<void> {
  const unkeptBackupCodes = sealShownCodes(deps.vault, codes, accountOf(at).account.id);
  await changeSignIn(deps, at.visit.signIn.id, { unkeptBackupCodes });
}

type Refused =
  | { readonly reason: 'malformed' | 'wrong' | 'expired' | 'not-confirmed' | 'busy' }
  | { readonly reason: 'too-many'; readonly until: number };

/** The page again, with what was wrong with the code. @param errors the kind's own words */
export async function refusedSetUp(
  deps: ConfirmingDeps,
  at: AtSetUp,
  refused: Refused,
  errors: Readonly<Record<'malformed' | 'wrong' | 'expired', ErrorKey>>,
) {
  switch (refused.reason) {
    case 'busy':
      return { outcome: 'busy' } as const;
    case 'not-confirmed':
      // The confirmation was for another account or is gone: next-step leads back to it.
      return advance;
    case 'too-many':
      return tooMany(refused.until);
    case 'expired':
      // A double click: the first one has confirmed it.
      return (await isEnrolledHere(deps, at)) ? advance : againWith(errors.expired);
    default:
      return againWith(errors[refused.reason]);
  }
}

async function isEnrolledHere({ enrollments }: ConfirmingDeps, at: AtSetUp): Promise<boolean> {
  const { factors } = await enrollments.find(accountOf(at).account.id);
  return factors.some(({ confirmedAt }) => confirmedAt >= at.visit.signIn.arrivedAt);
}

export function againWith(key: ErrorKey, params: MessageParams = {}) {
  return { outcome: 'again', form: formWithError('code' as const, key, params) } as const;
}

export function tooMany(until: number) {
  return { ...againWith('error.too-many', { until: shownTime(until) }), lockedUntil: until };
}
