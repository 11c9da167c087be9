// Requests for help in SQLite.
// Invariant: closing is one conditional update.
import type { HelpRequest, HelpRequests } from '../../ports/help-requests.ts';
import type { Database } from './database.ts';
import { insertNew } from './versioned.ts';

export const selectHelpRequest = `SELECT id, tenant_id AS tenantId, account_id AS accountId, note, at, closed_at AS closedAt,
  closed_by AS closedBy FROM help_requests`;

export function createHelpRequests(database: Database): HelpRequests {
  return {
    create: (request) => database.write((q) => insertNew(q, 'help_requests', helpRequestRow(request))),
    find: (id) => database.read((q) => q.get<HelpRequest>(`${selectHelpRequest} WHERE id = ?`, id)),
    openOf: (accountId) =>
      database.read((q) =>
        q.get<HelpRequest>(
          `${selectHelpRequest} WHERE account_id = ? AND closed_at IS NULL LIMIT 1`,
          accountId,
        ),
      ),
    list: (tenantId, which, after, limit) =>
      database.read((q) =>
        q.all<HelpRequest>(
          `${selectHelpRequest} WHERE tenant_id = ? AND id > ?${which === 'open' ? ' AND closed_at IS NULL' : ''}
           ORDER BY id LIMIT ?`,
          tenantId,
          after ?? '',
          limit,
        ),
      ),
    close: (id, at, by) =>
      database.write(
        (q) =>
          q.run(
            'UPDATE help_requests SET closed_at = ?, closed_by = ? WHERE id = ? AND closed_at IS NULL',
            at,
            by,
            id,
          ) === 1,
      ),
  };
}

export function helpRequestRow(request: HelpRequest) {
  return {
    id: request.id,
    tenant_id: request.tenantId,
    account_id: request.accountId,
    note: request.note,
    at: request.at,
    closed_at: request.closedAt,
    closed_by: request.closedBy,
  };
}
