// Applications to be told of a sign-out, in MongoDB.
// Invariant: as the port says; each is taken by one conditional update of its own, and a crash between two leaves the rest.
import type { Logout, Logouts } from '../../ports/logouts.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';

const fields: Fields<Logout> = {
  id: 'text',
  clientId: 'text',
  accountId: 'text',
  sid: 'text',
  createdAt: 'number',
  tries: 'number',
  dueAt: 'number',
};

export function logoutCollection(database: Database): Collection<Logout> {
  return database.collection<Logout>('logouts', fields, 'id');
}

export function createLogouts(database: Database): Logouts {
  const logouts = logoutCollection(database);
  return {
    put: (logout) => database.ask([logout.id], false, async () => (await logouts.insert(logout)) === null),
    takeDue: (now, retryAt, limit) =>
      database.ask([now, retryAt, limit], [], () => takeDue(logouts, now, retryAt, limit)),
    remove: (id) =>
      database.ask([id], undefined, async () => {
        await logouts.remove({ id });
      }),
  };
}

async function takeDue(
  logouts: Collection<Logout>,
  now: number,
  retryAt: number,
  limit: number,
): Promise<Logout[]> {
  const taken: Logout[] = [];
  while (taken.length < limit) {
    const logout = await logouts.take(
      { dueAt: { $lte: now } },
      { dueAt: 1, id: 1 },
      { set: { dueAt: retryAt }, add: { tries: 1 } },
    );
    if (!logout) break;
    taken.push(logout);
  }
  return taken;
}
