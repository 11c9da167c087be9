// Sign-ins in SQLite.
// Invariant: as the port says; an expired one gives way to a new one of the same id.
import type { SignIn, SignIns } from '../../ports/sign-ins.ts';
import type { Database } from './database.ts';
import { type Body, parseBody, parseIfAny, type Queries } from './queries.ts';
import { replaceVersion, type VersionedRow } from './versioned.ts';

export function createSignIns(database: Database): SignIns {
  return {
    open: (signIn) => database.write((q) => open(q, signIn)),
    find: (id, now) =>
      database.read((q) =>
        parseIfAny<SignIn>(q.get<Body>('SELECT body FROM sign_ins WHERE id = ? AND expires_at > ?', id, now)),
      ),
    replace: (next) => database.write((q) => replaceVersion(q, 'sign_ins', toRow(next))),
    async discard(id) {
      await database.write((q) => q.run('DELETE FROM sign_ins WHERE id = ?', id));
    },
  };
}

function open(q: Queries, signIn: SignIn): SignIn {
  const { id, version, body, expires_at } = toRow(signIn);
  q.run('DELETE FROM sign_ins WHERE id = ? AND expires_at <= ?', id, signIn.arrivedAt);
  q.run(
    'INSERT INTO sign_ins (id, version, body, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    id,
    version,
    body,
    expires_at,
  );
  const row = q.get<Body>('SELECT body FROM sign_ins WHERE id = ?', id);
  return row ? parseBody<SignIn>(row) : signIn;
}

function toRow(signIn: SignIn): VersionedRow & { readonly body: string; readonly expires_at: number } {
  return {
    id: signIn.id,
    version: signIn.version,
    body: JSON.stringify(signIn),
    expires_at: signIn.expiresAt,
  };
}
