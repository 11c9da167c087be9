// Requests for help in MongoDB, one document each.
// Invariant: closing is one conditional update; while a request is open it holds its account's id under a unique index.
import type { HelpRequest, HelpRequests } from '../../ports/help-requests.ts';
import { closedRequestKeptMs } from '../kept-help-requests.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';

/** A request with what no other may share while it is open. */
export interface StoredHelpRequest extends HelpRequest {
  /** Absent once it is closed. */
  readonly openAccountId?: string;
}

const fields: Fields<StoredHelpRequest> = {
  id: 'text',
  tenantId: 'text',
  accountId: 'text',
  note: 'text',
  at: 'number',
  closedAt: 'number',
  closedBy: 'text',
  openAccountId: 'text',
};

export interface SweptHelpRequests extends HelpRequests {
  /** Removes up to `limit` that were closed long ago. */
  sweep(now: number, limit: number): Promise<number>;
}

export function helpRequestCollection(database: Database): Collection<StoredHelpRequest> {
  return database.collection<StoredHelpRequest>('help_requests', fields, 'id');
}

export function storedHelpRequest(request: HelpRequest): StoredHelpRequest {
  return request.closedAt === null ? { ...request, openAccountId: request.accountId } : request;
}

export function asHelpRequest({ openAccountId: _open, ...request }: StoredHelpRequest): HelpRequest {
  return request;
}

export function createHelpRequests(database: Database): SweptHelpRequests {
  const requests = helpRequestCollection(database);
  const read = (stored: StoredHelpRequest | undefined) => stored && asHelpRequest(stored);
  return {
    create: (request) =>
      database.ask(
        [request.id, request.tenantId, request.accountId],
        false,
        async () => (await requests.insert(storedHelpRequest(request))) === null,
      ),
    find: (id) => database.ask([id], undefined, async () => read(await requests.find({ id }))),
    openOf: (accountId) =>
      database.ask([accountId], undefined, async () =>
        read(await requests.find({ openAccountId: accountId })),
      ),
    list: (tenantId, which, after, limit) =>
      database.ask([tenantId, after ?? '', limit], [], async () => {
        const isOpen = which === 'open' && { closedAt: null };
        const found = await requests.list(
          { tenantId, id: { $gt: after ?? '' }, ...isOpen },
          { id: 1 },
          limit,
        );
        return found.map(asHelpRequest);
      }),
    close: (id, at, by) =>
      database.ask([id, at, by], false, () =>
        requests.update(
          { id, closedAt: null },
          { set: { closedAt: at, closedBy: by }, clear: { openAccountId: true } },
        ),
      ),
    sweep: (now, limit) =>
      database.ask([now, limit], 0, () =>
        requests.removeSome({ closedAt: { $lte: now - closedRequestKeptMs } }, limit),
      ),
  };
}
