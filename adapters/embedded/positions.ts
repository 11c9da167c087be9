// How far followers have read, in SQLite.
// Invariant: a position moves only from where its caller saw it.
import type { Positions } from '../../ports/audit-store.ts';
import type { Database } from './database.ts';
import { insertNew } from './versioned.ts';

export function createPositions(database: Database): Positions {
  return {
    get: (follower, chain) =>
      database.read(
        (q) =>
          q.get<{ position: number }>(
            'SELECT position FROM positions WHERE follower = ? AND chain = ?',
            follower,
            chain,
          )?.position ?? 0,
      ),
    advance: (follower, chain, from, to) =>
      database.write((q) => {
        if (from === 0 && insertNew(q, 'positions', { follower, chain, position: to })) return true;
        const sql = 'UPDATE positions SET position = ? WHERE follower = ? AND chain = ? AND position = ?';
        return q.run(sql, to, follower, chain, from) === 1;
      }),
  };
}
