// What becomes of remembered devices when an organisation changes its policy: those that the stricter of both policies does
// not honour are void for good, so that loosening it again brings none back.
// Invariant: called before the new version is written, so a crash between leaves none that a later, looser one would honour.
import { reaches, weaker } from '../../policy/level.ts';
import { mayEarn } from '../../policy/remembering.ts';
import { type FactorKind, factorKinds, levels, type TenantPolicy } from '../../policy/tenant-policy.ts';
import type { DeviceGround } from '../../ports/remembered-devices.ts';
import { type AdminDeps, contextOf } from './action.ts';
import type { AdminActor } from './authorize.ts';

const dayMs = 86_400_000;

export async function voidDevices(
  { storage, audit, now }: AdminDeps,
  actor: AdminActor,
  tenantId: string,
  one: TenantPolicy,
  other: TenantPolicy,
): Promise<void> {
  const at = now();
  let devices = 0;
  try {
    for (const ground of groundsOf(one, other, at))
      devices += await storage.rememberedDevices.revokeIn(tenantId, ground, at);
  } finally {
    // Also of those that went before an outage: they stay gone, and the next try finds none of them.
    const event = { type: 'remembered-device.revoked', by: 'policy', devices } as const;
    if (devices > 0) audit.queue(event, contextOf(actor, { tenantId }), at);
  }
}

/** Whether both honour a proof of this kind. What passkeys must be is not told apart: any change of that is one. */
function earnsAlike(kind: FactorKind, one: TenantPolicy, other: TenantPolicy): boolean {
  if (mayEarn(kind, one) !== mayEarn(kind, other)) return false;
  return kind !== 'passkey' || JSON.stringify(one.passkeys) === JSON.stringify(other.passkeys);
}

/** Empty where both honour the same. @param at ms */
function groundsOf(one: TenantPolicy, other: TenantPolicy, at: number): readonly DeviceGround[] {
  const days = Math.min(one.rememberDays, other.rememberDays);
  const overdue = one.rememberDays === other.rememberDays ? [] : [{ provedUpTo: at - days * dayMs }];
  const kinds = factorKinds.filter((kind) => !earnsAlike(kind, one, other));
  const strict = weaker(one.level, other.level) === one.level ? other.level : one.level;
  const weak = one.level === other.level ? [] : levels.filter((level) => !reaches(level, strict));
  return [...overdue, ...kinds.map((kind) => ({ kind })), ...weak.map((level) => ({ level }))];
}
