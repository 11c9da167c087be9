// Enrollments in MongoDB: one versioned document an account.
// Invariant: as the port says: every change is one conditional write of the whole document; an account without one has an
// empty record of version 0. No credential id leads to two accounts: they stand in one list under a unique index.
import type { EnrollmentStore, Enrollments, EnrollmentsReplaced } from '../../ports/enrollments.ts';
import { passkeysOf } from '../passkeys-of.ts';
import { wholeEnrollments } from '../whole-enrollments.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Taken } from './errors.ts';
import type { Fields } from './fields.ts';
import type { Standings } from './standings.ts';

/** A record with what no other may share; absent where there is none, because the index takes empty lists for equal. */
export interface StoredEnrollments extends Enrollments {
  readonly passkeyIds?: readonly string[];
  readonly passkeyHosts?: readonly string[];
}

const fields: Fields<StoredEnrollments> = {
  accountId: 'text',
  version: 'number',
  factors: 'nested',
  pending: 'nested',
  backupCodes: 'nested',
  markedForReenrollment: 'flag',
  opening: 'nested',
  resetAt: 'number',
  mailboxSpent: 'flag',
  passkeyIds: 'texts',
  passkeyHosts: 'texts',
  passwordByMailAt: 'number',
  breakGlass: 'nested',
  removals: 'nested',
  frozen: 'nested',
};

export function enrollmentCollection(database: Database): Collection<StoredEnrollments> {
  return database.collection<StoredEnrollments>('enrollments', fields, 'accountId');
}

export function createEnrollments(
  database: Database,
  enrollments: Collection<StoredEnrollments>,
  standings: Standings,
): EnrollmentStore {
  return {
    find: (accountId) =>
      database.ask([accountId], wholeEnrollments(accountId, undefined), async () => {
        const standing = standings.of(accountId);
        if (standing) return (await standing).enrollments;
        return asEnrollments(accountId, await enrollments.find({ accountId }));
      }),
    replace: (next) => {
      const { accountId, version } = next;
      return database.ask([accountId, version], { ok: false, reason: 'changed' }, () =>
        standings.changing(accountId, () => replace(enrollments, next), {
          enrollments: wholeEnrollments(accountId, next),
        }),
      );
    },
    passkeyHosts: () =>
      database.ask([], [], async () => (await enrollments.distinct('passkeyHosts')).map(String)),
  };
}

async function replace(
  enrollments: Collection<StoredEnrollments>,
  next: Enrollments,
): Promise<EnrollmentsReplaced> {
  const { accountId, version } = next;
  const stored = storedEnrollments(next);
  const outcome =
    version === 1
      ? ((await enrollments.insert(stored)) ?? 'written')
      : await enrollments.replace({ accountId, version: version - 1 }, stored);
  if (outcome === 'written') return { ok: true };
  return { ok: false, reason: outcome !== 'missed' && isPasskey(outcome) ? 'passkey-taken' : 'changed' };
}

function isPasskey({ fields: taken }: Taken): boolean {
  return taken.includes('passkeyIds');
}

export function storedEnrollments(record: Enrollments): StoredEnrollments {
  const passkeys = passkeysOf(record);
  if (passkeys.length === 0) return record;
  const passkeyIds = passkeys.map(({ credentialId }) => credentialId);
  return { ...record, passkeyIds, passkeyHosts: [...new Set(passkeys.map(({ rpId }) => rpId))] };
}

export function asEnrollments(accountId: string, stored: StoredEnrollments | undefined): Enrollments {
  if (!stored) return wholeEnrollments(accountId, undefined);
  const { passkeyIds: _ids, passkeyHosts: _hosts, ...record } = stored;
  return wholeEnrollments(accountId, record);
}
