// How long the record of a remembered device is kept.
// Invariant: longer than any policy lets a device count (admin/actions/policy-input), so that none is forgotten while it is good.

/** ms after the proof; then sweeping may remove it. The same for every store. */
export const deviceKeptMs = 400 * 86_400_000;
