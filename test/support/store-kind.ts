// On which stores a run of test files stands: Vitest runs the journeys and attacks once on each (vitest.config.ts).
// Invariant: a test does not ask; only what opens stores and starts servers does.

import type { RedisKind } from './find-servers.ts';

export type StoreKind = 'embedded' | 'clustered';

/** Which Redis it is, where it is clustered. */
export function redisKind(): RedisKind {
  return process.env.SALLYPORT_TEST_REDIS === 'cluster' ? 'cluster' : 'single';
}

/** Set by the project of Vitest that runs the file. */
export function storeKind(): StoreKind {
  return process.env.SALLYPORT_TEST_STORES === 'clustered' ? 'clustered' : 'embedded';
}
