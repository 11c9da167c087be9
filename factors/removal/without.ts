// An account's record without some of its factors.
// Invariant: nothing stays that stood in for them or was about them.
import type { Enrollments } from '../../ports/enrollments.ts';
import { confirmedOf } from '../enrolled-factor.ts';

/** Backup codes stand in for a factor: without one that counts they go too. */
export function withoutFactors(record: Enrollments, gone: readonly string[]): Enrollments {
  const factors = record.factors.filter(({ id }) => !gone.includes(id));
  const removals = record.removals.filter(({ factorId }) => factors.some(({ id }) => id === factorId));
  const isLast = confirmedOf({ factors }).length === 0 && factors.length < record.factors.length;
  return { ...record, factors, removals, backupCodes: isLast ? null : record.backupCodes };
}
