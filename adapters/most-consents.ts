// How many consents of one account are listed.
// Invariant: more applications than anybody agreed to anything for; the same for every store.
export const mostConsents = 1_000;
