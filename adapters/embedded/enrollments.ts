// Enrollments in SQLite: one versioned row an account, and beside it a row for each of its passkeys.
// Invariant: as the port says; an account without a row has an empty record of version 0. No credential id leads to two
// accounts: record and passkeys are written in one transaction.
import type {
  EnrollmentStore,
  Enrollments,
  EnrollmentsReplaced,
  RemovalUnderWay,
} from '../../ports/enrollments.ts';
import { firstRemovalUntil } from '../first-removal.ts';
import { passkeysOf } from '../passkeys-of.ts';
import { wholeEnrollments } from '../whole-enrollments.ts';
import type { Database } from './database.ts';
import { type Body, parseIfAny, type Queries } from './queries.ts';
import { insertNew, replaceVersion, standsAt } from './versioned.ts';

export function createEnrollments(database: Database): EnrollmentStore {
  return {
    find: (accountId) =>
      database.read((q) =>
        wholeEnrollments(
          accountId,
          parseIfAny<Enrollments>(q.get<Body>('SELECT body FROM enrollments WHERE id = ?', accountId)),
        ),
      ),
    replace: (next) => database.write((q) => replace(q, next)),
    removalsDue: (now, after, limit) =>
      database.read((q) =>
        q.all<RemovalUnderWay>(
          `SELECT id AS accountId, removal_until AS until FROM enrollments
           WHERE removal_until <= ? AND (removal_until, id) > (?, ?) ORDER BY removal_until, id LIMIT ?`,
          now,
          after?.until ?? 0,
          after?.accountId ?? '',
          limit,
        ),
      ),
    passkeyHosts: () =>
      database.read((q) =>
        q.all<{ host: string }>('SELECT DISTINCT rp_id AS host FROM passkeys').map(({ host }) => host),
      ),
  };
}

function replace(q: Queries, next: Enrollments): EnrollmentsReplaced {
  const { accountId, version } = next;
  const isPresent =
    version === 1
      ? !q.get('SELECT 1 FROM enrollments WHERE id = ?', accountId)
      : standsAt(q, 'enrollments', accountId, version - 1);
  if (!isPresent) return { ok: false, reason: 'changed' };
  if (isTaken(q, next)) return { ok: false, reason: 'passkey-taken' };
  const row = enrollmentsRow(next);
  if (version === 1) insertNew(q, 'enrollments', row);
  else replaceVersion(q, 'enrollments', row);
  writePasskeys(q, next);
  return { ok: true };
}

function isTaken(q: Queries, next: Enrollments): boolean {
  const sql = 'SELECT 1 FROM passkeys WHERE credential_id = ? AND account_id <> ?';
  return passkeysOf(next).some(({ credentialId }) => q.get(sql, credentialId, next.accountId) !== undefined);
}

export function writePasskeys(q: Queries, record: Enrollments): void {
  const { accountId } = record;
  q.run('DELETE FROM passkeys WHERE account_id = ?', accountId);
  for (const { credentialId, rpId } of passkeysOf(record))
    insertNew(q, 'passkeys', { credential_id: credentialId, account_id: accountId, rp_id: rpId });
}

export function enrollmentsRow(record: Enrollments) {
  const { accountId, version } = record;
  return { id: accountId, version, body: JSON.stringify(record), removal_until: firstRemovalUntil(record) };
}
