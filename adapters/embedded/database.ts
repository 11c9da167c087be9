// Reads at once; writes in groups: all that wait in one turn of the event loop share one transaction and one fsync.
// Invariant: a write's promise settles after COMMIT, and a write that fails undoes itself alone (a savepoint each).
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { asUnavailable } from './errors.ts';
import { createQueries, type Queries } from './queries.ts';

export interface Database {
  /** Runs at once, and sees every committed write, those of other processes too. */
  read<T>(work: (queries: Queries) => T): Promise<T>;
  /** Runs later in this turn, alone among all writers of every process: what `work` reads cannot change before it writes. */
  write<T>(work: (queries: Queries) => T): Promise<T>;
  /** Writes what waits, then closes. Afterwards everything throws StoreUnavailable. */
  close(): Promise<void>;
}

interface Waiting {
  readonly work: (queries: Queries) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

export function createDatabase(connection: DatabaseSync): Database {
  const queries = createQueries(connection);
  let waiting: Waiting[] = [];

  const flush = (): void => {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      settle(group, commitTogether(connection, queries, group));
    } catch (error) {
      for (const write of group) write.reject(asUnavailable(error));
    }
  };

  return {
    async read(work) {
      assertOpen(connection);
      try {
        return work(queries);
      } catch (error) {
        throw asUnavailable(error);
      }
    },
    async write<T>(work: (queries: Queries) => T) {
      assertOpen(connection);
      return new Promise<T>((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        // The cast: flush resolves each write with what its own `work` returned.
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      });
    },
    async close() {
      if (!connection.isOpen) return;
      flush();
      connection.close();
    },
  };
}

function assertOpen(connection: DatabaseSync): void {
  if (!connection.isOpen) throw new StoreUnavailable('The embedded store is closed.');
}

function commitTogether(connection: DatabaseSync, queries: Queries, group: readonly Waiting[]): Outcome[] {
  // Immediate: a transaction that begins as a reader can be refused in the middle when another process writes.
  queries.run('BEGIN IMMEDIATE');
  try {
    const outcomes = group.map((write) => attempt(connection, queries, write));
    queries.run('COMMIT');
    return outcomes;
  } catch (error) {
    if (connection.isTransaction) queries.run('ROLLBACK');
    throw error;
  }
}

function attempt(connection: DatabaseSync, queries: Queries, write: Waiting): Outcome {
  queries.run('SAVEPOINT one_write');
  try {
    const value = write.work(queries);
    queries.run('RELEASE one_write');
    return { ok: true, value };
  } catch (error) {
    // A full disk or an I/O error can end the whole transaction: then none of the group was written.
    if (!connection.isTransaction) throw error;
    queries.run('ROLLBACK TO one_write');
    queries.run('RELEASE one_write');
    return { ok: false, error: asUnavailable(error) };
  }
}

function settle(group: readonly Waiting[], outcomes: readonly Outcome[]): void {
  group.forEach((write, index) => {
    const outcome = outcomes[index];
    if (outcome?.ok) write.resolve(outcome.value);
    else write.reject(outcome?.error);
  });
}
