// What comes with a factor that begins to count: an app or a phone when its code was right, a passkey when it is used for the
// first time. Backup codes, and the end of what was open until something is set up.
// Invariant: it comes in the compare-and-set that makes the factor count, and nothing of it before (B8).
import type { EventContext } from '../audit/event.ts';
import type { BackupCodeSet, Enrollment, Enrollments } from '../ports/enrollments.ts';
import { backupCodeCount, makeBackupCodes, type NewBackupCodes } from './backup-codes/set.ts';
import type { FactorDeps } from './factor-deps.ts';
import type { HashPlace } from './password/hash.ts';

/** Backup codes whose event is written, and which stand nowhere yet. */
export interface IssuedCodes {
  /** As they are shown, once. */
  readonly shown: readonly string[];
  readonly set: BackupCodeSet;
}

/** New ones, unless there are some that work. */
export async function makeCodesIfNone(
  deps: Pick<FactorDeps, 'vault' | 'random' | 'now'>,
  place: HashPlace,
  { accountId, backupCodes }: Enrollments,
): Promise<NewBackupCodes | null> {
  const work = backupCodes?.disabledAt === null && backupCodes.codes.some(({ usedAt }) => usedAt === null);
  return work ? null : makeBackupCodes(deps, place, accountId);
}

/** Writes their event. */
export async function issueCodes(
  { audit, now }: Pick<FactorDeps, 'audit' | 'now'>,
  { shown, set }: NewBackupCodes,
  context: EventContext,
): Promise<IssuedCodes> {
  const event = { type: 'backup-codes.issued', setId: set.id, count: backupCodeCount } as const;
  return { shown, set: { ...set, eventId: await audit.append(event, context, now()) } };
}

/** The record with a factor that counts from `at` (ms) on. One of its kind that failed too often is renewed by it. */
export function beginsToCount(
  present: Enrollments,
  factor: Enrollment,
  codes: IssuedCodes | null,
  at: number,
): Pick<Enrollments, 'factors'> & Partial<Enrollments> {
  const isRenewed = ({ kind, disabledAt }: Enrollment) => kind === factor.kind && disabledAt !== null;
  const others = present.factors.filter((each) => each.id !== factor.id && !isRenewed(each));
  const factors = [...others, factor];
  return {
    factors,
    removals: present.removals.filter(({ factorId }) => factors.some(({ id }) => id === factorId)),
    backupCodes: codes?.set ?? present.backupCodes,
    markedForReenrollment: false,
    mailboxSpent: false,
    opening: null,
    // What was bound now was allowed by the help desk, or nothing is frozen any more.
    frozen: present.frozen && { ...present.frozen, until: Math.min(present.frozen.until, at) },
  };
}
