// Cuts an act short between two calls of stores, as a crash or an outage does.
// Invariant: afterwards the stores are whole again.
import type { Storage } from '../../ports/storage.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';

export interface Cut {
  wrap(storage: Storage): Storage;
  /** From the nth call of a wrapped store on, all fail. Returns whether so many were made. */
  at(nth: number, act: () => Promise<unknown>): Promise<boolean>;
}

export function createCut(): Cut {
  let calls = 0;
  let first = Number.POSITIVE_INFINITY;
  const cut = (store: object) =>
    new Proxy(store, {
      get(target, key) {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]) => {
          calls += 1;
          if (calls < first) return method.apply(target, given);
          throw new StoreUnavailable('the process is gone, says the test');
        };
      },
    });
  return {
    wrap: (storage) =>
      // Each member is either a method of the whole or a store with methods; both come out as they went in.
      Object.fromEntries(
        Object.entries(storage).map(([name, member]) => [
          name,
          typeof member === 'object' ? cut(member) : member,
        ]),
      ) as unknown as Storage,
    async at(nth, act) {
      [calls, first] = [0, nth];
      await act().catch((error: unknown) => {
        if (!(error instanceof StoreUnavailable)) throw error;
      });
      const wasCut = calls >= nth;
      first = Number.POSITIVE_INFINITY;
      return wasCut;
    },
  };
}

/** As `Cut.at`, of stores that were not wrapped when they were given out. */
export async function cutAt(storage: Storage, nth: number, act: () => Promise<unknown>): Promise<boolean> {
  const { wrap, at } = createCut();
  const whole = { ...storage };
  Object.assign(storage, wrap(whole));
  const wasCut = await at(nth, act);
  Object.assign(storage, whole);
  return wasCut;
}
