// Enrollments in SQLite: one versioned row an account.
// Invariant: as the port says; an account without a row has an empty record of version 0.
import type { EnrollmentStore, Enrollments } from '../../ports/enrollments.ts';
import type { Database } from './database.ts';
import { type Body, parseIfAny } from './queries.ts';
import { insertNew, replaceVersion } from './versioned.ts';

export function createEnrollments(database: Database): EnrollmentStore {
  return {
    find: (accountId) =>
      database.read((q) =>
        wholeRecord(
          accountId,
          parseIfAny<Enrollments>(q.get<Body>('SELECT body FROM enrollments WHERE id = ?', accountId)),
        ),
      ),
    replace: (next) =>
      database.write((q) => {
        const row = { id: next.accountId, version: next.version, body: JSON.stringify(next) };
        return next.version === 1 ? insertNew(q, 'enrollments', row) : replaceVersion(q, 'enrollments', row);
      }),
  };
}

/** What records of older versions do not know yet is as in an empty one. */
export function wholeRecord(accountId: string, record: Enrollments | undefined): Enrollments {
  return {
    accountId,
    version: 0,
    factors: [],
    pending: null,
    backupCodes: null,
    markedForReenrollment: false,
    opening: null,
    resetAt: null,
    mailboxSpent: false,
    ...record,
  };
}
