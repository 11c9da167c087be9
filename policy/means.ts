// What could answer when a second factor is asked for: confirmed factors that work, and backup codes where any are left.
// Invariant: a factor that was disabled answers nothing.
import type { Prove } from './decision.ts';
import type { EvidenceKind } from './facts.ts';
import { levelOfBackupCode, levelOfFactor } from './proof.ts';
import { isAllowedBackupCode, isAllowedFactor, type Situation } from './situation.ts';
import { factorKinds, type Level } from './tenant-policy.ts';

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

/** The question that these may answer. */
export function askFor(means: readonly Means[]): Omit<Prove, 'reasons'> {
  const by = order.filter((kind) => means.some((one) => one.kind === kind));
  const factors = means.map(({ factor }) => factor).filter((id) => id !== null);
  return { kind: 'prove', step: 'second', by, factors };
}
