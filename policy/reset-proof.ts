// What somebody has to prove before a forgotten password is chosen anew: the mailbox was shown already, now the second factor
// where there is one.
// Invariant: a reset skips no factor, whatever the policy asks at a sign-in, and what was proved elsewhere or before does not
// count. Break-glass is no proof.
import type { Deny, Prove } from './decision.ts';
import type { Facts } from './facts.ts';
import { stillStands } from './freshness.ts';
import { askFor, usableMeans } from './means.ts';

export type ResetProof =
  /** `proved`: by a second factor as well. */
  { readonly kind: 'enough'; readonly proved: boolean } | Omit<Prove, 'reasons'> | Omit<Deny, 'reasons'>;

/**
 * @param signInId in which it has to be proved
 * @param since ms; when the mailbox was shown
 */
export function proofForReset(
  { account, policy, evidence }: Pick<Facts, 'account' | 'policy' | 'evidence'>,
  signInId: string,
  since: number,
): ResetProof {
  if (account === null || policy === null) return { kind: 'deny', why: 'account-disabled' };
  const proved = evidence.some(
    (proof) =>
      proof.signInId === signInId &&
      proof.at >= since &&
      proof.kind !== 'password' &&
      proof.kind !== 'break-glass' &&
      stillStands(proof, account),
  );
  // Without password and factors nothing is left for the mailbox to stand beside.
  const isBare = account.passwordVersion === null && account.factors.length === 0;
  if (proved || (account.factors.length === 0 && !isBare)) return { kind: 'enough', proved };
  const usable = usableMeans({ account, policy });
  // Who has no password signs in with what is lost: only a backup code is left to show that it is them.
  const fitting =
    account.passwordVersion === null ? usable.filter(({ kind }) => kind === 'backup-code') : usable;
  if (fitting.length === 0)
    return { kind: 'deny', why: account.passwordVersion === null ? 'no-backup-code' : 'factor-disabled' };
  const allowed = fitting.filter(({ isAllowed }) => isAllowed);
  return askFor(allowed.length > 0 ? allowed : fitting);
}
