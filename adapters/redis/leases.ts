// Leases in Redis: one key each, which ends by itself.
// Invariant: at any time at most one holder has it; by the clock of Redis, since holders' clocks need not agree.
import type { Leases } from '../../ports/leases.ts';
import type { Keys } from './keys.ts';
import { giveLeaseBack, lease } from './scripts.ts';
import type { Wire } from './wire.ts';

export function createLeases(wire: Wire, keys: Keys): Leases {
  return {
    take: async (name, holder, ms) => (await wire.run(name, lease, [keys.lease(name)], [holder, ms])) === 1,
    giveBack: async (name, holder) => {
      await wire.run(name, giveLeaseBack, [keys.lease(name)], [holder]);
    },
  };
}
