// Settles removals that have become due, so that they are judged in time and not only when somebody reads the account.
// Invariant: reading settles (due.ts), so whoever is faster, this or a sign-in, it is done and told once. One account
// that cannot be settled keeps no other waiting.
import type { RemovalUnderWay } from '../../ports/enrollments.ts';
import { type DueRemovalDeps, withoutDueRemovals } from './due.ts';

const pageSize = 100;

/** Ends early, between two accounts, when it is told to stop. Throws the first that failed, once the others are settled. */
export async function settleRemovals(deps: DueRemovalDeps, stop?: AbortSignal): Promise<void> {
  const reading = withoutDueRemovals(deps);
  const failures: unknown[] = [];
  for (let after: RemovalUnderWay | null = null; ; ) {
    const due: readonly RemovalUnderWay[] = await reading.removalsDue(deps.now(), after, pageSize);
    for (const { accountId } of due) {
      if (stop?.aborted) return;
      await reading.find(accountId).catch((error: unknown) => failures.push(error));
    }
    after = due.at(-1) ?? null;
    if (due.length < pageSize) break;
  }
  if (failures.length > 0) throw failures[0];
}
