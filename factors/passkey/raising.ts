// When a passkey that was registered without verifying its user becomes one that does, and so a first factor.
// Invariant: a security key without a PIN that is stolen can be given one by the thief, so the key alone never raises itself:
// another enrolled factor has to be proved in the same sign-in. Passwords and backup codes are none.
import type { Evidence } from '../../policy/facts.ts';
import type { PasskeyEnrollment } from '../../ports/enrollments.ts';
import type { FactorDeps, Proving } from '../factor-deps.ts';
import type { Asserted } from './assertion.ts';

export async function raises(
  { storage, now }: Pick<FactorDeps, 'storage' | 'now'>,
  { accountId, signInId }: Proving,
  passkey: PasskeyEnrollment,
  { userVerified }: Asserted,
): Promise<boolean> {
  if (!userVerified || passkey.verifiesUser) return false;
  const held = await storage.evidence.find({ kind: 'sign-in', id: signInId, accountId }, now());
  const { factors } = await storage.enrollments.find(accountId);
  const others = factors.filter(({ id, disabledAt }) => id !== passkey.id && disabledAt === null);
  return held.evidence.some((proof) => others.some(({ id, kind }) => isProofOf(proof, { id, kind })));
}

function isProofOf(proof: Evidence, { id, kind }: { readonly id: string; readonly kind: string }): boolean {
  return proof.source === id && proof.kind === kind;
}
