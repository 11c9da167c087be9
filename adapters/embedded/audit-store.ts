// Rows of the audit chains in SQLite.
// Invariant: rows are inserted, and never updated but to remove the personal part.
import type { AuditRow, AuditStore } from '../../ports/audit-store.ts';
import type { Database } from './database.ts';
import type { Queries, Value } from './queries.ts';
import { insertNew } from './versioned.ts';

export const selectAudit = `SELECT chain, sequence, id, at, type, account_id AS accountId, body, personal,
  personal_digest AS personalDigest, key_id AS keyId, mac FROM audit`;

export function createAuditStore(database: Database): AuditStore {
  return {
    head: (chain) =>
      database.read(
        (q) =>
          q.get<{ sequence: number; mac: string }>(
            'SELECT sequence, mac FROM audit WHERE chain = ? ORDER BY sequence DESC LIMIT 1',
            chain,
          ) ?? { sequence: 0, mac: '' },
      ),
    insert: (rows) => database.write((q) => insertUntilTaken(q, rows)),
    read: (chain, after, limit) =>
      database.read((q) =>
        q.all<AuditRow>(
          `${selectAudit} WHERE chain = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
          chain,
          after,
          limit,
        ),
      ),
    readBack: (chain, before, limit, accountId) =>
      database.read((q) => readBack(q, chain, before ?? Number.MAX_SAFE_INTEGER, limit, accountId)),
    findById: (id) => database.read((q) => q.get<AuditRow>(`${selectAudit} WHERE id = ?`, id)),
    chains: () => database.read(allChains),
    async erasePersonal(accountId) {
      await database.write((q) => q.run('UPDATE audit SET personal = NULL WHERE account_id = ?', accountId));
    },
  };
}

function insertUntilTaken(q: Queries, rows: readonly AuditRow[]): number {
  const taken = rows.findIndex((row) => !insertNew(q, 'audit', auditRow(row)));
  return taken === -1 ? rows.length : taken;
}

function readBack(q: Queries, chain: string, before: number, limit: number, accountId?: string): AuditRow[] {
  const ofAccount = accountId === undefined ? '' : 'AND account_id = ?';
  const sql = `${selectAudit} WHERE chain = ? AND sequence < ? ${ofAccount} ORDER BY sequence DESC LIMIT ?`;
  const filter: Value[] = accountId === undefined ? [] : [accountId];
  return q.all<AuditRow>(sql, chain, before, ...filter, limit);
}

/** Hops from chain to chain along the index: the table is large, the chains are few. */
function allChains(q: Queries): string[] {
  const rows = q.all<{ chain: string }>(
    `WITH RECURSIVE hop (chain) AS (
       SELECT min(chain) FROM audit
       UNION ALL
       SELECT (SELECT min(chain) FROM audit WHERE audit.chain > hop.chain) FROM hop WHERE hop.chain IS NOT NULL
     ) SELECT chain FROM hop WHERE chain IS NOT NULL`,
  );
  return rows.map((row) => row.chain);
}

export function auditRow(row: AuditRow) {
  return {
    chain: row.chain,
    sequence: row.sequence,
    id: row.id,
    at: row.at,
    type: row.type,
    account_id: row.accountId,
    body: row.body,
    personal: row.personal,
    personal_digest: row.personalDigest,
    key_id: row.keyId,
    mac: row.mac,
  };
}
