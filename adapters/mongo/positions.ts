// How far followers have read, in MongoDB.
// Invariant: a position moves only from where its caller saw it; the first move is one upsert, let in once by the index.
import type { Positions } from '../../ports/audit-store.ts';
import type { FollowerPosition } from '../../ports/transfer.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';

const fields: Fields<FollowerPosition> = { follower: 'text', chain: 'text', position: 'number' };

export function positionCollection(database: Database): Collection<FollowerPosition> {
  return database.collection<FollowerPosition>('positions', fields, null);
}

export function createPositions(database: Database): Positions {
  const positions = positionCollection(database);
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
