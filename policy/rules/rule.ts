// The shape of a rule: it is asked, says what it found, and either has an opinion or passes.
// Invariant: a rule sees facts only, and knows of no other rule; the order is decide's.
import { assuranceOf } from '../assurance.ts';
import type { Allow, Finding, Found, Opinion } from '../decision.ts';
import type { Waiver } from '../facts.ts';
import type { Situation } from '../situation.ts';

/** A rule about someone whose first factor counts. */
export type Rule<O extends Opinion = Opinion> = (situation: Situation) => Finding<O>;

/** ms: how long tokens may rest on having been inside a network, or on a remembered device. */
export const waiverStandsFor = 12 * 3_600_000;

export function pass(found: Found, detail?: Finding['detail']): Finding<null> {
  return { opinion: null, found, detail };
}

/** The only place that makes an allow: it says what the evidence reaches, whatever the waiver. */
export function allow({ proofs, facts }: Situation, waiver: Waiver | null): Omit<Allow, 'reasons'> {
  const named = facts.request.occasion === 'authorize' ? facts.request.acrValues : [];
  return { kind: 'allow', ...assuranceOf(proofs, named), waiver };
}
