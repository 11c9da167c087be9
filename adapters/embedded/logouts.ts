// Applications to be told of a sign-out, in SQLite.
// Invariant: as the port says; each is taken by one update of its own.
import type { Logout, Logouts } from '../../ports/logouts.ts';
import type { Database } from './database.ts';
import type { Queries } from './queries.ts';
import { insertNew, type Row } from './versioned.ts';

export const logoutColumns = `id, client_id AS clientId, account_id AS accountId, sid, created_at AS createdAt, tries,
  due_at AS dueAt`;

export function createLogouts(database: Database): Logouts {
  return {
    put: (logout) => database.write((q) => insertNew(q, 'logouts', logoutRow(logout))),
    takeDue: (now, retryAt, limit) => database.write((q) => takeDue(q, now, retryAt, limit)),
    async remove(id) {
      await database.write((q) => q.run('DELETE FROM logouts WHERE id = ?', id));
    },
  };
}

function takeDue(q: Queries, now: number, retryAt: number, limit: number): Logout[] {
  const due = q.all<{ id: string }>(
    'SELECT id FROM logouts WHERE due_at <= ? ORDER BY due_at, id LIMIT ?',
    now,
    limit,
  );
  return due.flatMap(({ id }) =>
    q.all<Logout>(
      `UPDATE logouts SET tries = tries + 1, due_at = ? WHERE id = ? RETURNING ${logoutColumns}`,
      retryAt,
      id,
    ),
  );
}

export function logoutRow({ id, clientId, accountId, sid, createdAt, tries, dueAt }: Logout): Row {
  return {
    id,
    client_id: clientId,
    account_id: accountId,
    sid,
    created_at: createdAt,
    tries,
    due_at: dueAt,
  };
}
