// Password hashes in SQLite.
// Invariant: a version replaces the one that its caller saw, or nothing.
import type { Passwords, StoredPassword } from '../../ports/passwords.ts';
import type { Database } from './database.ts';
import type { Queries } from './queries.ts';
import { insertNew } from './versioned.ts';

export function createPasswords(database: Database): Passwords {
  return {
    find: (accountId) =>
      database.read((q) =>
        q.get<StoredPassword>(
          `SELECT account_id AS accountId, version, hash, set_at AS setAt, set_by AS setBy, event_id AS eventId
           FROM passwords WHERE account_id = ?`,
          accountId,
        ),
      ),
    set: (password, replaces) =>
      database.write((q) => (replaces === null ? insertFirst(q, password) : replace(q, password, replaces))),
    rehash: (accountId, version, hash) =>
      database.write(
        (q) =>
          q.run(
            'UPDATE passwords SET hash = ? WHERE account_id = ? AND version = ?',
            hash,
            accountId,
            version,
          ) === 1,
      ),
  };
}

function insertFirst(
  q: Queries,
  { accountId, version, hash, setAt, setBy, eventId }: StoredPassword,
): boolean {
  return insertNew(q, 'passwords', {
    account_id: accountId,
    version,
    hash,
    set_at: setAt,
    set_by: setBy,
    event_id: eventId,
  });
}

function replace(q: Queries, password: StoredPassword, replaces: string): boolean {
  const changed = q.run(
    `UPDATE passwords SET version = ?, hash = ?, set_at = ?, set_by = ?, event_id = ?
     WHERE account_id = ? AND version = ?`,
    password.version,
    password.hash,
    password.setAt,
    password.setBy,
    password.eventId,
    password.accountId,
    replaces,
  );
  return changed === 1;
}
