// Step 5: whether a trusted network counts. It waives the asking for a second factor, never a hard need, and never
// enrolment: the account must have confirmed factors that reach the tenant's need (keycloak#21837).
// Invariant: it adds nothing to level, acr or amr.
import type { Finding } from '../decision.ts';
import type { Facts, Waiver } from '../facts.ts';
import { reaches } from '../level.ts';
import { trustedNetworkOf } from '../networks.ts';
import { reachesTenantNeed } from '../situation.ts';
import type { TenantPolicy } from '../tenant-policy.ts';
import { allow, pass, type Rule, waiverStandsFor } from './rule.ts';

type NetworkWaiver = Extract<Waiver, { kind: 'trusted-network' }>;

export const trustedNetwork: Rule = (situation): Finding => {
  const { facts, policy, reached, confirmed, hardNeed, tenantNeed } = situation;
  if (!reaches(reached.byAllowedKinds, hardNeed)) return pass('hard-need-not-waived');
  if (!reachesTenantNeed(confirmed, tenantNeed)) return pass('enrollment-not-waived');
  const waiver = waiverOf(facts, policy);
  if (waiver === null) return pass('outside-trusted-networks');
  return {
    opinion: allow(situation, waiver),
    found: 'range-trusted',
    detail: { name: waiver.name, until: waiver.until },
  };
};

function waiverOf({ now, request }: Facts, { trustedNetworks }: TenantPolicy): NetworkWaiver | null {
  if (request.occasion === 'redeem') return copiedWaiver(now, request.waiver, trustedNetworks);
  const network = trustedNetworkOf(request.address, trustedNetworks);
  if (network === null || request.address === null) return null;
  const { name } = network;
  return {
    kind: 'trusted-network',
    name,
    address: request.address,
    grantedAt: now,
    until: now + waiverStandsFor,
  };
}

/** On redemption the address of the authorization is what counts, judged by the ranges of now, for 12 hours at most. */
function copiedWaiver(
  now: number,
  waiver: Waiver | null,
  networks: TenantPolicy['trustedNetworks'],
): NetworkWaiver | null {
  if (waiver?.kind !== 'trusted-network') return null;
  const inTerm = now < waiver.until && now < waiver.grantedAt + waiverStandsFor;
  return inTerm && trustedNetworkOf(waiver.address, networks) !== null ? waiver : null;
}
