// Steps 6 and 7: which of the confirmed factors must be proved now. First one that reaches both needs; else the best
// there is, which must be proved before a better one may be set up.
// Invariant: a factor that was disabled opens nothing, so 100 wrong guesses with a stolen password do not lead to set-up.
import type { Finding, Found } from '../decision.ts';
import type { EvidenceKind } from '../facts.ts';
import { reaches, strongest } from '../level.ts';
import { levelOfBackupCode, levelOfFactor } from '../proof.ts';
import { isAllowedBackupCode, isAllowedFactor, neededLevel, type Situation } from '../situation.ts';
import { factorKinds, type Level } from '../tenant-policy.ts';
import { pass, type Rule } from './rule.ts';

/** One thing that could answer. */
interface Means {
  readonly kind: EvidenceKind;
  /** The enrollment; null for backup codes. */
  readonly factor: string | null;
  readonly level: Level;
  readonly isAllowed: boolean;
}

export const proveSecond: Rule = (situation) => {
  const { account, reached, confirmed } = situation;
  if (account.factors.length === 0) return pass('nothing-confirmed');
  const usable = usableMeans(situation);
  const needed = neededLevel(situation);
  const reaching = usable.filter(({ level, isAllowed }) => isAllowed && reaches(level, needed));
  if (reaching.length > 0) return prove(reaching, 'confirmed-factor-reaches');
  const best = strongest(usable.map(({ level }) => level));
  if (reaches(reached.byAnyKind, usable.length > 0 ? best : confirmed.byAnyKind))
    return pass('best-factor-proved');
  if (usable.length === 0)
    return { opinion: { kind: 'deny', why: 'factor-disabled' }, found: 'factor-disabled' };
  return prove(
    usable.filter(({ level }) => level === best),
    'best-factor-first',
  );
};

/** Confirmed factors that can still prove, and backup codes where any are left. */
function usableMeans({ account, policy }: Situation): readonly Means[] {
  const { factors, backupCodes } = account;
  const working = factors.filter((factor) => !factor.disabled);
  const means = working.map(
    (factor): Means => ({
      kind: factor.kind,
      factor: factor.id,
      level: levelOfFactor(factor, policy),
      isAllowed: isAllowedFactor(factor, policy),
    }),
  );
  if (backupCodes === null || backupCodes.left === 0) return means;
  const isAllowed = isAllowedBackupCode(policy, account);
  return [...means, { kind: 'backup-code', factor: null, level: levelOfBackupCode, isAllowed }];
}

/** Strongest first. */
const order: readonly EvidenceKind[] = [...factorKinds, 'backup-code'];

function prove(means: readonly Means[], found: Found): Finding {
  const by = order.filter((kind) => means.some((one) => one.kind === kind));
  const factors = means.map(({ factor }) => factor).filter((id) => id !== null);
  return { opinion: { kind: 'prove', step: 'second', by, factors }, found, detail: { by: by.join(', ') } };
}
