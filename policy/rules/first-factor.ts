// Step 2: whether a first factor counts. Without one, nothing else that was proved matters.
// Invariant: someone who has signed in is known with their tenant's policy; anyone else is asked for a first factor.
import { hasFirstFactor } from '../assurance.ts';
import type { Finding, Found, Prove } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { countingEvidence } from '../freshness.ts';
import { proofsOf } from '../proof.ts';
import { type Situation, situationOf } from '../situation.ts';

type Asked = Finding<Omit<Prove, 'reasons'>>;

/** Either the question for a first factor, or the situation that all later rules look at. */
export function firstFactor(facts: Facts): Asked | (Finding<null> & { readonly situation: Situation }) {
  const { account, policy } = facts;
  if (account === null || policy === null) return ask('nobody-signed-in');
  const evidence = countingEvidence(facts);
  if (!hasFirstFactor(proofsOf(evidence, account.factors, policy))) return ask('no-first-factor');
  const situation = situationOf(facts, account, policy, evidence);
  return {
    opinion: null,
    found: 'first-factor-counts',
    detail: { level: situation.reached.byAnyKind },
    situation,
  };
}

function ask(found: Found): Asked {
  return { opinion: { kind: 'prove', step: 'first', by: ['passkey', 'password'], factors: [] }, found };
}
