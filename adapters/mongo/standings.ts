// What is read of an account within one request: its record, its password and its enrollments, together and once.
// Invariant: outside a scope nothing is remembered, and nothing after it; within one, what this request wrote is what it
// reads, and what it failed to write is read anew.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Account } from '../../ports/accounts.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import type { StoredPassword } from '../../ports/passwords.ts';

export interface Standing {
  /** Undefined if there is none here: a plug-in host has accounts of its own. */
  readonly account: Account | undefined;
  readonly password: StoredPassword | undefined;
  readonly enrollments: Enrollments;
}

export interface StandingReads {
  byId(accountId: string): Promise<Standing>;
  /** Undefined if the identifier leads to nobody. */
  byIdentifier(tenantId: string, identifier: string): Promise<Standing | undefined>;
  /** Of the account that nobody has: what is asked of it instead, so that a wrong name takes no longer. */
  readonly nobody: Standing;
}

export interface Standings {
  /** Runs `work`, a request, in a scope of its own; within a scope, in that one. */
  scoped<T>(work: () => Promise<T>): Promise<T>;
  /** When the scope began (performance.now()). Null outside a scope. */
  begun(): number | null;
  /** Null outside a scope. */
  of(accountId: string): Promise<Standing> | null;
  /** Null outside a scope. */
  ofIdentifier(tenantId: string, identifier: string): Promise<Standing | undefined> | null;
  /**
   * Every write that touches an account goes through here.
   * @param written what then stands in place of what was read, if `write` won; null: read it anew
   */
  changing<T extends boolean | { readonly ok: boolean }>(
    accountId: string,
    write: () => Promise<T>,
    written: Partial<Standing> | null,
  ): Promise<T>;
}

interface Scope {
  readonly begun: number;
  readonly byId: Map<string, Promise<Standing>>;
  readonly byIdentifier: Map<string, Promise<Standing | undefined>>;
  /** How many writes have begun or ended: what was read across one is not remembered. */
  writes: number;
  ended: boolean;
}

export function createStandings(reads: StandingReads): Standings {
  const storage = new AsyncLocalStorage<Scope>();
  /** Work that a request leaves behind may outlive it, and then remembers nothing. */
  const present = (): Scope | null => {
    const scope = storage.getStore();
    return scope && !scope.ended ? scope : null;
  };
  return {
    scoped: (work) =>
      present() ? work() : storage.run(newScope(), () => untilEnded(storage.getStore(), work)),
    begun: () => present()?.begun ?? null,
    of(accountId) {
      const scope = present();
      return scope && remembered(scope.byId, accountId, () => reads.byId(accountId));
    },
    ofIdentifier(tenantId, identifier) {
      const scope = present();
      if (!scope) return null;
      const key = JSON.stringify([tenantId, identifier]);
      return remembered(scope.byIdentifier, key, () => readByIdentifier(scope, reads, tenantId, identifier));
    },
    async changing(accountId, write, written) {
      const scope = present();
      return scope ? changeIn(scope, accountId, write, written) : write();
    },
  };
}

function newScope(): Scope {
  return { begun: performance.now(), byId: new Map(), byIdentifier: new Map(), writes: 0, ended: false };
}

async function untilEnded<T>(scope: Scope | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    if (scope) scope.ended = true;
  }
}

/** Those who ask at once share one read; one that failed is forgotten. */
function remembered<V>(known: Map<string, Promise<V>>, key: string, load: () => Promise<V>): Promise<V> {
  const found = known.get(key);
  if (found) return found;
  return keep(known, key, load());
}

function keep<V>(known: Map<string, Promise<V>>, key: string, loading: Promise<V>): Promise<V> {
  known.set(key, loading);
  loading.catch(() => {
    if (known.get(key) === loading) known.delete(key);
  });
  return loading;
}

async function readByIdentifier(
  scope: Scope,
  reads: StandingReads,
  tenantId: string,
  identifier: string,
): Promise<Standing | undefined> {
  const { writes } = scope;
  const standing = await reads.byIdentifier(tenantId, identifier);
  const { account } = standing ?? reads.nobody;
  const id = account?.id ?? '';
  if (scope.writes === writes && !scope.byId.has(id))
    scope.byId.set(id, Promise.resolve(standing ?? reads.nobody));
  return standing;
}

async function changeIn<T extends boolean | { readonly ok: boolean }>(
  scope: Scope,
  accountId: string,
  write: () => Promise<T>,
  written: Partial<Standing> | null,
): Promise<T> {
  const before = scope.byId.get(accountId);
  const touched = () => {
    scope.writes += 1;
    scope.byIdentifier.clear();
  };
  touched();
  let won = false;
  try {
    const answer = await write();
    won = typeof answer === 'object' ? answer.ok : answer;
    return answer;
  } finally {
    touched();
    // Unless another write of this request came between: then only a new read tells what stands.
    const untouched = scope.byId.get(accountId) === before;
    scope.byId.delete(accountId);
    if (won && written && before && untouched)
      void keep(
        scope.byId,
        accountId,
        before.then((standing) => ({ ...standing, ...written })),
      );
  }
}
