// All that is short-lived, over one wire to Redis, for one installation.
// Invariant: its prefix stands before every key; installations that share a wire never meet.
import type { ScopeEnd, Storage } from '../../ports/storage.ts';
import { createAttempts } from './attempts.ts';
import { createEvidence } from './evidence.ts';
import { createGrantBases } from './grant-bases.ts';
import { createKeys } from './keys.ts';
import { createLeases } from './leases.ts';
import { createMemory } from './memory.ts';
import { createRecords } from './records.ts';
import { createScopes } from './scope.ts';
import { createSessions } from './sessions.ts';
import { createSignIns } from './sign-ins.ts';
import type { Wire } from './wire.ts';

export type ShortLived = Pick<
  Storage,
  'records' | 'sessions' | 'signIns' | 'evidence' | 'grantBases' | 'attempts' | 'leases'
>;

export interface RedisStores {
  readonly stores: ShortLived;
  scoped(work: () => Promise<void>): Promise<ScopeEnd>;
  /** Throws StoreUnavailable if it cannot be written to; of a Cluster, if any master cannot. */
  ping(): Promise<void>;
}

/** @param toPing homes, one on each master */
export function storesOver(wire: Wire, prefix: string, toPing: () => readonly string[]): RedisStores {
  const scopes = createScopes(wire);
  const keys = createKeys(prefix);
  const memory = createMemory(wire, keys);
  return {
    stores: {
      records: createRecords(wire, scopes, keys),
      sessions: createSessions(wire, scopes, keys),
      signIns: createSignIns(scopes, keys),
      evidence: createEvidence(scopes, keys, memory),
      grantBases: createGrantBases(wire, scopes, keys, memory),
      attempts: createAttempts(wire, scopes, keys),
      leases: createLeases(wire, keys),
    },
    scoped: scopes.scoped,
    ping: () =>
      wire.onBoth(toPing().map((home) => ({ home, words: ['SET', keys.lease(home), '1', 'PX', 60_000] }))),
  };
}
