// What every contract suite is given: two handles on the same stores, as two instances of the server would have.
// Invariant: suites use random ids, so they can share a store, and never look past the ports.
import { afterAll, beforeAll } from 'vitest';
import type { Storage } from '../../ports/storage.ts';

/** What a store of what must last has. */
export type DurableStores = Pick<
  Storage,
  | 'tenants'
  | 'policies'
  | 'directory'
  | 'accounts'
  | 'passwords'
  | 'enrollments'
  | 'oneTimeSecrets'
  | 'rememberedDevices'
  | 'groups'
  | 'helpRequests'
  | 'clients'
  | 'consents'
  | 'audit'
  | 'positions'
  | 'logouts'
  | 'outbox'
  | 'transfer'
  | 'ping'
  | 'sweep'
  | 'close'
>;

/** What a store of what is short-lived has. */
export type ShortLivedStores = Pick<
  Storage,
  | 'records'
  | 'sessions'
  | 'signIns'
  | 'evidence'
  | 'grantBases'
  | 'attempts'
  | 'leases'
  | 'ping'
  | 'sweep'
  | 'close'
>;

/** @typeParam S what the suite needs: all stores, or those of what must last */
export interface OpenedStores<S = Storage> {
  readonly storage: S;
  /** A second handle on the same data: another process, or another connection. */
  readonly other: S;
  close(): Promise<void>;
}

export type OpenStores<S = Storage> = () => Promise<OpenedStores<S>>;

/** Opens before the suite and closes after it. */
export function useStores<S>(open: OpenStores<S>): Pick<OpenedStores<S>, 'storage' | 'other'> {
  let opened: OpenedStores<S> | undefined;
  const present = (): OpenedStores<S> => {
    if (!opened) throw new Error('The stores are not open yet: use them inside tests.');
    return opened;
  };
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(async () => {
    await opened?.close();
  });
  return {
    get storage() {
      return present().storage;
    },
    get other() {
      return present().other;
    },
  };
}

/** Fifty callers at once, every second one through the other handle. */
export async function race<T, S>(
  stores: Pick<OpenedStores<S>, 'storage' | 'other'>,
  act: (storage: S, caller: number) => Promise<T>,
): Promise<T[]> {
  const callers = Array.from({ length: 50 }, (_, caller) => caller);
  return Promise.all(callers.map((caller) => act(caller % 2 ? stores.other : stores.storage, caller)));
}

/** How many of the answers are yes. */
export function wins(answers: readonly (boolean | { readonly ok: boolean })[]): number {
  return answers.filter((answer) => (typeof answer === 'boolean' ? answer : answer.ok)).length;
}
