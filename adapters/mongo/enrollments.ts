// Enrollments in MongoDB: one versioned document an account.
// Invariant: as the port says: every change is one conditional write of the whole document; an account without one has an
// empty record of version 0.
import type { EnrollmentStore, Enrollments } from '../../ports/enrollments.ts';
import { wholeEnrollments } from '../whole-enrollments.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';
import type { Standings } from './standings.ts';

const fields: Fields<Enrollments> = {
  accountId: 'text',
  version: 'number',
  factors: 'nested',
  pending: 'nested',
  backupCodes: 'nested',
  markedForReenrollment: 'flag',
  opening: 'nested',
  resetAt: 'number',
  mailboxSpent: 'flag',
};

export function enrollmentCollection(database: Database): Collection<Enrollments> {
  return database.collection<Enrollments>('enrollments', fields, 'accountId');
}

export function createEnrollments(
  database: Database,
  enrollments: Collection<Enrollments>,
  standings: Standings,
): EnrollmentStore {
  return {
    find: (accountId) =>
      database.ask([accountId], wholeEnrollments(accountId, undefined), async () => {
        const standing = standings.of(accountId);
        if (standing) return (await standing).enrollments;
        return wholeEnrollments(accountId, await enrollments.find({ accountId }));
      }),
    replace: (next) => {
      const { accountId, version } = next;
      return database.ask([accountId, version], false, () =>
        standings.changing(
          accountId,
          async () =>
            version === 1
              ? (await enrollments.insert(next)) === null
              : (await enrollments.replace({ accountId, version: version - 1 }, next)) === 'written',
          { enrollments: wholeEnrollments(accountId, next) },
        ),
      );
    },
  };
}
