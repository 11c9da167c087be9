// Generators of facts for properties. Domains are small, so that ids, times and addresses meet often.
import fc from 'fast-check';
import type {
  AccountFacts,
  AuthorizationRequest,
  ClientFacts,
  DeviceFacts,
  Evidence,
  Facts,
  Redemption,
  Waiver,
} from '../../policy/facts.ts';
import { levels, type TenantPolicy } from '../../policy/tenant-policy.ts';
import { day, hour, mfa, minute, modelOfKey, now, sfa } from './build.ts';

const time = fc.constantFrom(-90, -30, -8, -7, -5, -3, -2, -1, 1).map((days) => now + days * day);
const level = fc.oneof({ weight: 6, arbitrary: fc.constant('none' as const) }, fc.constantFrom(...levels));
const accountId = fc.constantFrom('account-1', 'account-1', 'account-1', 'account-2');
const tenantId = fc.constantFrom('tenant-1', 'tenant-1', 'tenant-2');
const standing = fc.constantFrom(
  'active' as const,
  'active' as const,
  'active' as const,
  'suspended' as const,
);
const address = fc.constantFrom(
  '192.0.2.17',
  '::ffff:192.0.2.17',
  '198.51.100.4',
  '2001:db8::1',
  'garbage',
  '',
);
const cidr = fc.constantFrom('192.0.2.0/24', '0.0.0.0/0', '2001:db8::/32', '::/0', 'garbage', '010.0.0.0/8');

export const policies: fc.Arbitrary<TenantPolicy> = fc.record({
  secondFactor: fc.constantFrom('off', 'optional', 'required', 'required', 'required', 'required'),
  level: fc.constantFrom('mfa', 'mfa', 'mfa', 'mfa', 'phishing-resistant', 'hardware'),
  factors: fc.record({
    passkey: fc.boolean(),
    totp: fc.constantFrom(true, true, true, true, false),
    sms: fc.boolean(),
  }),
  passkeys: fc.record({
    synced: fc.constantFrom(true, true, false),
    withoutUserVerification: fc.boolean(),
    hardware: fc.constantFrom([], [modelOfKey]),
  }),
  // No rule asks it.
  sms: fc.constant({ countries: ['CH'], messagesADay: 1000 }),
  start: time,
  graceDays: fc.constantFrom(0, 1, 7, 14),
  graceForNewAccounts: fc.boolean(),
  afterDeadline: fc.constantFrom('enroll', 'refuse'),
  trustedNetworks: fc.array(fc.record({ name: fc.constantFrom('Main building', 'Lab'), cidr }), {
    maxLength: 3,
  }),
  rememberDays: fc.constantFrom(0, 1, 30, 30),
  rememberAfterSms: fc.boolean(),
  passwordMinLength: fc.constantFrom(8, 15),
  mailboxConfirms: fc.boolean(),
});

const passkeyFacts = fc.record({
  aaguid: fc.constantFrom(modelOfKey, '00000000-0000-0000-0000-000000000000'),
  attested: fc.boolean(),
  synced: fc.boolean(),
  verifiesUser: fc.boolean(),
});

const accounts: fc.Arbitrary<AccountFacts> = fc.record({
  id: accountId,
  tenantId,
  status: fc.constantFrom('active', 'active', 'active', 'disabled'),
  tenantStatus: standing,
  createdAt: time,
  passwordVersion: fc.constantFrom('password-1', 'password-1', 'password-2', null),
  factors: fc.uniqueArray(
    fc.oneof(
      fc.record({
        id: fc.constantFrom('totp-1', 'totp-2'),
        kind: fc.constant('totp' as const),
        disabled: fc.constantFrom(false, false, true),
      }),
      fc.record({ id: fc.constant('sms-1'), kind: fc.constant('sms' as const), disabled: fc.boolean() }),
      fc.record({
        id: fc.constantFrom('passkey-1', 'passkey-2'),
        kind: fc.constant('passkey' as const),
        disabled: fc.constantFrom(false, false, true),
        passkey: passkeyFacts,
      }),
    ),
    { maxLength: 3, selector: ({ id }) => id },
  ),
  untried: fc.array(
    fc.record({
      id: fc.constant('passkey-3'),
      kind: fc.constant('passkey' as const),
      disabled: fc.constantFrom(false, false, true),
      passkey: passkeyFacts,
    }),
    { maxLength: 1 },
  ),
  backupCodes: fc.option(
    fc.record({ id: fc.constantFrom('codes-1', 'codes-2'), left: fc.constantFrom(0, 1, 10) }),
  ),
  markedForReenrollment: fc.constantFrom(false, false, false, true),
  enrollmentOpenUntil: fc.option(time),
  breakGlass: fc.option(
    fc.record({
      id: fc.constantFrom('window-1', 'window-2'),
      until: fc.constantFrom(now - minute, now + 5 * minute, now + 15 * minute),
      usable: fc.boolean(),
    }),
  ),
  passwordByMailAt: fc.option(fc.constantFrom(now - 25 * hour, now - hour), { freq: 2 }),
});

