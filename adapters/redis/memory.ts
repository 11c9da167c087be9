// How far back Redis can be asked what was ever there: for the follow-up after a crash (F3).
// Invariant: where it cannot tell any more, because it was emptied since or that is too long ago, nothing is claimed.
import type { Keys } from './keys.ts';
import type { Wire } from './wire.ts';

/** ms that a note of an effect is kept. What a grant rested on is kept as long as a session lives, 12 hours. */
export const noteMs = 24 * 3_600_000;
const toldMs = 12 * 3_600_000;

export interface Memory {
  /** Whether what came about at `at` (ms) may have gone from Redis since. */
  isGone(at: number): Promise<boolean>;
}

export function createMemory(wire: Wire, keys: Keys): Memory {
  return {
    async isGone(at) {
      if (Date.now() - at > toldMs) return true;
      // An emptied Redis begins anew, in this moment.
      await wire.send({ home: 'since', words: ['SET', keys.since, Date.now(), 'NX'] });
      const since = await wire.send({ home: 'since', words: ['GET', keys.since] });
      return Number(since) > at;
    },
  };
}
