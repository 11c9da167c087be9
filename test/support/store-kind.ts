// On which stores a run of test files stands: Jest runs the journeys and attacks once on each (jest.config.ts).
// Invariant: a test does not ask; only what opens stores and starts servers does.

export type StoreKind = 'embedded' | 'clustered';

/** Which Redis it is, where it is clustered. */
export function redisKind(): 'single' | 'cluster' {
  return Reflect.get(globalThis, 'sallyportRedis') === 'cluster' ? 'cluster' : 'single';
}

/** Set by the project of Jest that runs the file. */
export function storeKind(): StoreKind {
  return Reflect.get(globalThis, 'sallyportStores') === 'clustered' ? 'clustered' : 'embedded';
}
