// Whether setting up a factor still needs the second way of B9: a stolen password must not be enough to enroll a first one, nor a
// lesser factor to enroll a better one. Every door that sets up asks here.
// Invariant: asks of the person what factors/enrolling.ts will ask of the enrollment.
import { bindsWhileFrozen, confirmsRaising, frozenUntil, raises } from '../factors/binding.ts';
import { type Confirmable, isConfirmed } from '../factors/second-ways/confirmation.ts';
import type { MailboxRefusal } from '../factors/second-ways/mailbox-code.ts';
import { strongest, weaker } from '../policy/level.ts';
import { leastLevelOfKind, levelOfKind } from '../policy/proof.ts';
import type { FactorKind, Level } from '../policy/tenant-policy.ts';
import type { Confirmation } from '../ports/sign-ins.ts';
import type { Judged } from './decisions.ts';

/** Whether it is needed whatever is set up. @param shown the second way so far */
export function needsSecondWay(
  shown: Confirmation | null,
  { account: gathered, facts }: Pick<Judged, 'account' | 'facts'>,
): boolean {
  if (!gathered) return false;
  const { account, frozen } = gathered;
  const of = confirmableOf(gathered);
  if (!bindsWhileFrozen({ frozen, ...of }, shown, facts.now)) return true;
  return account.factors.length === 0 && !isConfirmed(shown, of);
}

/** What is to be set up. */
export interface ToSetUp {
  readonly kind: FactorKind;
  /** What it has to reach. */
  readonly level: Level;
  /** It was made before, and found to raise what the account can prove. */
  readonly raisesLevel: boolean;
}

/**
 * Whether it is needed for this. Which passkey people make nobody knows before: where a tenant lists models of security keys, it
 * is asked for what has to be one, and else once a key has turned out to be one.
 */
export function needsSecondWayFor(
  { kind, level, raisesLevel }: ToSetUp,
  shown: Confirmation | null,
  { account: gathered }: Pick<Judged, 'account'>,
): boolean {
  if (!gathered) return false;
  const { account, policy } = gathered;
  const most = levelOfKind(kind, policy);
  const expected = raisesLevel ? most : strongest([leastLevelOfKind(kind), weaker(level, most)]);
  if (!raises(expected, account.factors, policy)) return false;
  return !confirmsRaising(shown, confirmableOf(gathered));
}

function confirmableOf({ account, confirmationsVoidUntil }: NonNullable<Judged['account']>): Confirmable {
  return { accountId: account.id, confirmationsVoidUntil };
}

/** Why the mailbox does not help, where that is for the person to know; `until` ms. */
export type OnlyHelpDesk =
  | { readonly reason: 'frozen'; readonly until: number }
  | { readonly reason: 'password-by-mail' | 'changed-recently' };

/** A freeze comes first: it stands whatever becomes of the mailbox. @param refused why the mailbox does not count; null where it does */
export function onlyHelpDesk(
  refused: MailboxRefusal | null,
  { account, facts }: Pick<Judged, 'account' | 'facts'>,
): OnlyHelpDesk | null {
  const until = frozenUntil(account?.frozen ?? null, facts.now);
  if (until !== null) return { reason: 'frozen', until };
  return refused === 'password-by-mail' || refused === 'changed-recently' ? { reason: refused } : null;
}
