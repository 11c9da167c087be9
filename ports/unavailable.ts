// The one outage that every port may throw, so that doors can tell it from a bug. The only value in ports/.
// Invariant: where it is thrown, nothing was granted.

/** A store cannot be reached, is read-only or full: doors answer 503 with Retry-After. The message is for the operator. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
