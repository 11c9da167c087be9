// Reads every chain onwards from a stored position and hands each event to a handler, at least once.
// Invariant: the position moves only behind events that were handled, by compare-and-set; so a crash repeats, and never skips.
import type { AuditRow, AuditStore, Positions } from '../ports/audit-store.ts';
import type { RecordedEvent } from './event.ts';
import { eventOf } from './read.ts';

export interface FollowerDeps {
  readonly store: Pick<AuditStore, 'read' | 'chains'>;
  readonly positions: Positions;
  /** Its name among the stored positions. */
  readonly name: string;
  /** May be called again with an event that it has seen. If it throws or says 'later', the chain waits there for the next run. */
  readonly handle: (event: RecordedEvent) => Promise<unknown>;
  /** False for an event that is to wait, with all that follow in its chain, for a later run. */
  readonly ready?: (event: RecordedEvent) => boolean;
}

export interface Follower {
  /**
   * Follows these chains, or every one, to their ends, or until `stop`. Throws the first error, after trying all of them. Returns
   * how many events were handled.
   */
  run(stop?: AbortSignal, chains?: readonly string[]): Promise<number>;
}

const pageSize = 100;

export function createFollower({
  store,
  positions,
  name,
  handle,
  ready = () => true,
}: FollowerDeps): Follower {
  /** How many rows of the page are behind us, and why no more are. */
  async function handlePage(rows: readonly AuditRow[], stop: AbortSignal | undefined): Promise<Progress> {
    for (const [done, row] of rows.entries()) {
      // A row that cannot be read was tampered with: it must not hold up those behind it, and verify names it.
      const event = eventOf(row);
      if (stop?.aborted || (event && !ready(event))) return { done, halted: true };
      try {
        if (event && (await handle(event)) === 'later') return { done, halted: true };
      } catch (error) {
        return { done, halted: true, failure: { error } };
      }
    }
    return { done: rows.length, halted: rows.length < pageSize };
  }

  async function follow(chain: string, stop: AbortSignal | undefined): Promise<number> {
    for (let handled = 0; ; ) {
      const from = await positions.get(name, chain);
      const rows = await store.read(chain, from, pageSize);
      const { done, halted, failure } = await handlePage(rows, stop);
      const last = rows[done - 1];
      // False if another instance was faster: then its position is the one to go on from.
      if (last) await positions.advance(name, chain, from, last.sequence);
      handled += done;
      if (failure) throw failure.error;
      if (halted) return handled;
    }
  }

  return {
    async run(stop, chains) {
      const errors: unknown[] = [];
      let handled = 0;
      for (const chain of chains ?? (await store.chains())) {
        try {
          handled += await follow(chain, stop);
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
      return handled;
    },
  };
}

interface Progress {
  readonly done: number;
  readonly halted: boolean;
  readonly failure?: { readonly error: unknown };
}
