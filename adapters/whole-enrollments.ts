// An account's record of what it has set up, whole: also where there is none yet, or one of an older version.
// Invariant: what a record does not know yet is as in an empty one; the same for every store.
import type { Enrollments } from '../ports/enrollments.ts';

export function wholeEnrollments(accountId: string, record: Enrollments | undefined): Enrollments {
  return {
    accountId,
    version: 0,
    factors: [],
    pending: null,
    backupCodes: null,
    markedForReenrollment: false,
    opening: null,
    resetAt: null,
    // Of older versions: then nothing but a reset made them void.
    confirmationsVoidUntil: record?.resetAt ?? null,
    mailboxSpent: false,
    mailboxDisabledAt: null,
    passwordByMailAt: null,
    breakGlass: null,
    removals: [],
    frozen: null,
    ...record,
  };
}
