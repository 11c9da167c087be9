// Cuts an act short between two calls of stores, as a crash or an outage does.
// Invariant: afterwards the stores are whole again.
import type { Storage } from '../../ports/storage.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';

/** From the nth call of a store on, all fail. Returns whether so many were made. */
export async function cutAt(storage: Storage, nth: number, act: () => Promise<unknown>): Promise<boolean> {
  let calls = 0;
  const cut = (store: object) =>
    new Proxy(store, {
      get(target, key) {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]) => {
          calls += 1;
          if (calls < nth) return method.apply(target, given);
          throw new StoreUnavailable('the process is gone, says the test');
        };
      },
    });
  const whole = { ...storage };
  for (const [name, member] of Object.entries(whole))
    if (typeof member === 'object') Object.assign(storage, { [name]: cut(member) });
  await act().catch((error: unknown) => {
    if (!(error instanceof StoreUnavailable)) throw error;
  });
  Object.assign(storage, whole);
  return calls >= nth;
}
