// Invitations, mailed codes and enrollment codes in SQLite.
// Invariant: a try and the use are each one conditional update.
import type { OneTimeSecret, OneTimeSecrets } from '../../ports/one-time-secrets.ts';
import type { Database } from './database.ts';
import type { Queries } from './queries.ts';
import { insertNew } from './versioned.ts';

export const selectSecret = `SELECT id, purpose, account_id AS accountId, hash, bound_to AS boundTo, tries_left AS triesLeft,
  created_at AS createdAt, expires_at AS expiresAt, used_at AS usedAt FROM one_time_secrets`;

export function createOneTimeSecrets(database: Database): OneTimeSecrets {
  return {
    async issue(secret) {
      await database.write((q) => issue(q, secret));
    },
    find: (id, now) =>
      database.read((q) => q.get<OneTimeSecret>(`${selectSecret} WHERE id = ? AND expires_at > ?`, id, now)),
    findFor: (accountId, purpose, now) =>
      database.read((q) =>
        q.get<OneTimeSecret>(
          `${selectSecret} WHERE account_id = ? AND purpose = ? AND expires_at > ? AND used_at IS NULL`,
          accountId,
          purpose,
          now,
        ),
      ),
    takeTry: (id, now) =>
      database.write(
        (q) =>
          q.run(
            `UPDATE one_time_secrets SET tries_left = tries_left - 1
             WHERE id = ? AND expires_at > ? AND used_at IS NULL AND tries_left > 0`,
            id,
            now,
          ) === 1,
      ),
    consume: (id, now) =>
      database.write(
        (q) =>
          q.run(
            'UPDATE one_time_secrets SET used_at = ? WHERE id = ? AND expires_at > ? AND used_at IS NULL',
            now,
            id,
            now,
          ) === 1,
      ),
    async void(accountId) {
      await database.write((q) => q.run('DELETE FROM one_time_secrets WHERE account_id = ?', accountId));
    },
  };
}

function issue(q: Queries, secret: OneTimeSecret): void {
  q.run(
    'DELETE FROM one_time_secrets WHERE account_id = ? AND purpose = ?',
    secret.accountId,
    secret.purpose,
  );
  if (!insertNew(q, 'one_time_secrets', secretRow(secret)))
    throw new Error('The id of a one-time secret is taken: it must be random.');
}

export function secretRow(secret: OneTimeSecret) {
  return {
    id: secret.id,
    purpose: secret.purpose,
    account_id: secret.accountId,
    hash: secret.hash,
    bound_to: secret.boundTo,
    tries_left: secret.triesLeft,
    created_at: secret.createdAt,
    expires_at: secret.expiresAt,
    used_at: secret.usedAt,
  };
}
