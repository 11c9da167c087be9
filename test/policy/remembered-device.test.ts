// Whether a remembered device counts (A9): it waives the asking up to what it was earned with, and proves nothing.
import { describe, expect, test } from 'vitest';
import { decide } from '../../policy/decide.ts';
import type { DeviceFacts, Facts, Waiver } from '../../policy/facts.ts';
import { earnedIn, rememberedUntil } from '../../policy/remembering.ts';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import {
  accountWith,
  allKinds,
  authorize,
  byBackupCode,
  byPassword,
  byTotp,
  clientWith,
  day,
  deviceWith,
  disabledTotp,
  enrolledWith,
  factsWith,
  hour,
  inOffice,
  mfa,
  modelOfKey,
  now,
  office,
  passkeyWith,
  policyInGrace,
  policyWith,
  proof,
  redeem,
  sfa,
  totpFactor,
} from './build.ts';

const waiver = {
  kind: 'remembered-device',
  deviceId: 'device-1',
  level: 'mfa',
  grantedAt: now,
  until: now + 12 * hour,
} as const satisfies Waiver;

function remembered(device: Partial<DeviceFacts> = {}, over: Partial<Facts> = {}): Facts {
  return enrolledWith({ request: authorize({ device: deviceWith(device) }), ...over });
}

function under(policy: Partial<TenantPolicy>): Facts {
  return remembered({}, { policy: policyWith(policy) });
}

describe('A9 a remembered device', () => {
  test('waives the second factor, and D2 the token claims no mfa', () => {
    expect(decide(remembered())).toMatchObject({
      kind: 'allow',
      level: 'none',
      acr: sfa,
      amr: ['pwd'],
      waiver,
    });
  });

  test('does not count once the factor that earned it is disabled', () => {
    const account = accountWith({ factors: [disabledTotp, passkeyWith()] });
    const policy = policyWith({ factors: allKinds });
    expect(decide(remembered({}, { account, policy })).kind).toBe('prove');
  });

  test('counts until N days after the proof, by the policy of now', () => {
    const last = deviceWith({ provedAt: now - 30 * day + 1 });
    expect(decide(remembered(last))).toMatchObject({ waiver: { until: now + 1 } });
    expect(decide(remembered({ provedAt: now - 30 * day })).kind).toBe('prove');
    expect(decide(under({ rememberDays: 0 })).kind).toBe('prove');
    const yesterday = { provedAt: now - day };
    expect(decide(remembered(yesterday, { policy: policyWith({ rememberDays: 1 }) })).kind).toBe('prove');
    expect(decide(remembered(yesterday, { policy: policyWith({ rememberDays: 2 }) })).kind).toBe('allow');
  });

  test('is the last waiver: a trusted network goes before it, and proof needs none', () => {
    const both = authorize({ address: inOffice, device: deviceWith() });
    const policy = policyWith({ trustedNetworks: [office] });
    expect(decide(enrolledWith({ policy, request: both }))).toMatchObject({
      waiver: { kind: 'trusted-network' },
    });
    expect(decide(remembered({}, { evidence: byTotp }))).toMatchObject({ level: 'mfa', waiver: null });
  });

  test('waives only up to the level that it was earned with', () => {
    const strict = policyWith({ level: 'hardware' });
    expect(decide(remembered({ level: 'hardware' }, { policy: strict })).kind).not.toBe('allow');
    const facts = remembered({ level: 'none' });
    expect(decide(facts)).toMatchObject({ kind: 'prove', step: 'second' });
  });

  test('never waives enrolment: not where nothing is set up, overdue or in grace', () => {
    const request = authorize({ device: deviceWith() });
    expect(decide(factsWith({ request })).kind).toBe('enroll');
    expect(decide(factsWith({ request, policy: policyInGrace() }))).toMatchObject({ kind: 'enroll' });
    expect(decide(remembered({}, { account: accountWith({ markedForReenrollment: true }) })).kind).toBe(
      'enroll',
    );
  });

  test('never waives a hard need (D3), nor a first factor', () => {
    expect(decide(remembered({}, { client: clientWith({ requiredLevel: 'mfa' }) })).kind).toBe('prove');
    const named = authorize({ device: deviceWith(), acrValues: [mfa] });
    expect(decide(enrolledWith({ request: named })).kind).toBe('prove');
    expect(decide(remembered({}, { evidence: [] }))).toMatchObject({ kind: 'prove', step: 'first' });
  });

  test('falls with the password and the factor that it was earned with', () => {
    expect(decide(remembered({ passwordVersion: 'password-0' })).kind).toBe('prove');
    expect(decide(remembered({ passwordVersion: null })).kind).toBe('prove');
    expect(decide(remembered({ source: 'totp-0' })).kind).toBe('prove');
  });

  test('does not count where the kind of the factor is no longer allowed', () => {
    const other = { ...policyWith().factors, totp: false };
    expect(decide(under({ factors: other })).kind).toBe('prove');
  });

  test('counts in grace and under optional for those who are enrolled', () => {
    expect(decide(remembered({}, { policy: policyInGrace() }))).toMatchObject({ waiver });
    expect(decide(under({ secondFactor: 'optional' }))).toMatchObject({ waiver });
  });
});

