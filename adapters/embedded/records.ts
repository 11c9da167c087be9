// node-oidc-provider's records in SQLite.
// Invariant: `consumed` is set once and survives a later save, so nothing used can become unused again.
import type { GrantModel, RecordPayload, Records } from '../../ports/records.ts';
import type { Database } from './database.ts';
import { type Body, parseBody, type Queries, type Value } from './queries.ts';

interface RecordRow extends Body {
  readonly consumed: number | null;
}

const columns = '(model, id, body, uid, grant_id, account_id, expires_at, consumed)';
const replacing = `body = excluded.body, uid = excluded.uid, grant_id = excluded.grant_id,
  account_id = excluded.account_id, expires_at = excluded.expires_at`;

const grantModel: GrantModel = 'Grant';

/** Of what names a grant: that grant's own record lives. */
const grantStands = `(grant_id IS NULL OR EXISTS (
  SELECT 1 FROM records AS own WHERE own.model = '${grantModel}' AND own.id = records.grant_id AND own.expires_at > ?
    AND own.consumed IS NULL))`;

export function createRecords(database: Database): Records {
  const consume: Records['consume'] = (model, id, now) =>
    database.write(
      (q) =>
        q.run(
          `UPDATE records SET consumed = ?
           WHERE model = ? AND id = ? AND consumed IS NULL AND expires_at > ? AND ${grantStands}`,
          Math.floor(now / 1000),
          model,
          id,
          now,
          now,
        ) === 1,
    );
  return {
    find: (model, id, now) =>
      database.read((q) =>
        toPayload(
          q.get<RecordRow>(
            `SELECT body, consumed FROM records WHERE model = ? AND id = ? AND expires_at > ? AND ${grantStands}`,
            model,
            id,
            now,
            now,
          ),
        ),
      ),
    async save(model, id, payload, expiresAt) {
      await database.write((q) => saveRecord(q, model, id, payload, expiresAt));
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
    consume,
    consumeInScope: consume,
    async destroy(model, id) {
      await database.write((q) => q.run('DELETE FROM records WHERE model = ? AND id = ?', model, id));
    },
    async revoke(grantId) {
      await database.write((q) => revokeGrant(q, grantId));
    },
  };
}

/** Writes or replaces. What was consumed stays consumed. */
export function saveRecord(
  q: Queries,
  model: string,
  id: string,
  payload: RecordPayload,
  expiresAt: number,
): void {
  q.run(
    `INSERT INTO records ${columns} VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (model, id) DO UPDATE SET ${replacing}, consumed = coalesce(records.consumed, excluded.consumed)`,
    ...toValues(model, id, payload, expiresAt),
  );
}

/** The Grant's own record goes too: its payload does not name itself. */
function revokeGrant(q: Queries, grantId: string): void {
  q.run('DELETE FROM records WHERE grant_id = ?', grantId);
  q.run('DELETE FROM records WHERE model = ? AND id = ?', grantModel, grantId);
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