const clients: fc.Arbitrary<ClientFacts> = fc.record({
  id: fc.constant('client-1'),
  tenantId: fc.option(tenantId),
  tenantStatus: standing,
  requiredLevel: level,
  firstParty: fc.constantFrom('account', null),
});

const proofTime = fc.constantFrom(-48 * hour, -2 * hour, -10 * minute, -1, 0).map((ms) => now + ms);

export const proofs: fc.Arbitrary<Evidence> = fc
  .record({
    id: fc.uuid(),
    accountId,
    proved: fc.constantFrom(
      ['password', 'password-1'] as const,
      ['password', 'password-2'] as const,
      ['totp', 'totp-1'] as const,
      ['totp', 'totp-2'] as const,
      ['passkey', 'passkey-1'] as const,
      ['passkey', 'passkey-2'] as const,
      ['sms', 'sms-1'] as const,
      ['backup-code', 'codes-1'] as const,
      ['backup-code', 'codes-2'] as const,
      ['break-glass', 'window-1'] as const,
      ['break-glass', 'window-2'] as const,
    ),
    signInId: fc.constantFrom('sign-in-1', 'sign-in-2'),
    at: proofTime,
    userVerified: fc.boolean(),
  })
  .map(({ proved: [kind, source], userVerified, ...rest }) => ({
    ...rest,
    ...(kind === 'passkey' && { userVerified }),
    kind,
    source,
  }));

const devices: fc.Arbitrary<DeviceFacts> = fc
  .record({
    id: fc.constantFrom('device-1', 'device-2'),
    level: fc.constantFrom('mfa', 'mfa', 'phishing-resistant', 'hardware'),
    earnedBy: fc.constantFrom(
      ['totp', 'totp-1'] as const,
      ['totp', 'totp-2'] as const,
      ['passkey', 'passkey-1'] as const,
      ['sms', 'sms-1'] as const,
    ),
    passwordVersion: fc.constantFrom('password-1', 'password-1', 'password-2', null),
    provedAt: time,
  })
  .map(({ earnedBy: [kind, source], ...rest }) => ({ ...rest, kind, source }));

export const requests: fc.Arbitrary<AuthorizationRequest> = fc.record({
  occasion: fc.constant('authorize' as const),
  address: fc.option(address),
  arrivedAt: fc.constantFrom(-1 * hour, -10 * minute, -1).map((ms) => now + ms),
  acrValues: fc.array(fc.constantFrom(sfa, mfa, mfa, 'phr', 'phrh', 'urn:x', '__proto__'), { maxLength: 3 }),
  acrEssential: fc.boolean(),
  maxAge: fc.constantFrom(null, null, 0, 1, 3600, 86_400),
  promptLogin: fc.boolean(),
  putOff: fc.boolean(),
  device: fc.option(devices),
});

const waivers: fc.Arbitrary<Waiver> = fc.oneof(
  fc.record({
    kind: fc.constant('trusted-network' as const),
    name: fc.constant('Main building'),
    address,
    grantedAt: fc.constantFrom(now - 13 * hour, now - hour),
    until: fc.constantFrom(now - hour, now + hour),
  }),
  fc.record({
    kind: fc.constant('remembered-device' as const),
    deviceId: fc.constantFrom('device-1', 'device-2'),
    level: fc.constantFrom('mfa', 'hardware'),
    grantedAt: fc.constantFrom(now - 13 * hour, now - hour),
    until: fc.constantFrom(now - hour, now + hour),
  }),
  fc.record({ kind: fc.constant('grace' as const), until: time }),
  fc.record({
    kind: fc.constant('break-glass' as const),
    window: fc.constantFrom('window-1', 'window-2'),
    until: fc.constantFrom(now - minute, now + 5 * minute),
  }),
);

