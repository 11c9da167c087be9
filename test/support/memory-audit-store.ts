// The audit store in memory, for tests that tamper with rows or break the store. Not one of the stores that ship.
// Invariant: it keeps the promises of ports/audit-store until a test breaks them on purpose.
import type { AuditRow, AuditStore, Positions } from '../../ports/audit-store.ts';

export interface MemoryAuditStore extends AuditStore {
  /** What is stored, for tests to read and to tamper with. */
  rows: AuditRow[];
  /** Throws from the next writes: before they happen, or after, as when an answer gets lost. */
  failing: 'no' | 'before' | 'after';
  /** Writes so far that were not refused. */
  readonly writes: number;
}

export function memoryAuditStore(): MemoryAuditStore {
  let writes = 0;
  const store: MemoryAuditStore = {
    rows: [],
    failing: 'no',
    get writes() {
      return writes;
    },
    async head(chain) {
      const last = ofChain(store.rows, chain).at(-1);
      return last ? { sequence: last.sequence, mac: last.mac } : { sequence: 0, mac: '' };
    },
    async insert(rows) {
      await turn();
      if (store.failing === 'before') throw new Error('the store is away');
      const count = insertUntilTaken(store.rows, rows);
      writes += 1;
      if (store.failing === 'after') throw new Error('the answer was lost');
      return count;
    },
    async read(chain, after, limit) {
      return ofChain(store.rows, chain)
        .filter((row) => row.sequence > after)
        .slice(0, limit);
    },
    async readBack(chain, before, limit, accountId) {
      return ofChain(store.rows, chain)
        .filter((row) => before === null || row.sequence < before)
        .filter((row) => accountId === undefined || row.accountId === accountId)
        .reverse()
        .slice(0, limit);
    },
    findById: async (id) => store.rows.find((row) => row.id === id),
    chains: async () => [...new Set(store.rows.map((row) => row.chain))],
    async erasePersonal(accountId) {
      store.rows = store.rows.map((row) => (row.accountId === accountId ? { ...row, personal: null } : row));
    },
  };
  return store;
}

export function memoryPositions(): Positions {
  const positions = new Map<string, number>();
  const at = (follower: string, chain: string) => positions.get(`${follower} ${chain}`) ?? 0;
  return {
    get: async (follower, chain) => at(follower, chain),
    async advance(follower, chain, from, to) {
      if (at(follower, chain) !== from) return false;
      positions.set(`${follower} ${chain}`, to);
      return true;
    },
  };
}

function ofChain(rows: readonly AuditRow[], chain: string): AuditRow[] {
  return rows.filter((row) => row.chain === chain).sort((a, b) => a.sequence - b.sequence);
}

function insertUntilTaken(stored: AuditRow[], rows: readonly AuditRow[]): number {
  const free = (row: AuditRow) =>
    !stored.some(
      (other) => other.id === row.id || (other.chain === row.chain && other.sequence === row.sequence),
    );
  let count = 0;
  for (const row of rows) {
    if (!free(row)) break;
    stored.push(row);
    count += 1;
  }
  return count;
}

/** A store answers in a later turn, so others get in between. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
