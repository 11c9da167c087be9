// Events of acts that only restrict: the act goes ahead, its event is kept here until it is written.
// Invariant: nothing that was put here is dropped while the process lives; retries never write an event twice.
import type { AuditStore } from '../ports/audit-store.ts';
import type { Entry } from './chain.ts';
import type { ChainWriter } from './chain-writer.ts';

export interface EventQueue {
  put(entry: Entry): void;
  /** Tries at once what waits for its next try, and resolves when all is written. */
  drain(): Promise<void>;
}

/** ms until the next try; the last one goes on. */
const backOff = [100, 500, 2_000, 10_000, 30_000];

export function createEventQueue(writer: ChainWriter, store: Pick<AuditStore, 'findById'>): EventQueue {
  const pending = new Set<Promise<void>>();
  const sleepers = new Set<() => void>();

  async function untilWritten(entry: Entry): Promise<void> {
    for (let failures = 0; !(await attempt(entry, failures > 0)); failures += 1)
      await pause(backOff[Math.min(failures, backOff.length - 1)] ?? 0, sleepers);
  }

  /** A write that failed may have come through: it is looked for before it is tried again. */
  async function attempt(entry: Entry, again: boolean): Promise<boolean> {
    try {
      if (!again || !(await store.findById(entry.id))) await writer.write(entry);
      return true;
    } catch {
      return false;
    }
  }

  return {
    put(entry) {
      const done = untilWritten(entry).finally(() => pending.delete(done));
      pending.add(done);
    },
    async drain() {
      for (const wake of sleepers) wake();
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

/** Does not keep the process alive: who stops drains first. */
function pause(ms: number, sleepers: Set<() => void>): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      sleepers.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, ms).unref();
    sleepers.add(wake);
  });
}
