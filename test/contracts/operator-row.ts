// What a row of the tables of questions to MongoDB is.
// Invariant: its name begins with the store and its method, so that a method without a row is found.
import type { MongoStores } from '../../adapters/mongo/stores.ts';

export type OperatorRow = readonly [
  name: string,
  /** What was sent stands in place of one value. */
  ask: (to: MongoStores, sent: never) => Promise<unknown>,
  /** Where nothing matches. */
  answer: unknown,
];
