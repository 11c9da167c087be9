// Takes away, as the record is read, the factors whose removal has become due.
// Invariant: everybody reads enrollments through this, so such a factor proves nothing from that moment on; the next change of
// the record leaves it out for good.
import type { EnrollmentStore, Enrollments } from '../ports/enrollments.ts';

/** @param now ms */
export function withoutDueRemovals(enrollments: EnrollmentStore, now: () => number): EnrollmentStore {
  return {
    find: async (accountId) => standing(await enrollments.find(accountId), now()),
    replace: (next) => enrollments.replace(next),
    passkeyHosts: () => enrollments.passkeyHosts(),
  };
}

function standing(record: Enrollments, now: number): Enrollments {
  if (record.removals.length === 0) return record;
  const due = record.removals.filter(({ until }) => until <= now).map(({ factorId }) => factorId);
  return withoutFactors(record, due);
}

/** Backup codes stand in for a factor: without one they go too. */
export function withoutFactors(record: Enrollments, gone: readonly string[]): Enrollments {
  const factors = record.factors.filter(({ id }) => !gone.includes(id));
  const removals = record.removals.filter(({ factorId }) => factors.some(({ id }) => id === factorId));
  const isLast = factors.length === 0 && record.factors.length > 0;
  return { ...record, factors, removals, backupCodes: isLast ? null : record.backupCodes };
}
