// Cheap password hashes: what is tested is that they are made, not that they are slow.
// Invariant: servers under test and records put into their stores have the same cost, so that no sign-in rehashes.
import type { HashCost } from '../../factors/password/hash.ts';

export const cheapHashCost: HashCost = { memoryCost: 64, timeCost: 1, parallelism: 1 };

/** For SALLYPORT_PASSWORD_HASH. */
export const cheapHash = 'm=64,t=1,p=1';
