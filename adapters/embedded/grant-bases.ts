// Bases of grants in SQLite.
// Invariant: as the port says; nothing expired is returned. What was discarded leaves its row, empty, until it would have expired.
import type { GrantBases, GrantBasis, GrantBatches } from '../../ports/grant-bases.ts';
import type { Database } from './database.ts';
import { type Body, parseBody, parseIfAny } from './queries.ts';

export function createGrantBases(database: Database): GrantBases {
  return {
    async save(basis) {
      await database.write((q) =>
        q.run(
          `INSERT OR REPLACE INTO grant_bases (id, session_uid, account_id, ends_with_session, body, expires_at)
           VALUES (?, ?, ?, ?, ?, ?)`,
          basis.grantId,
          basis.sessionUid,
          basis.accountId,
          basis.endsWithSession ? 1 : 0,
          JSON.stringify(basis),
          basis.expiresAt,
        ),
      );
    },
    find: (grantId, now) =>
      database.read((q) =>
        parseIfAny<GrantBasis>(
          q.get<Body>(
            'SELECT body FROM grant_bases WHERE id = ? AND expires_at > ? AND body IS NOT NULL',
            grantId,
            now,
          ),
        ),
      ),
    ofSession: (sessionUid, now) =>
      inBatches(database, 'session_uid = ? AND ends_with_session = 1', sessionUid, now),
    madeIn: (sessionUid, now) => inBatches(database, 'session_uid = ?', sessionUid, now),
    ofAccount: (accountId, now) => inBatches(database, 'account_id = ?', accountId, now),
    async discard(grantId) {
      await database.write((q) => q.run('UPDATE grant_bases SET body = NULL WHERE id = ?', grantId));
    },
    everSaved: (grantId) =>
      database.read((q) => q.get('SELECT 1 FROM grant_bases WHERE id = ?', grantId) !== undefined),
  };
}

const batch = 200;

interface Placed extends Body {
  readonly place: number;
}

/** In the order in which they were saved. @param which of an index, with one value */
async function* inBatches(database: Database, which: string, value: string, now: number): GrantBatches {
  const sql = `SELECT rowid AS place, body FROM grant_bases WHERE ${which} AND rowid > ? AND expires_at > ?
    AND body IS NOT NULL ORDER BY rowid LIMIT ?`;
  for (let after = 0; ; ) {
    const rows = await database.read((q) => q.all<Placed>(sql, value, after, now, batch));
    if (rows.length > 0) yield rows.map((row) => parseBody<GrantBasis>(row));
    if (rows.length < batch) return;
    after = rows.at(-1)?.place ?? after;
  }
}
