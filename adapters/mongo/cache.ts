// Keeps what changes rarely and is read at every request: clients, tenants, current policies; for a second at most.
// Invariant: nothing is older than `cacheMs`, or than the request that read it, counted from before it was read; what this
// handle changed is read anew at once; only what exists is kept, so that made-up names cannot push out real ones.

import type { Client } from '../../ports/clients.ts';
import type { PolicyRecord, Tenant } from '../../ports/tenants.ts';

export interface Cache<V> {
  find(key: string, load: () => Promise<V | undefined>): Promise<V | undefined>;
  /** Forgets everything before and after `write`: a read that began before it must not outlive it. */
  changing<T>(write: () => Promise<T>): Promise<T>;
}

interface Kept<V> {
  readonly value: Promise<V | undefined>;
  /** ms, of a clock that nobody sets. */
  readonly since: number;
}

const entries = 1_000;
/** ms that a request goes on with what it has read itself, however long it takes. */
const requestMs = 1_000;

/** All that is kept. Handles that share it see each other's changes at once, as one handle sees its own. */
export interface Caches {
  readonly tenants: Cache<Tenant>;
  readonly policies: Cache<PolicyRecord>;
  readonly clients: Cache<Client>;
}

/** As `createCache`, for each kind. */
export function createCaches(cacheMs: number, begun?: () => number | null): Caches {
  const newCache = <V>() => createCache<V>(cacheMs, begun);
  return { tenants: newCache(), policies: newCache(), clients: newCache() };
}

/**
 * @param cacheMs 0 keeps nothing between requests
 * @param begun when the present request began (performance.now()); null outside of one
 */
export function createCache<V>(cacheMs: number, begun: () => number | null = () => null): Cache<V> {
  const kept = new Map<string, Kept<V>>();
  const isFresh = ({ since }: Kept<V>, now: number): boolean => {
    const age = now - since;
    return age < cacheMs || (age < requestMs && since >= (begun() ?? Number.POSITIVE_INFINITY));
  };
  const keep = (key: string, value: Promise<V | undefined>, since: number): void => {
    const entry = { value, since };
    const drop = () => {
      if (kept.get(key) === entry) kept.delete(key);
    };
    kept.delete(key);
    kept.set(key, entry);
    value.then((found) => found ?? drop(), drop);
    // The first of a Map is the oldest.
    const [oldest] = kept.keys();
    if (kept.size > entries && oldest !== undefined) kept.delete(oldest);
  };
  return {
    find(key, load) {
      const now = performance.now();
      const entry = kept.get(key);
      if (entry && isFresh(entry, now)) return entry.value;
      const value = load();
      if (cacheMs > 0 || begun() !== null) keep(key, value, now);
      return value;
    },
    async changing(write) {
      kept.clear();
      try {
        return await write();
      } finally {
        kept.clear();
      }
    },
  };
}
