// Remembered consents in SQLite.
// Invariant: one row an account and client; the last one written stands.
import type { Consent, Consents } from '../../ports/consents.ts';
import { mostConsents } from '../most-consents.ts';
import type { Database } from './database.ts';
import { type Body, parseBody, parseIfAny } from './queries.ts';

export function createConsents(database: Database): Consents {
  return {
    find: (accountId, clientId) =>
      database.read((q) =>
        parseIfAny<Consent>(
          q.get<Body>(
            'SELECT body FROM consents WHERE account_id = ? AND client_id = ?',
            accountId,
            clientId,
          ),
        ),
      ),
    ofAccount: (accountId) =>
      database.read((q) =>
        q
          .all<Body>(
            'SELECT body FROM consents WHERE account_id = ? ORDER BY client_id LIMIT ?',
            accountId,
            mostConsents,
          )
          .map((row) => parseBody<Consent>(row)),
      ),
    async remember(consent) {
      await database.write((q) =>
        q.run(
          'INSERT OR REPLACE INTO consents (account_id, client_id, body) VALUES (?, ?, ?)',
          consent.accountId,
          consent.clientId,
          JSON.stringify(consent),
        ),
      );
    },
    async forget(accountId, clientId) {
      await database.write((q) =>
        q.run('DELETE FROM consents WHERE account_id = ? AND client_id = ?', accountId, clientId),
      );
    },
  };
}
