// Steps 6 and 7: which of the confirmed factors must be proved now. First one that reaches both needs; else the best
// there is, which must be proved before a better one may be set up.
// Invariant: a factor that was disabled opens nothing, so 100 wrong guesses with a stolen password do not lead to set-up.
import { levelOfKind } from '../assurance.ts';
import type { Finding, Found } from '../decision.ts';
import type { EvidenceKind } from '../facts.ts';
import { reaches, strongest } from '../level.ts';
import { isAllowed, neededLevel, type Situation, strongestFirst } from '../situation.ts';
import { pass, type Rule } from './rule.ts';

export const proveSecond: Rule = (situation) => {
  const { account, reached, confirmed } = situation;
  if (account.factors.length === 0) return pass('nothing-confirmed');
  const usable = usableKinds(situation);
  const reaching = usable.filter((kind) => reachesBoth(kind, situation));
  if (reaching.length > 0) return prove(reaching, 'confirmed-factor-reaches');
  const best = strongest(usable.map(levelOfKind));
  if (reaches(reached.byAnyKind, usable.length > 0 ? best : confirmed.byAnyKind))
    return pass('best-factor-proved');
  if (usable.length === 0)
    return { opinion: { kind: 'deny', why: 'factor-disabled' }, found: 'factor-disabled' };
  const bestKinds = usable.filter((kind) => levelOfKind(kind) === best);
  return prove(bestKinds, 'best-factor-first');
};

/** Kinds of confirmed factors that can still prove, and backup codes where any are left; strongest first. */
function usableKinds({ account: { factors, backupCodes } }: Situation): readonly EvidenceKind[] {
  const kinds: readonly EvidenceKind[] = factors
    .filter((factor) => !factor.disabled)
    .map((factor) => factor.kind);
  const codes: readonly EvidenceKind[] = backupCodes !== null && backupCodes.left > 0 ? ['backup-code'] : [];
  return strongestFirst([...new Set([...kinds, ...codes])]);
}

function reachesBoth(kind: EvidenceKind, situation: Situation): boolean {
  const { policy, account } = situation;
  return isAllowed(kind, policy, account) && reaches(levelOfKind(kind), neededLevel(situation));
}

function prove(by: readonly EvidenceKind[], found: Found): Finding {
  return { opinion: { kind: 'prove', step: 'second', by }, found, detail: { by: by.join(', ') } };
}
