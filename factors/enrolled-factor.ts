// An enrolled factor as the policy looks at it.
// Invariant: made alike for decisions and for what changes factors, so that both judge the same.
import type { EnrolledFactor } from '../policy/facts.ts';
import type { Enrollment } from '../ports/enrollments.ts';

export function enrolledFactor(factor: Enrollment): EnrolledFactor {
  const { id, kind, disabledAt } = factor;
  const facts = { id, kind, disabled: disabledAt !== null };
  if (factor.kind !== 'passkey') return facts;
  const { aaguid, attested, synced, verifiesUser } = factor;
  return { ...facts, passkey: { aaguid, attested, synced, verifiesUser } };
}
