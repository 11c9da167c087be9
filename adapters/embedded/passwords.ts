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
        toPassword(
          q.get<PasswordRow>(
            `SELECT account_id AS accountId, version, hash, set_at AS setAt, set_by AS setBy, event_id AS eventId, refused
             FROM passwords WHERE account_id = ?`,
            accountId,
          ),
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
    async refuse(accountId, version, name) {
      await database.write((q) =>
        q.run(
          `UPDATE passwords SET refused = json_insert(refused, '$[#]', ?1) WHERE account_id = ?2 AND version = ?3
             AND NOT EXISTS (SELECT 1 FROM json_each(refused) WHERE value = ?1)`,
          name,
          accountId,
          version,
        ),
      );
    },
    async admit(accountId) {
      await database.write((q) =>
        q.run("UPDATE passwords SET refused = '[]' WHERE account_id = ?", accountId),
      );
    },
  };
}

interface PasswordRow extends Omit<StoredPassword, 'refused'> {
  /** JSON. */
  readonly refused: string;
}

/** Without `refused` where nobody is, as it was written. */
function toPassword(row: PasswordRow | undefined): StoredPassword | undefined {
  if (!row) return undefined;
  const { refused, ...password } = row;
  const names: readonly string[] = JSON.parse(refused);
  return names.length === 0 ? password : { ...password, refused: names };
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
    `UPDATE passwords SET version = ?, hash = ?, set_at = ?, set_by = ?, event_id = ?, refused = '[]'
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
