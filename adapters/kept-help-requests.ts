// How long a request for help is kept once it was closed.
// Invariant: one that is open has no end; that there was one stays in the audit log.

/** ms after it was closed; then sweeping may remove it. The same for every store. */
export const closedRequestKeptMs = 90 * 86_400_000;
