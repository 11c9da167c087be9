// Schema version 10: one request for help of an account is open at a time, also of two that are made at once: while it is open
// it holds the account's id in a field of its own. Of those that were open beside each other the first stays. And removals that
// were asked for before version 8 are found when they fall due.
// Invariant: released steps are never edited; a change is a new file.
import type { Connection } from 'mongoose';
import { firstRemovalUntil } from '../../first-removal.ts';
import { takenBy } from '../errors.ts';
import type { Index } from '../indexes.ts';

export const oneOpenHelpRequest: readonly Index[] = [
  { collection: 'help_requests', key: { openAccountId: 1 }, unique: true, sparse: true },
];

/** Each document is changed by one conditional write, so that several may do it at once, and it may be done again. */
export async function fillForVersion10(connection: Connection): Promise<void> {
  await markOpenRequests(connection);
  await markDueRemovals(connection);
}

interface StoredRequest {
  readonly _id: string;
  readonly accountId: string;
  readonly at: number;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
  readonly openAccountId?: string;
}

async function markOpenRequests(connection: Connection): Promise<void> {
  const requests = connection.collection<StoredRequest>('help_requests');
  const unmarked = { closedAt: null, openAccountId: { $exists: false } };
  for await (const { _id, accountId, at } of requests.find(unmarked).sort({ at: 1, _id: 1 })) {
    try {
      await requests.updateOne({ _id, ...unmarked }, { $set: { openAccountId: accountId } });
    } catch (error) {
      if (!takenBy(error)) throw error;
      await requests.updateOne({ _id, ...unmarked }, { $set: { closedAt: at, closedBy: 'sallyport' } });
    }
  }
}

interface StoredRemovals {
  readonly _id: string;
  readonly version: number;
  readonly removals?: Parameters<typeof firstRemovalUntil>[0]['removals'];
  readonly removalUntil?: number;
}

async function markDueRemovals(connection: Connection): Promise<void> {
  const enrollments = connection.collection<StoredRemovals>('enrollments');
  const unmarked = { removalUntil: { $exists: false }, 'removals.0': { $exists: true } };
  for await (const { _id, version, removals } of enrollments.find(unmarked)) {
    const until = firstRemovalUntil({ removals });
    // Written again meanwhile: then it was marked with that.
    if (until !== null) await enrollments.updateOne({ _id, version }, { $set: { removalUntil: until } });
  }
}
