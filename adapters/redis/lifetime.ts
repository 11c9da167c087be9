// How long Redis keeps what has an end by our clock. Expiry is judged on read; these lifetimes only sweep.
// Invariant: a key outlives what it holds by a while, so that what became of an act of the last minutes can still be told (F3).

const margin = 20 * 60_000;

/** ms to keep, for what ends at `expiresAt` (ms). Our clock and that of Redis need not agree: only the length counts. */
export function keepMs(expiresAt: number): number {
  return Math.max(0, Math.ceil(expiresAt - Date.now())) + margin;
}
