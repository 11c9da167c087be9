// Step 5: whether a remembered device counts (A9). Like a trusted network it waives the asking for a second factor, never a
// hard need and never enrolment; and only up to the level that it was earned with.
// Invariant: it adds nothing to level, acr or amr, and falls with what it was earned with: the password and the factor.
import type { Finding } from '../decision.ts';
import type { AccountFacts, DeviceFacts, EnrolledFactor, Facts, Waiver } from '../facts.ts';
import { reaches, weaker } from '../level.ts';
import { levelOfFactor } from '../proof.ts';
import { isHonoured, rememberedUntil } from '../remembering.ts';
import { isAllowedFactor, type Reach, reachesTenantNeed } from '../situation.ts';
import type { TenantPolicy } from '../tenant-policy.ts';
import { allow, pass, type Rule, waiverStandsFor } from './rule.ts';

type DeviceWaiver = Extract<Waiver, { kind: 'remembered-device' }>;

export const rememberedDevice: Rule = (situation): Finding => {
  const { facts, policy, account, reached, confirmed, hardNeed, tenantNeed } = situation;
  if (!reaches(reached.byAllowedKinds, hardNeed)) return pass('hard-need-not-waived');
  if (!reachesTenantNeed(confirmed, tenantNeed)) return pass('enrollment-not-waived');
  const { device } = facts.request;
  if (device === null) return pass('no-remembered-device');
  const factor = earnedBy(device, account);
  if (!factor || !isHonoured(device, policy, facts.now)) return pass('device-over');
  if (!reachesTenantNeed(reachOf(device, factor, policy), tenantNeed))
    return pass('device-too-weak', { level: device.level });
  const waiver = waiverOf(facts, device, rememberedUntil(policy, device.provedAt));
  if (waiver === null) return pass('device-over');
  const detail = { level: device.level, until: waiver.until };
  return { opinion: allow(situation, waiver), found: 'device-remembered', detail };
};

/** The factor that earned it, if that still works and the password is still the account's. */
function earnedBy(
  { kind, source, passwordVersion }: DeviceFacts,
  account: AccountFacts,
): EnrolledFactor | undefined {
  if (passwordVersion !== account.passwordVersion) return undefined;
  return account.factors.find(
    ({ id, kind: ofKind, disabled }) => id === source && ofKind === kind && !disabled,
  );
}

/** As evidence of that factor: one that is no longer allowed reaches nothing that is due. */
function reachOf({ level: earned }: DeviceFacts, factor: EnrolledFactor, policy: TenantPolicy): Reach {
  const level = weaker(earned, levelOfFactor(factor, policy));
  return { byAnyKind: level, byAllowedKinds: isAllowedFactor(factor, policy) ? level : 'none' };
}

/** On redemption the waiver that was copied, for 12 hours at most, of the device that stands behind it now. */
function waiverOf({ now, request }: Facts, { id, level }: DeviceFacts, end: number): DeviceWaiver | null {
  if (request.occasion === 'authorize') {
    const until = Math.min(end, now + waiverStandsFor);
    return { kind: 'remembered-device', deviceId: id, level, grantedAt: now, until };
  }
  const { waiver } = request;
  if (waiver?.kind !== 'remembered-device' || waiver.deviceId !== id) return null;
  return now < waiver.until && now < waiver.grantedAt + waiverStandsFor ? waiver : null;
}
