// Which proofs make a browser remembered (A9), and until when it is.
// Invariant: it is counted from the proof by the policy in force now, so a shorter term acts at once and nothing renews it.
import { hasFirstFactor, levelOf } from './assurance.ts';
import type { DeviceFacts, Evidence, EvidenceKind, Facts } from './facts.ts';
import { countingEvidence } from './freshness.ts';
import { reaches } from './level.ts';
import { proofsOf } from './proof.ts';
import type { FactorKind, Level, TenantPolicy } from './tenant-policy.ts';

const dayMs = 86_400_000;

/** Until when a proof of that time is remembered, ms. */
export function rememberedUntil(policy: TenantPolicy, provedAt: number): number {
  return provedAt + policy.rememberDays * dayMs;
}

/** Whether the policy lets a proof of this kind be remembered. */
export function canRemember(kind: EvidenceKind, policy: TenantPolicy): kind is FactorKind {
  return policy.rememberDays > 0 && mayEarn(kind, policy);
}

/** The same, for however long. A backup code stands in for a lost factor, and is proof for once; a break-glass code is none. */
export function mayEarn(kind: EvidenceKind, policy: TenantPolicy): kind is FactorKind {
  if (kind === 'password' || kind === 'backup-code' || kind === 'break-glass') return false;
  return policy.factors[kind] && (kind !== 'sms' || policy.rememberAfterSms);
}

/** Whether the policy still honours what the device was earned with, at this moment (ms). */
export function isHonoured({ kind, provedAt }: DeviceFacts, policy: TenantPolicy, now: number): boolean {
  return canRemember(kind, policy) && now < rememberedUntil(policy, provedAt);
}

/** The strongest proof of this very sign-in that can be remembered, and what it reaches; null if there is none. */
export function earnedIn(
  signInId: string,
  facts: Facts,
): { readonly proof: Evidence & { readonly kind: FactorKind }; readonly level: Level } | null {
  const { policy, account } = facts;
  if (policy === null || account === null) return null;
  const worth = (evidence: readonly Evidence[]) => proofsOf(evidence, account.factors, policy);
  const counting = countingEvidence(facts);
  const firsts = counting.filter((one) => hasFirstFactor(worth([one])));
  const earned = facts.evidence.flatMap((proof) => {
    const { kind } = proof;
    const counts = proof.signInId === signInId && counting.some(({ id }) => id === proof.id);
    if (!counts || !canRemember(kind, policy)) return [];
    const level = levelOf(worth([...firsts, proof]));
    return level === 'none' ? [] : { proof: { ...proof, kind }, level };
  });
  return earned.reduce<(typeof earned)[number] | null>(
    (best, one) => (best && reaches(best.level, one.level) ? best : one),
    null,
  );
}
