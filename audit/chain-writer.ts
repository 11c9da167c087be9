// Writes entries to their chains: all that wait in one chain go in together, behind the head that was last seen.
// Invariant: rows follow each other without gaps whoever else writes; an entry is settled only once it is durable or failed.
import type { AuditHead, AuditStore } from '../ports/audit-store.ts';
import { StoreUnavailable } from '../ports/unavailable.ts';
import { type ChainKeys, chainRows, type Entry } from './chain.ts';

export interface ChainWriter {
  /** Resolves when the entry is durable. Rejects with the store's error; the entry may then be there nevertheless. */
  write(entry: Entry): Promise<void>;
}

export interface ChainWriterDeps {
  readonly store: Pick<AuditStore, 'head' | 'insert'>;
  readonly keys: ChainKeys;
  /** Told after each durable write: the chain and its new last sequence. For checkpoints. */
  readonly written: (chain: string, sequence: number) => void;
}

interface Waiting {
  readonly entry: Entry;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

/** What was last seen of a chain. */
interface Seen {
  readonly head: AuditHead;
  /** Others wrote here lately: they have probably done so again. */
  readonly isShared: boolean;
}

/** Rows in one write. */
const batchSize = 200;
/** Conflicts in a row that bring nothing: more than any number of instances can explain. */
const patience = 200;

export function createChainWriter(deps: ChainWriterDeps): ChainWriter {
  const queues = new Map<string, Waiting[]>();
  /** Kept from write to write, so that a tail that was cut off behind our back shows as a gap. */
  const heads = new Map<string, Seen>();

  async function run(chain: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, batchSize);
      try {
        await insertAll(deps, heads, chain, batch);
      } catch (error) {
        heads.delete(chain);
        for (const { fail } of batch) fail(error);
      }
    }
    queues.delete(chain);
  }

  return {
    write: (entry) =>
      new Promise((done, fail) => {
        const present = queues.get(entry.chain);
        if (present) return void present.push({ entry, done, fail });
        const queue = [{ entry, done, fail }];
        queues.set(entry.chain, queue);
        // One turn later, so that all who write in this turn share the first batch.
        setImmediate(() => void run(entry.chain, queue));
      }),
  };
}

/** Settles what was written and removes it from `batch`, so that after an error only the rest is left in it. */
async function insertAll(
  { store, keys, written }: ChainWriterDeps,
  heads: Map<string, Seen>,
  chain: string,
  batch: Waiting[],
): Promise<void> {
  let idle = 0;
  while (batch.length > 0) {
    const { head, isShared } = await lookAt(store, chain, heads.get(chain));
    const rows = chainRows(
      keys,
      head,
      batch.map(({ entry }) => entry),
    );
    const count = await store.insert(rows);
    const last = rows[count - 1];
    // Where some are left, another instance was faster: behind whom do we stand now?
    heads.set(chain, { head: last ?? head, isShared: isShared || count < rows.length });
    if (last) {
      for (const { done } of batch.splice(0, count)) done();
      written(chain, last.sequence);
    }
    idle = count > 0 ? 0 : idle + 1;
    if (idle > patience)
      throw new StoreUnavailable(`Audit chain ${chain}: no place could be had after ${patience} tries.`);
  }
}

/** Where others write too, looking first spares a write that is refused. A shorter chain was cut: the gap has to show. */
async function lookAt(store: Pick<AuditStore, 'head'>, chain: string, seen?: Seen): Promise<Seen> {
  if (seen && !seen.isShared) return seen;
  const head = await store.head(chain);
  if (!seen) return { head, isShared: false };
  return head.sequence > seen.head.sequence ? { head, isShared: true } : { ...seen, isShared: false };
}
