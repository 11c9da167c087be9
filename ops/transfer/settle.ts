// Brings the follow-up of acts to an end before an export, because what it looks at (evidence, grants) is not carried.
// Invariant: without this, the other store would be told of the last acts that nothing came of them.
import type { Follower } from '../../audit/follower.ts';
import { unfinishedFollower } from '../../audit/unfinished.ts';
import type { Storage } from '../../ports/storage.ts';

export interface SettleDeps {
  readonly storage: Pick<Storage, 'audit' | 'positions'>;
  /** Judges events that are old enough: audit/unfinished. */
  readonly follower: Follower;
  readonly wait: (ms: number) => Promise<unknown>;
}

/** ms after its event that an effect is there, where no server is in the middle of something; more than a command may take. */
export const settledAfterMs = 5_000;
const lookEveryMs = 500;

/** False if events go on being written. */
export async function settleActs(deps: SettleDeps): Promise<boolean> {
  // Twice: the follow-up may write events itself, which then have to grow as old.
  for (let waited = 0; waited <= 2.5 * settledAfterMs; waited += lookEveryMs) {
    await deps.follower.run();
    if (await isSettled(deps)) return true;
    await deps.wait(lookEveryMs);
  }
  return false;
}

async function isSettled({ storage: { audit, positions } }: SettleDeps): Promise<boolean> {
  for (const chain of await audit.chains()) {
    const { sequence } = await audit.head(chain);
    if ((await positions.get(unfinishedFollower, chain)) < sequence) return false;
  }
  return true;
}
