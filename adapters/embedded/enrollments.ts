// Enrollments in SQLite: one versioned row an account.
// Invariant: as the port says; an account without a row has an empty record of version 0.
import type { EnrollmentStore, Enrollments } from '../../ports/enrollments.ts';
import { wholeEnrollments } from '../whole-enrollments.ts';
import type { Database } from './database.ts';
import { type Body, parseIfAny } from './queries.ts';
import { insertNew, replaceVersion } from './versioned.ts';

export function createEnrollments(database: Database): EnrollmentStore {
  return {
    find: (accountId) =>
      database.read((q) =>
        wholeEnrollments(
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