const redemptions: fc.Arbitrary<Redemption> = fc.record({
  occasion: fc.constant('redeem' as const),
  hardNeed: level,
  waiver: fc.option(waivers),
  device: fc.option(devices),
});

/** Any facts, sound or not. */
export const allFacts: fc.Arbitrary<Facts> = fc.record({
  now: fc.constant(now),
  client: clients,
  account: fc.option(accounts, { freq: 10 }),
  policy: fc.option(policies, { freq: 10 }),
  evidence: fc.array(proofs, { maxLength: 6 }),
  request: fc.oneof(requests, requests, requests, redemptions),
});

/** Facts that get past the door: an active account of the client's tenant, its password just given. */
export const signedIn: fc.Arbitrary<Facts> = fc
  .record({
    facts: allFacts,
    account: accounts,
    policy: policies,
    password: proofs,
    more: fc.array(proofs, { maxLength: 3 }),
  })
  .map(({ facts, account, policy, password, more }) => {
    const id = 'account-1';
    const here = { id, status: 'active', tenantStatus: 'active', tenantId: 'tenant-1' } as const;
    const given = { accountId: id, kind: 'password', source: 'password-1', at: now } as const;
    return {
      ...facts,
      client: { ...facts.client, tenantStatus: 'active', tenantId: 'tenant-1' },
      account: { ...account, ...here, passwordVersion: 'password-1' },
      policy,
      evidence: [{ ...password, ...given }, ...more.map((proof) => ({ ...proof, accountId: id }))],
    };
  });

const wildNumber = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(Number.NaN, Infinity, -Infinity));

/** The same with numbers and texts that no caller should send. */
export const wildFacts: fc.Arbitrary<Facts> = fc
  .record({
    facts: fc.oneof(allFacts, signedIn),
    numbers: fc.array(wildNumber, { minLength: 7, maxLength: 7 }),
    text: fc.string({ unit: 'binary' }),
  })
  .map(({ facts, numbers: [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0], text }) => ({
    ...facts,
    now: a,
    account: facts.account && { ...facts.account, createdAt: b },
    policy: facts.policy && {
      ...facts.policy,
      start: c,
      graceDays: d,
      rememberDays: e,
      trustedNetworks: [
        { name: text, cidr: text },
        { name: text, cidr: `192.0.2.0/${e}` },
      ],
    },
    evidence: facts.evidence.map((proof) => ({ ...proof, at: proof.kind === 'password' ? f : g })),
    request:
      facts.request.occasion === 'redeem'
        ? facts.request
        : {
            ...facts.request,
            address: text,
            arrivedAt: e,
            maxAge: g,
            acrValues: [text, ...facts.request.acrValues],
          },
  }));

/** A policy, and one that is at least as strict in everything. */
export const tightened: fc.Arbitrary<{ looser: TenantPolicy; stricter: TenantPolicy }> = fc
  .record({ one: policies, other: policies })
  .map(({ one, other }) => ({ looser: one, stricter: stricterOfBoth(one, other) }));

function stricterOfBoth(one: TenantPolicy, other: TenantPolicy): TenantPolicy {
  const later = <T>(order: readonly T[], a: T, b: T) => (order.indexOf(a) > order.indexOf(b) ? a : b);
  return {
    ...one,
    secondFactor: later(['off', 'optional', 'required'], one.secondFactor, other.secondFactor),
    level: later(['mfa', 'phishing-resistant', 'hardware'], one.level, other.level),
    factors: {
      passkey: one.factors.passkey && other.factors.passkey,
      totp: one.factors.totp && other.factors.totp,
      sms: one.factors.sms && other.factors.sms,
    },
    passkeys: {
      synced: one.passkeys.synced && other.passkeys.synced,
      withoutUserVerification: one.passkeys.withoutUserVerification && other.passkeys.withoutUserVerification,
      // Fewer are not stricter for who is in grace: what they have set up can prove less then.
      hardware: one.passkeys.hardware,
    },
    start: Math.min(one.start, other.start),
    graceDays: Math.min(one.graceDays, other.graceDays),
    graceForNewAccounts: one.graceForNewAccounts && other.graceForNewAccounts,
    afterDeadline: later(['enroll', 'refuse'], one.afterDeadline, other.afterDeadline),
    trustedNetworks: one.trustedNetworks.slice(1),
    rememberDays: Math.min(one.rememberDays, other.rememberDays),
    rememberAfterSms: one.rememberAfterSms && other.rememberAfterSms,
  };
}
