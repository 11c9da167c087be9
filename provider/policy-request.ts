// What the policy looks at in the parameters of an authorization request; read alike by the gate and by the pages.
// Invariant: one reader, so that what the pages ask for is what the gate will look at.
import { acrRequest } from './acr-request.ts';

/** @param params as node-oidc-provider has checked them, or stored them with the interaction */
export function readPolicyRequest(params: Readonly<Record<string, unknown>>) {
  // The library has parsed it once, when the request arrived.
  const claims = typeof params.claims === 'string' ? JSON.parse(params.claims) : undefined;
  const acr = acrRequest(params.acr_values, claims);
  const prompts = typeof params.prompt === 'string' ? params.prompt.split(' ') : [];
  return {
    acrValues: acr.values,
    acrEssential: acr.essential,
    maxAge: params.max_age === undefined ? null : Number(params.max_age),
    promptLogin: prompts.includes('login'),
  };
}
