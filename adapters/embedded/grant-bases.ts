// Bases of grants in SQLite.
// Invariant: as the port says; nothing expired is returned. What was discarded leaves its row, empty, until it would have expired.
import type { GrantBases, GrantBasis } from '../../ports/grant-bases.ts';
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
      database.read((q) =>
        q
          .all<Body>(
            'SELECT body FROM grant_bases WHERE session_uid = ? AND ends_with_session = 1 AND expires_at > ? AND body IS NOT NULL',
            sessionUid,
            now,
          )
          .map((row) => parseBody<GrantBasis>(row)),
      ),
    ofAccount: (accountId, now) =>
      database.read((q) =>
        q
          .all<Body>(
            'SELECT body FROM grant_bases WHERE account_id = ? AND expires_at > ? AND body IS NOT NULL',
            accountId,
            now,
          )
          .map((row) => parseBody<GrantBasis>(row)),
      ),
    async discard(grantId) {
      await database.write((q) => q.run('UPDATE grant_bases SET body = NULL WHERE id = ?', grantId));
    },
    everSaved: (grantId) =>
      database.read((q) => q.get('SELECT 1 FROM grant_bases WHERE id = ?', grantId) !== undefined),
  };
}
