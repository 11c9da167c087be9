// Enrollments in MongoDB: one versioned document an account.
// Invariant: as the port says: every change is one conditional write of the whole document; an account without one has an
// empty record of version 0. No credential id leads to two accounts: they stand in one list under a unique index.
import type {
  EnrollmentStore,
  Enrollments,
  EnrollmentsReplaced,
  RemovalUnderWay,
} from '../../ports/enrollments.ts';
import { firstRemovalUntil } from '../first-removal.ts';
import { passkeysOf } from '../passkeys-of.ts';
import { wholeEnrollments } from '../whole-enrollments.ts';
import type { Collection, Filter } from './collection.ts';
import type { Database } from './database.ts';
import type { Taken } from './errors.ts';
import type { Fields } from './fields.ts';
import type { Standings } from './standings.ts';

/** A record with what it is found by. */
export interface StoredEnrollments extends Enrollments {
  /** No other may share them; absent where there is none, because the index takes empty lists for equal. */
  readonly passkeyIds?: readonly string[];
  readonly passkeyHosts?: readonly string[];
  /** When the first removal falls due, ms; absent where none is under way. */
  readonly removalUntil?: number;
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
  confirmationsVoidUntil: 'number',
  mailboxSpent: 'flag',
  mailboxDisabledAt: 'number',
  passkeyIds: 'texts',
  passkeyHosts: 'texts',
  removalUntil: 'number',
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
    removalsDue: (now, after, limit) =>
      database.ask([now, after?.until ?? 0, after?.accountId ?? '', limit], [], () =>
        removalsDue(enrollments, now, after, limit),
      ),
    passkeyHosts: () =>
      database.ask([], [], async () => (await enrollments.distinct('passkeyHosts')).map(String)),
  };
}

const longestDueFirst = { removalUntil: 1, accountId: 1 } as const;

/** Two ranges of one index rather than one `$or`: first what is left of that moment, then what fell due later. */
async function removalsDue(
  enrollments: Collection<StoredEnrollments>,
  now: number,
  after: RemovalUnderWay | null,
  limit: number,
): Promise<RemovalUnderWay[]> {
  const list = (filter: Filter<StoredEnrollments>, most: number) =>
    enrollments.list(filter, longestDueFirst, most);
  const beside = after
    ? await list({ removalUntil: after.until, accountId: { $gt: after.accountId } }, limit)
    : [];
  const later = await list({ removalUntil: { $gt: after?.until ?? 0, $lte: now } }, limit - beside.length);
  return [...beside, ...later].map(({ accountId, removalUntil: until = 0 }) => ({ accountId, until }));
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
  const until = firstRemovalUntil(record);
  return {
    ...record,
    ...(until !== null && { removalUntil: until }),
    ...(passkeys.length > 0 && {
      passkeyIds: passkeys.map(({ credentialId }) => credentialId),
      passkeyHosts: [...new Set(passkeys.map(({ rpId }) => rpId))],
    }),
  };
}

export function asEnrollments(accountId: string, stored: StoredEnrollments | undefined): Enrollments {
  if (!stored) return wholeEnrollments(accountId, undefined);
  const { passkeyIds: _ids, passkeyHosts: _hosts, removalUntil: _until, ...record } = stored;
  return wholeEnrollments(accountId, record);
}
