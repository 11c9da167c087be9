// Facts for tests: an established account of a tenant that requires a second factor, with whatever a test changes.
import type {
  AccountFacts,
  AuthorizationRequest,
  ClientFacts,
  DeviceFacts,
  EnrolledFactor,
  Evidence,
  Facts,
  PasskeyFacts,
  Redemption,
} from '../../policy/facts.ts';
import { recommendedPolicy, type TenantPolicy } from '../../policy/tenant-policy.ts';

export const now = Date.parse('2026-11-24T09:00:00Z');
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

export const sfa = 'https://refeds.org/profile/sfa';
export const mfa = 'https://refeds.org/profile/mfa';

/** Most rules do not ask which kind it is; what passkeys and SMS add has tests of its own. */
export const appOnly = { passkey: false, totp: true, sms: false } as const;
export const allKinds = { passkey: true, totp: true, sms: true } as const;
export const noKind = { passkey: false, totp: false, sms: false } as const;

/** Required for 30 days with 7 days of grace: overdue for the account below. */
export function policyWith(over: Partial<TenantPolicy> = {}): TenantPolicy {
  return { ...recommendedPolicy(now - 30 * day), factors: appOnly, ...over };
}

/** Required for 2 days with 7 days of grace: the account below can put it off for 5 days more. */
export function policyInGrace(over: Partial<TenantPolicy> = {}): TenantPolicy {
  return policyWith({ start: now - 2 * day, ...over });
}

export const totpFactor: EnrolledFactor = { id: 'totp-1', kind: 'totp', disabled: false };
export const smsFactor: EnrolledFactor = { id: 'sms-1', kind: 'sms', disabled: false };
export const modelOfKey = '2fc0579f-8113-47ea-b116-bb5a8db9202a';

/** Synced and not attested, unless the test says otherwise. */
export function passkeyWith(over: Partial<PasskeyFacts> = {}, id = 'passkey-1'): EnrolledFactor {
  const passkey = { aaguid: modelOfKey, attested: false, synced: true, verifiesUser: true, ...over };
  return { id, kind: 'passkey', disabled: false, passkey };
}

export const disabledTotp: EnrolledFactor = { ...totpFactor, disabled: true };
export const backupCodes = { id: 'codes-1', left: 10 };
export const office = { name: 'Main building', cidr: '192.0.2.0/24' };
export const inOffice = '192.0.2.17';
export const outside = '198.51.100.4';

export function accountWith(over: Partial<AccountFacts> = {}): AccountFacts {
  return {
    id: 'account-1',
    tenantId: 'tenant-1',
    status: 'active',
    tenantStatus: 'active',
    createdAt: now - 60 * day,
    passwordVersion: 'password-1',
    factors: [],
    untried: [],
    backupCodes: null,
    markedForReenrollment: false,
    enrollmentOpenUntil: null,
    breakGlass: null,
    passwordByMailAt: null,
    ...over,
  };
}

export function clientWith(over: Partial<ClientFacts> = {}): ClientFacts {
  const application = { id: 'client-1', tenantId: 'tenant-1', firstParty: null } as const;
  return { ...application, tenantStatus: 'active', requiredLevel: 'none', ...over };
}

export function authorize(over: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return {
    occasion: 'authorize',
    address: outside,
    arrivedAt: now - minute,
    acrValues: [],
    acrEssential: false,
    maxAge: null,
    promptLogin: false,
    putOff: false,
    device: null,
    ...over,
  };
}

export function redeem(over: Partial<Redemption> = {}): Redemption {
  return { occasion: 'redeem', hardNeed: 'none', waiver: null, device: null, ...over };
}

/** Earned an hour ago by the account's authenticator app. */
export function deviceWith(over: Partial<DeviceFacts> = {}): DeviceFacts {
  const earned = { level: 'mfa', kind: 'totp', source: 'totp-1', passwordVersion: 'password-1' } as const;
  return { id: 'device-1', ...earned, provedAt: now - hour, ...over };
}

export function proof(kind: Evidence['kind'], over: Partial<Evidence> = {}): Evidence {
  const sources = {
    password: 'password-1',
    passkey: 'passkey-1',
    totp: 'totp-1',
    sms: 'sms-1',
    'backup-code': 'codes-1',
    'break-glass': 'window-1',
  };
  return {
    id: `event-${kind}`,
    accountId: 'account-1',
    kind,
    source: sources[kind],
    signInId: 'sign-in-1',
    at: now,
    ...over,
  };
}

export const byPassword = [proof('password')];
export const byTotp = [proof('password'), proof('totp')];
export const byBackupCode = [proof('password'), proof('backup-code')];

/** Signed in with a password, unless the test says otherwise. */
export function factsWith(over: Partial<Facts> = {}): Facts {
  return {
    now,
    client: clientWith(),
    account: accountWith(),
    policy: policyWith(),
    evidence: byPassword,
    request: authorize(),
    ...over,
  };
}

/** The same for an account with an authenticator app and backup codes. */
export function enrolledWith(over: Partial<Facts> = {}): Facts {
  return factsWith({ account: accountWith({ factors: [totpFactor], backupCodes }), ...over });
}
