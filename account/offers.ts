// Which kinds of factor a person may set up from the account pages, and where.
// Invariant: only what the organization allows now; a kind without a page here is not offered.
import { allowedKinds } from '../policy/situation.ts';
import type { FactorKind } from '../policy/tenant-policy.ts';
import { policyOf, type Visit } from './visit.ts';

/** Kinds that have their pages, see set-up/pages.ts. */
const offered = ['passkey', 'totp', 'sms'] as const satisfies readonly FactorKind[];
export type OfferedKind = (typeof offered)[number];

/** Strongest first. */
export function offersOf(visit: Visit): readonly OfferedKind[] {
  return allowedKinds(policyOf(visit)).flatMap((kind) => offered.filter((one) => one === kind));
}
