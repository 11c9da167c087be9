// The one outage that every port may throw, so that doors can tell it from a bug. The only value in ports/.
// Invariant: where it is thrown, nothing was granted.

/** What a storage is made of, where its parts can be away one by one. */
export type StorePart = 'short-lived' | 'durable';

export interface UnavailableOptions extends ErrorOptions {
  readonly parts?: readonly StorePart[];
}

/** A store cannot be reached, is read-only or full: doors answer 503 with Retry-After. The message is for the operator. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  /** Which parts are away, where that is known. */
  readonly parts: readonly StorePart[];

  constructor(message: string, options: UnavailableOptions = {}) {
    super(message, options);
    this.parts = options.parts ?? [];
  }
}