describe('A9 a device that a passkey earned', () => {
  const key = passkeyWith({ aaguid: modelOfKey, attested: true, synced: false });
  const account = accountWith({ factors: [key] });
  const listing = (hardware: readonly string[]) =>
    policyWith({ factors: allKinds, level: 'hardware', passkeys: { ...policyWith().passkeys, hardware } });
  const evidence = [proof('password'), proof('passkey', { source: key.id })];

  test('waives up to its level, and no more than the key can prove now', () => {
    const policy = listing([modelOfKey]);
    const earned = earnedIn('sign-in-1', enrolledWith({ account, evidence, policy }));
    expect(earned?.level).toBe('hardware');
    const device = { kind: 'passkey', source: key.id, level: 'hardware' } as const;
    expect(decide(remembered(device, { account, policy })).kind).toBe('allow');
    expect(decide(remembered({ ...device, level: 'mfa' }, { account, policy })).kind).toBe('prove');
    expect(decide(remembered(device, { account, policy: listing([]) })).kind).not.toBe('allow');
  });
});

describe('A9 at redemption', () => {
  const later = (over: Partial<Facts> = {}, device: DeviceFacts | null = deviceWith(), copied = waiver) =>
    enrolledWith({ now: now + hour, request: redeem({ waiver: copied, device }), ...over });

  test('a copied waiver counts while the device stands, for twelve hours', () => {
    expect(decide(later())).toMatchObject({ kind: 'allow', waiver });
    expect(decide(later({ now: now + 12 * hour })).kind).toBe('prove');
    expect(decide(later({}, null)).kind).toBe('prove');
    expect(decide(later({}, deviceWith({ id: 'device-2' }))).kind).toBe('prove');
  });

  test('a shorter term, a new password or a new factor ends it', () => {
    expect(decide(later({ policy: policyWith({ rememberDays: 0 }) })).kind).toBe('prove');
    expect(decide(later({ now: now + 1 }, deviceWith({ provedAt: now - 30 * day }))).kind).toBe('prove');
    expect(decide(later({}, deviceWith({ source: 'totp-0' }))).kind).toBe('prove');
  });

  test('a device alone, without a waiver that was granted, is nothing', () => {
    expect(decide(enrolledWith({ request: redeem({ device: deviceWith() }) })).kind).toBe('prove');
  });
});

describe('A9 what earns it', () => {
  const earned = (over: Partial<Facts>, signInId = 'sign-in-1') => earnedIn(signInId, enrolledWith(over));

  test('a second factor of this very sign-in', () => {
    const found = earned({ evidence: byTotp });
    expect(found).toMatchObject({ level: 'mfa', proof: { kind: 'totp', source: totpFactor.id } });
    expect(earned({ evidence: byTotp }, 'sign-in-2')).toBeNull();
    expect(earned({ evidence: byPassword })).toBeNull();
  });

  test('no backup code, and nothing where the policy remembers nothing', () => {
    expect(earned({ evidence: byBackupCode })).toBeNull();
    expect(earned({ evidence: byTotp, policy: policyWith({ rememberDays: 0 }) })).toBeNull();
  });

  test('a code by SMS only where the organization says so, and then it counts only there', () => {
    const sms = { id: 'sms-1', kind: 'sms', disabled: false } as const;
    const account = accountWith({ factors: [sms] });
    const evidence = [proof('password'), proof('sms', { source: sms.id })];
    const factors = { ...policyWith().factors, sms: true };
    const lenient = policyWith({ factors, rememberAfterSms: true });
    expect(earned({ account, evidence, policy: policyWith({ factors }) })).toBeNull();
    expect(earned({ account, evidence, policy: lenient })).toMatchObject({ proof: { kind: 'sms' } });
    const device = { kind: 'sms', source: sms.id } as const;
    expect(decide(remembered(device, { account, policy: lenient })).kind).toBe('allow');
    expect(decide(remembered(device, { account, policy: policyWith({ factors }) })).kind).toBe('prove');
  });

  test('no proof that does not count any more, and none without a first factor', () => {
    expect(earned({ evidence: [proof('password'), proof('totp', { source: 'totp-0' })] })).toBeNull();
    expect(earned({ evidence: [proof('totp')] })).toBeNull();
  });

  test('at the time of the proof itself, however long the sign-in took', () => {
    const at = now - hour;
    const found = earned({ evidence: [proof('password'), proof('totp', { at })] });
    expect(found?.proof.at).toBe(at);
    expect(rememberedUntil(policyWith(), at)).toBe(at + 30 * day);
  });
});
