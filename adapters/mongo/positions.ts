// How far followers have read, in MongoDB.
// Invariant: a position moves only from where its caller saw it; the first move is one upsert, let in once by the index.
import type { Positions } from '../../ports/audit-store.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';

interface Position {
  readonly follower: string;
  readonly chain: string;
  readonly position: number;
}

const fields: Fields<Position> = { follower: 'text', chain: 'text', position: 'number' };

export function createPositions(database: Database): Positions {
  const positions = database.collection<Position>('positions', fields, null);
  return {
    get: (follower, chain) =>
      database.ask(
        [follower, chain],
        0,
        async () => (await positions.find({ follower, chain }))?.position ?? 0,
      ),
    advance: (follower, chain, from, to) =>
      database.ask([follower, chain, from, to], false, () => {
        const [standing, move] = [{ follower, chain, position: from }, { set: { position: to } }];
        // One that has not begun stands at 0 and has no document yet.
        return from === 0 ? positions.updateOrInsert(standing, move) : positions.update(standing, move);
      }),
  };
}
