// An enrolled factor as the policy looks at it.
// Invariant: made alike for decisions and for what changes factors, so that both judge the same.
import type { EnrolledFactor } from '../policy/facts.ts';
import type { Enrollment, Enrollments } from '../ports/enrollments.ts';

/**
 * A passkey that was registered and never used since. Registering is no assertion (design.md "Levels and tokens"), so it counts
 * for nothing until it is used (B8): nothing is required of it, and it stands in for nothing.
 */
export function isUntried({ kind, lastUsedAt }: Pick<Enrollment, 'kind' | 'lastUsedAt'>): boolean {
  return kind === 'passkey' && lastUsedAt === null;
}

/** Those that count. */
export function confirmedOf({ factors }: Pick<Enrollments, 'factors'>): readonly Enrollment[] {
  return factors.filter((factor) => !isUntried(factor));
}

export function enrolledFactor(factor: Enrollment): EnrolledFactor {
  const { id, kind, disabledAt } = factor;
  const facts = { id, kind, disabled: disabledAt !== null };
  if (factor.kind !== 'passkey') return facts;
  const { aaguid, attested, synced, verifiesUser } = factor;
  return { ...facts, passkey: { aaguid, attested, synced, verifiesUser } };
}
