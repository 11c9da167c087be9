// node-oidc-provider's records in SQLite.
// Invariant: `consumed` is set once and survives a later save, so nothing used can become unused again.
import type { RecordPayload, Records } from '../../ports/records.ts';
import type { Database } from './database.ts';
import type { Body, Queries, Value } from './queries.ts';
import { parseBody } from './queries.ts';

interface RecordRow extends Body {
  readonly consumed: number | null;
}

const columns = '(model, id, body, uid, grant_id, account_id, expires_at, consumed)';
const replacing = `body = excluded.body, uid = excluded.uid, grant_id = excluded.grant_id,
  account_id = excluded.account_id, expires_at = excluded.expires_at`;

export function createRecords(database: Database): Records {
  return {
    find: (model, id, now) =>
      database.read((q) =>
        toPayload(
          q.get<RecordRow>(
            'SELECT body, consumed FROM records WHERE model = ? AND id = ? AND expires_at > ?',
            model,
            id,
            now,
          ),
        ),
      ),
    findByUid: (model, uid, now) => database.read((q) => findNewestByUid(q, model, uid, now)),
    async save(model, id, payload, expiresAt) {
      await database.write((q) =>
        q.run(
          `INSERT INTO records ${columns} VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (model, id) DO UPDATE SET ${replacing}, consumed = coalesce(records.consumed, excluded.consumed)`,
          ...toValues(model, id, payload, expiresAt),
        ),
      );
    },
    insert: (model, id, payload, expiresAt, now) =>
      database.write(
        (q) =>
          q.run(
            `INSERT INTO records ${columns} VALUES (?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (model, id) DO UPDATE SET ${replacing}, consumed = excluded.consumed
             WHERE records.expires_at <= ?`,
            ...toValues(model, id, payload, expiresAt),
            now,
          ) === 1,
      ),
    consume: (model, id, now) =>
      database.write(
        (q) =>
          q.run(
            'UPDATE records SET consumed = ? WHERE model = ? AND id = ? AND consumed IS NULL AND expires_at > ?',
            Math.floor(now / 1000),
            model,
            id,
            now,
          ) === 1,
      ),
    async destroy(model, id) {
      await database.write((q) => q.run('DELETE FROM records WHERE model = ? AND id = ?', model, id));
    },
    async revoke(by) {
      await database.write((q) =>
        'grantId' in by ? revokeGrant(q, by.grantId) : revokeAccount(q, by.accountId),
      );
    },
  };
}

/** While a session's id rotates there can be two of one uid: the one written last. */
function findNewestByUid(q: Queries, model: string, uid: string, now: number): RecordPayload | undefined {
  const sql = `SELECT body, consumed FROM records WHERE model = ? AND uid = ? AND expires_at > ?
    ORDER BY rowid DESC LIMIT 1`;
  return toPayload(q.get<RecordRow>(sql, model, uid, now));
}

/** The Grant's own record goes too: its payload does not name itself. */
function revokeGrant(q: Queries, grantId: string): void {
  q.run('DELETE FROM records WHERE grant_id = ?', grantId);
  q.run("DELETE FROM records WHERE model = 'Grant' AND id = ?", grantId);
}

function revokeAccount(q: Queries, accountId: string): void {
  q.run('DELETE FROM records WHERE account_id = ?', accountId);
}

function toValues(model: string, id: string, payload: RecordPayload, expiresAt: number): Value[] {
  const consumed = typeof payload.consumed === 'number' ? payload.consumed : null;
  const indexes = [payload.uid, payload.grantId, payload.accountId].map((value) =>
    typeof value === 'string' ? value : null,
  );
  return [model, id, JSON.stringify(payload), ...indexes, expiresAt, consumed];
}

function toPayload(row: RecordRow | undefined): RecordPayload | undefined {
  if (!row) return undefined;
  const payload = parseBody<RecordPayload>(row);
  return row.consumed === null ? payload : { ...payload, consumed: row.consumed };
}
