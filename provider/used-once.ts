// Which of node-oidc-provider's models are consumed, because they are used once: the one place that says so, for the adapter
// and, through the port, for the stores.
// Invariant: no other model is ever consumed, so a store may answer it from memory.

/** Given under a grant, which ends when they come a second time. */
const redeemed = ['AuthorizationCode', 'RefreshToken'] as const;
export type Redeemed = (typeof redeemed)[number];

/** A pushed request has no grant. A Grant is consumed by whoever ends it first (reuse.ts). */
const usedOnce: readonly string[] = [...redeemed, 'PushedAuthorizationRequest', 'Grant'];

export function isRedeemed(model: string): model is Redeemed {
  return redeemed.some((one) => one === model);
}

export function isUsedOnce(model: string): boolean {
  return usedOnce.includes(model);
}
