// Password hashes in SQLite.
// Invariant: a version replaces the one that its caller saw, or nothing.
import type { Passwords, StoredPassword } from '../../ports/passwords.ts';
import type { Database } from './database.ts';
import type { Queries } from './queries.ts';
import { insertNew } from './versioned.ts';

export const selectPassword = `SELECT account_id AS accountId, version, hash, set_at AS setAt, set_by AS setBy,
  event_id AS eventId, refused FROM passwords`;

export function createPasswords(database: Database): Passwords {
  return {
    find: (accountId) =>
      database.read((q) =>
        toPasswordIfAny(q.get<PasswordRow>(`${selectPassword} WHERE account_id = ?`, accountId)),
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

export interface PasswordRow extends Omit<StoredPassword, 'refused'> {
  /** JSON. */
  readonly refused: string;
}

function toPasswordIfAny(row: PasswordRow | undefined): StoredPassword | undefined {
  return row && toPassword(row);
}

/** Without `refused` where nobody is, as it was written. */
export function toPassword({ refused, ...password }: PasswordRow): StoredPassword {
  const names: readonly string[] = JSON.parse(refused);
  return names.length === 0 ? password : { ...password, refused: names };
}

/** Nobody is refused by a new password yet. */
function insertFirst(q: Queries, { refused: _refused, ...password }: StoredPassword): boolean {
  return insertNew(q, 'passwords', passwordRow(password));
}

export function passwordRow(password: StoredPassword) {
  const { accountId, version, hash, setAt, setBy, eventId, refused = [] } = password;
  return {
    account_id: accountId,
    version,
    hash,
    set_at: setAt,
    set_by: setBy,
    event_id: eventId,
    refused: JSON.stringify(refused),
  };
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
