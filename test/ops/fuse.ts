// Makes one write of a store fail, as a store does that goes away at that very moment.
// Invariant: everything else passes as it was.
import type { Storage } from '../../ports/storage.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';

/** Where a write is made: "evidence.add". */
export type Place = `${keyof Storage & string}.${string}`;

/** Makes one write fail, as a store does that goes away at that very moment. */
export interface Fuse {
  wrap(storage: Storage): Storage;
  /** Null: nothing fails. `fits` looks at the arguments. */
  set(place: Place | null, fits?: (...given: readonly unknown[]) => boolean): void;
  /** How often it has struck since it was set. */
  readonly struck: number;
}

export function createFuse(): Fuse {
  let set: { place: Place; fits: (...given: readonly unknown[]) => boolean } | null = null;
  let struck = 0;
  const guarded = (name: string, store: object) =>
    new Proxy(store, {
      get(target, key) {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]) => {
          if (set?.place !== `${name}.${String(key)}` || !set.fits(...given))
            return method.apply(target, given);
          struck += 1;
          return Promise.reject(new StoreUnavailable('away, says the test'));
        };
      },
    });
  return {
    wrap: (storage) =>
      // Each member is either a method of the whole or a store with methods; both come out as they went in.
      Object.fromEntries(
        Object.entries(storage).map(([name, member]) => [
          name,
          typeof member === 'object' ? guarded(name, member) : member,
        ]),
      ) as unknown as Storage,
    set(place, fits = () => true) {
      set = place && { place, fits };
      struck = 0;
    },
    get struck() {
      return struck;
    },
  };
}
