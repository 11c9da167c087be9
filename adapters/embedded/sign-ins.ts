// Sign-ins in SQLite.
// Invariant: as the port says; an expired one gives way to a new one of the same id.
import type { SignIn, SignInChange, SignIns } from '../../ports/sign-ins.ts';
import type { Database } from './database.ts';
import { type Body, parseIfAny, type Queries } from './queries.ts';
import { insertNew } from './versioned.ts';

export function createSignIns(database: Database): SignIns {
  return {
    async open(signIn) {
      await database.write((q) => open(q, signIn));
    },
    find: (id, now) => database.read((q) => find(q, id, now)),
    change: (id, change, now) => database.write((q) => setFields(q, id, change, now)),
    async discard(id) {
      await database.write((q) => q.run('DELETE FROM sign_ins WHERE id = ?', id));
    },
  };
}

function open(q: Queries, signIn: SignIn): void {
  q.run('DELETE FROM sign_ins WHERE id = ? AND expires_at <= ?', signIn.id, signIn.arrivedAt);
  insertNew(q, 'sign_ins', {
    id: signIn.id,
    body: JSON.stringify(signIn),
    expires_at: signIn.expiresAt,
  });
}

function find(q: Queries, id: string, now: number): SignIn | undefined {
  const row = q.get<Body>('SELECT body FROM sign_ins WHERE id = ? AND expires_at > ?', id, now);
  return parseIfAny<SignIn>(row);
}

function setFields(q: Queries, id: string, change: SignInChange, now: number): SignIn | undefined {
  const present = find(q, id, now);
  if (!present) return undefined;
  const next: SignIn = { ...present, ...change };
  q.run('UPDATE sign_ins SET body = ? WHERE id = ?', JSON.stringify(next), id);
  return next;
}
