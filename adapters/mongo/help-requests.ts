// Requests for help in MongoDB, one document each.
// Invariant: closing is one conditional update.
import type { HelpRequest, HelpRequests } from '../../ports/help-requests.ts';
import { closedRequestKeptMs } from '../kept-help-requests.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';

const fields: Fields<HelpRequest> = {
  id: 'text',
  tenantId: 'text',
  accountId: 'text',
  note: 'text',
  at: 'number',
  closedAt: 'number',
  closedBy: 'text',
};

export interface SweptHelpRequests extends HelpRequests {
  /** Removes up to `limit` that were closed long ago. */
  sweep(now: number, limit: number): Promise<number>;
}

export function helpRequestCollection(database: Database): Collection<HelpRequest> {
  return database.collection<HelpRequest>('help_requests', fields, 'id');
}

export function createHelpRequests(database: Database): SweptHelpRequests {
  const requests = helpRequestCollection(database);
  return {
    create: (request) =>
      database.ask(
        [request.id, request.tenantId, request.accountId],
        false,
        async () => (await requests.insert(request)) === null,
      ),
    find: (id) => database.ask([id], undefined, () => requests.find({ id })),
    openOf: (accountId) =>
      database.ask([accountId], undefined, () => requests.find({ accountId, closedAt: null })),
    list: (tenantId, which, after, limit) =>
      database.ask([tenantId, after ?? '', limit], [], () =>
        requests.list(
          { tenantId, id: { $gt: after ?? '' }, ...(which === 'open' && { closedAt: null }) },
          { id: 1 },
          limit,
        ),
      ),
    close: (id, at, by) =>
      database.ask([id, at, by], false, () =>
        requests.update({ id, closedAt: null }, { set: { closedAt: at, closedBy: by } }),
      ),
    sweep: (now, limit) =>
      database.ask([now, limit], 0, () =>
        requests.removeSome({ closedAt: { $lte: now - closedRequestKeptMs } }, limit),
      ),
  };
}
