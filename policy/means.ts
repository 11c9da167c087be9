// What could answer when a second factor is asked for: confirmed factors that work, backup codes where any are left, and
// passkeys that are to be used for the first time.
// Invariant: a factor that was disabled answers nothing.
import type { Prove } from './decision.ts';
import type { EnrolledFactor, EvidenceKind } from './facts.ts';
import { reaches } from './level.ts';
import { levelOfBackupCode, levelOfFactor } from './proof.ts';
import { isAllowedBackupCode, isAllowedFactor, type Situation } from './situation.ts';
import { factorKinds, type Level, type TenantPolicy } from './tenant-policy.ts';

/** One thing that could answer. */
export interface Means {
  readonly kind: EvidenceKind;
  /** The enrollment; null for backup codes. */
  readonly factor: string | null;
  readonly level: Level;
  readonly isAllowed: boolean;
}

/** Confirmed factors that can still prove, and backup codes where any are left. */
export function usableMeans({ account, policy }: Pick<Situation, 'account' | 'policy'>): readonly Means[] {
  const { factors, backupCodes } = account;
  const means = workingMeans(factors, policy);
  if (backupCodes === null || backupCodes.left === 0) return means;
  const isAllowed = isAllowedBackupCode(policy, account);
  return [...means, { kind: 'backup-code', factor: null, level: levelOfBackupCode, isAllowed }];
}

/** Passkeys that were never used, and would be allowed and enough: whoever uses one needs to set up nothing. */
export function untriedMeans(situation: Situation, needed: Level): readonly Means[] {
  const means = workingMeans(situation.account.untried, situation.policy);
  return means.filter(({ level, isAllowed }) => isAllowed && reaches(level, needed));
}

function workingMeans(factors: readonly EnrolledFactor[], policy: TenantPolicy): readonly Means[] {
  const working = factors.filter((factor) => !factor.disabled);
  return working.map((factor) => ({
    kind: factor.kind,
    factor: factor.id,
    level: levelOfFactor(factor, policy),
    isAllowed: isAllowedFactor(factor, policy),
  }));
}

/** Strongest first. */
const order: readonly EvidenceKind[] = [...factorKinds, 'backup-code'];

/** The question that these may answer. */
export function askFor(means: readonly Means[]): Omit<Prove, 'reasons'> {
  const by = order.filter((kind) => means.some((one) => one.kind === kind));
  return { kind: 'prove', step: 'second', by, factors: enrollmentsOf(means) };
}

export function enrollmentsOf(means: readonly Means[]): readonly string[] {
  return means.map(({ factor }) => factor).filter((id) => id !== null);
}
