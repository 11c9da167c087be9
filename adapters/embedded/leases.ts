// Leases in SQLite.
// Invariant: at any time at most one holder has it, by the clock of this machine.
import type { Leases } from '../../ports/leases.ts';
import type { Database } from './database.ts';

export function createLeases(database: Database): Leases {
  return {
    take: (name, holder, ms) =>
      database.write((q) => {
        const now = Date.now();
        const changed = q.run(
          `INSERT INTO leases (name, holder, ends_at) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE
             SET holder = excluded.holder, ends_at = excluded.ends_at
             WHERE leases.holder = excluded.holder OR leases.ends_at <= ?4`,
          name,
          holder,
          now + ms,
          now,
        );
        return changed === 1;
      }),
    async giveBack(name, holder) {
      await database.write((q) => q.run('DELETE FROM leases WHERE name = ? AND holder = ?', name, holder));
    },
  };
}
