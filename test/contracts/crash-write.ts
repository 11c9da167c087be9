// What a write of MongoDB's stores is, to be cut short before each of its commands.
// Invariant: its name begins with the store and its method, so that a writing method without one is found.
import type { MadeStores } from '../../adapters/mongo/stores.ts';

type Stores = MadeStores['stores'];

/** A write with what must be there before it, what it answers if it wins, and what then can be seen. */
export interface Write {
  readonly name: string;
  /** It changes all that there are: no driver sends that again by itself, so whoever asked is told, and asks again. */
  readonly many?: true;
  prepare(stores: Stores): Promise<{
    act(opened: MadeStores): Promise<unknown>;
    readonly won: unknown;
    seen(stores: Stores): Promise<unknown>;
  }>;
}
