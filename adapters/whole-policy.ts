// A tenant's policy, whole: also one that was stored before a setting was there.
// Invariant: what an older version does not say is as it was then: a kind of factor that was not there is not allowed, and no
// browser is remembered.
import type { TenantPolicy } from '../policy/tenant-policy.ts';
import type { PolicyRecord } from '../ports/tenants.ts';

const unsaid = {
  factors: { passkey: false, totp: true, sms: false },
  passkeys: { synced: true, withoutUserVerification: true, hardware: [] },
  rememberDays: 0,
  rememberAfterSms: false,
  sms: { countries: [], messagesADay: 1000 },
} as const satisfies Partial<TenantPolicy>;

export function wholePolicy(record: PolicyRecord): PolicyRecord {
  const { policy } = record;
  return { ...record, policy: { ...unsaid, ...policy, factors: { ...unsaid.factors, ...policy.factors } } };
}

export function wholePolicyIfAny(record: PolicyRecord | undefined): PolicyRecord | undefined {
  return record && wholePolicy(record);
}
