// The order of decisions, step by step, in the words of the policy: who is denied, asked, led to set-up, let in.
import { describe, expect, test } from 'vitest';
import { decide, hardNeedToCopy } from '../../policy/decide.ts';
import type { Facts } from '../../policy/facts.ts';
import { enroll } from '../../policy/rules/enroll.ts';
import { situationOf } from '../../policy/situation.ts';
import {
  accountWith,
  authorize,
  backupCodes,
  byBackupCode,
  byPassword,
  byTotp,
  clientWith,
  day,
  disabledTotp,
  enrolledWith,
  factsWith,
  mfa,
  noKind,
  now,
  policyInGrace,
  policyWith,
  proof,
  sfa,
  totpFactor,
} from './build.ts';

type Row = [name: string, facts: Facts, decision: object];

const proveFirst = { kind: 'prove', step: 'first', by: ['passkey', 'password'] };
const proveTotp = { kind: 'prove', step: 'second', by: ['totp'] };
const proveTotpOrCode = { kind: 'prove', step: 'second', by: ['totp', 'backup-code'] };
const mustEnroll = { kind: 'enroll', kinds: ['totp'], canPutOff: false };
const mayEnroll = { kind: 'enroll', kinds: ['totp'], canPutOff: true };
const allowMfa = { kind: 'allow', level: 'mfa', acr: mfa, waiver: null };
const allowPassword = { kind: 'allow', level: 'none', acr: sfa, amr: ['pwd'], waiver: null };
const deny = (why: string) => ({ kind: 'deny', why });

const off = policyWith({ secondFactor: 'off' });
const optional = policyWith({ secondFactor: 'optional' });
const nothingAllowed = { factors: noKind };
const needsMfa = clientWith({ requiredLevel: 'mfa' });
const asks = (acrValues: string[], acrEssential = false) => authorize({ acrValues, acrEssential });

function holds(rows: Row[]): void {
  test.each(rows)('%s', (_, facts, decision) => {
    expect(decide(facts)).toMatchObject(decision);
  });
}

describe('step 1: standing', () => {
  const other = accountWith({ tenantId: 'tenant-2' });
  holds([
    [
      'a disabled account',
      factsWith({ account: accountWith({ status: 'disabled' }) }),
      deny('account-disabled'),
    ],
    [
      'its tenant suspended',
      factsWith({ account: accountWith({ tenantStatus: 'suspended' }) }),
      deny('tenant-suspended'),
    ],
    [
      'another tenant than the client’s',
      factsWith({ account: other, evidence: byTotp }),
      deny('other-tenant'),
    ],
    [
      'a client of all tenants takes it',
      enrolledWith({ client: clientWith({ tenantId: null }), evidence: byTotp }),
      allowMfa,
    ],
    [
      'nobody signed in: a suspended tenant of the client',
      factsWith({
        account: null,
        policy: null,
        evidence: [],
        client: clientWith({ tenantStatus: 'suspended' }),
      }),
      deny('tenant-suspended'),
    ],
    [
      'nobody signed in: else a first factor',
      factsWith({ account: null, policy: null, evidence: [] }),
      proveFirst,
    ],
  ]);
});

describe('step 2: a first factor', () => {
  holds([
    ['no evidence', factsWith({ evidence: [] }), proveFirst],
    ['a second factor alone is none', enrolledWith({ evidence: [proof('totp')] }), proveFirst],
    [
      'evidence of another account',
      factsWith({ evidence: [proof('password', { accountId: 'account-2' })] }),
      proveFirst,
    ],
    [
      'a password changed since',
      factsWith({ evidence: [proof('password', { source: 'password-0' })] }),
      proveFirst,
    ],
    [
      'an account without a password',
      factsWith({ account: accountWith({ passwordVersion: null }) }),
      proveFirst,
    ],
    ['an account whose policy is not at hand is nobody’s', factsWith({ policy: null }), proveFirst],
  ]);
});

describe('step 3: the hard need', () => {
  holds([
    [
      'the client needs more than the policy allows',
      factsWith({ client: clientWith({ requiredLevel: 'hardware' }) }),
      deny('level-unreachable'),
    ],
    ['the client’s level, off', enrolledWith({ client: needsMfa, policy: off }), deny('level-unreachable')],
    [
      'off: even fresh evidence reaches no hard need',
      enrolledWith({ client: needsMfa, policy: off, evidence: byTotp }),
      deny('level-unreachable'),
    ],
    [
      'a kind no longer allowed reaches none',
      enrolledWith({ client: needsMfa, policy: policyWith(nothingAllowed), evidence: byTotp }),
      deny('level-unreachable'),
    ],
    [
      'nor a backup code that stands in for it',
      enrolledWith({ client: needsMfa, policy: policyWith(nothingAllowed), evidence: byBackupCode }),
      deny('level-unreachable'),
    ],
    [
      'D3 essential and unreachable',
      enrolledWith({ evidence: byTotp, request: asks(['phr'], true) }),
      deny('level-unreachable'),
    ],
    [
      'D3 voluntary and unreachable asks nothing',
      enrolledWith({ evidence: byTotp, request: asks(['phr']) }),
      allowMfa,
    ],
    ['D3 voluntary and unreachable, off', enrolledWith({ policy: off, request: asks([mfa]) }), allowPassword],
    [
      'D3 voluntary and reachable is a need',
      factsWith({ policy: optional, request: asks([mfa]) }),
      mustEnroll,
    ],
    [
      'D3 unknown values are ignored',
      factsWith({ policy: optional, request: asks(['urn:x', 'constructor'], true) }),
      allowPassword,
    ],
    [
      'D3 the weakest of several suffices',
      factsWith({ policy: optional, request: asks(['phrh', mfa, sfa], true) }),
      allowPassword,
    ],
    [
      'D3 no request lowers the client’s level',
      enrolledWith({ policy: optional, client: needsMfa, request: asks([sfa], true) }),
      proveTotpOrCode,
    ],
  ]);

  test('D4 what is to be copied under a grant leaves out what was ignored', () => {
    expect(hardNeedToCopy(enrolledWith({ evidence: byTotp, request: asks(['phr']) }))).toBe('none');
    expect(hardNeedToCopy(enrolledWith({ evidence: byTotp, request: asks([mfa]) }))).toBe('mfa');
    expect(hardNeedToCopy(enrolledWith({ client: needsMfa }))).toBe('mfa');
    expect(hardNeedToCopy(factsWith({ client: needsMfa, account: null }))).toBe('mfa');
  });
});

describe('step 4: both needs are reached', () => {
  const grace = policyInGrace();
  const deadline = now + 5 * day;
  const notStarted = policyWith({ start: now + day });
  const later = authorize({ putOff: true });
  holds([
    [
      'A2 required, two factors',
      enrolledWith({ evidence: byTotp }),
      { ...allowMfa, amr: ['pwd', 'otp', 'mfa'] },
    ],
    [
      'A2 required, a backup code',
      enrolledWith({ evidence: byBackupCode }),
      { ...allowMfa, amr: ['pwd', 'mfa'] },
    ],
    ['A1 off: nobody is asked', enrolledWith({ policy: off }), allowPassword],
    [
      'A1 off ignores a mark',
      factsWith({ policy: off, account: accountWith({ markedForReenrollment: true }) }),
      allowPassword,
    ],
    ['A1 optional: nothing set up, nothing asked', factsWith({ policy: optional }), allowPassword],
    [
      'A5 in grace: set-up is offered, with its deadline',
      factsWith({ policy: grace }),
      { ...mayEnroll, deadline },
    ],
    [
      'A5 put off: allowed by the waiver grace',
      factsWith({ policy: grace, request: later }),
      { ...allowPassword, waiver: { kind: 'grace', until: deadline } },
    ],
    ['A5 in grace, enrolled: nothing to offer', enrolledWith({ policy: grace, evidence: byTotp }), allowMfa],
    [
      'A5 shortening reaches those who had put it off (gitlab#29702)',
      factsWith({ policy: policyInGrace({ graceDays: 1 }), request: later }),
      mustEnroll,
    ],
    ['A5 before the start nothing is offered or waived', factsWith({ policy: notStarted }), allowPassword],
    [
      'A6 a new account has no grace',
      factsWith({ policy: grace, account: accountWith({ createdAt: now - day }) }),
      mustEnroll,
    ],
    [
      'A6 unless the tenant grants it',
      factsWith({
        policy: policyInGrace({ graceForNewAccounts: true }),
        account: accountWith({ createdAt: now - day }),
      }),
      { ...mayEnroll, deadline: now + 6 * day },
    ],
    [
      'A5 a mark for re-enrollment has no grace',
      factsWith({ policy: grace, request: later, account: accountWith({ markedForReenrollment: true }) }),
      mustEnroll,
    ],
    [
      'A1 a mark counts under optional too',
      factsWith({ policy: optional, account: accountWith({ markedForReenrollment: true }) }),
      mustEnroll,
    ],
    [
      'a level in grace that nothing allowed reaches is no offer',
      factsWith({ policy: policyInGrace({ level: 'hardware' }) }),
      { ...allowPassword, waiver: { kind: 'grace', until: deadline } },
    ],
    [
      'what was proved by a factor disabled since still stands',
      factsWith({ account: accountWith({ factors: [disabledTotp] }), evidence: byTotp }),
      allowMfa,
    ],
    [
      'a removed factor’s proof does not',
      factsWith({ account: accountWith({ factors: [{ ...totpFactor, id: 'totp-2' }] }), evidence: byTotp }),
      proveTotp,
    ],
    [
      'codes that were replaced prove nothing',
      enrolledWith({
        account: accountWith({ factors: [totpFactor], backupCodes: { id: 'codes-2', left: 0 } }),
        evidence: byBackupCode,
      }),
      proveTotp,
    ],
  ]);
});

describe('steps 6 and 7: prove a confirmed factor', () => {
  const withFactors = (...factors: (typeof totpFactor)[]) => accountWith({ factors });
  const grace = policyInGrace();
  const hopeless = policyWith({ level: 'hardware' });
  holds([
    ['A2 overdue', enrolledWith(), proveTotpOrCode],
    ['without backup codes', factsWith({ account: withFactors(totpFactor) }), proveTotp],
    [
      'no code left',
      factsWith({ account: accountWith({ factors: [totpFactor], backupCodes: { id: 'codes-1', left: 0 } }) }),
      proveTotp,
    ],
    [
      'A5 in grace those who are enrolled are asked',
      enrolledWith({ policy: grace, request: authorize({ putOff: true }) }),
      proveTotpOrCode,
    ],
    ['before the start too', enrolledWith({ policy: policyWith({ start: now + day }) }), proveTotpOrCode],
    ['A1 optional: those who are enrolled are asked', enrolledWith({ policy: optional }), proveTotpOrCode],
    ['a hard need under optional', enrolledWith({ policy: optional, client: needsMfa }), proveTotpOrCode],
    [
      'disabled: backup codes still prove',
      factsWith({ account: accountWith({ factors: [disabledTotp], backupCodes }) }),
      { ...proveTotp, by: ['backup-code'] },
    ],
    [
      'disabled and no codes: denied, not enrolled',
      factsWith({ account: withFactors(disabledTotp) }),
      deny('factor-disabled'),
    ],
    [
      'the same in grace: 100 wrong guesses lower no need',
      factsWith({ policy: grace, account: withFactors(disabledTotp) }),
      deny('factor-disabled'),
    ],
    [
      'the same under optional',
      factsWith({ policy: optional, account: withFactors(disabledTotp) }),
      deny('factor-disabled'),
    ],
    [
      'the same when set-up is open',
      factsWith({ account: accountWith({ factors: [disabledTotp], enrollmentOpenUntil: now + day }) }),
      deny('factor-disabled'),
    ],
    [
      'one of two disabled',
      factsWith({ account: withFactors(disabledTotp, { ...totpFactor, id: 'totp-2' }) }),
      proveTotp,
    ],
    [
      '7: a kind no longer allowed is proved first',
      enrolledWith({ policy: policyWith(nothingAllowed) }),
      proveTotpOrCode,
    ],
    [
      '7: and then there must be one to enroll',
      enrolledWith({ policy: policyWith(nothingAllowed), evidence: byTotp }),
      deny('no-factor-allowed'),
    ],
    [
      '7: a backup code gets no further',
      enrolledWith({ policy: policyWith(nothingAllowed), evidence: byBackupCode }),
      deny('no-factor-allowed'),
    ],
    [
      '7: in grace the kind no longer allowed still suffices',
      enrolledWith({ policy: policyInGrace(nothingAllowed), evidence: byTotp }),
      { kind: 'allow', level: 'mfa' },
    ],
    ['7: what cannot reach the level is proved first', enrolledWith({ policy: hopeless }), proveTotpOrCode],
    [
      '7: proved, then disabled: no second question',
      factsWith({ policy: hopeless, account: withFactors(disabledTotp), evidence: byTotp }),
      deny('no-factor-allowed'),
    ],
  ]);
});

describe('step 8: nothing confirmed', () => {
  const refuse = policyWith({ afterDeadline: 'refuse' });
  holds([
    [
      'A5 overdue: enroll, not to be put off',
      factsWith({ request: authorize({ putOff: true }) }),
      { ...mustEnroll, deadline: null },
    ],
    ['A5 overdue, refused', factsWith({ policy: refuse }), deny('enrollment-overdue')],
    [
      'refused never while marked',
      factsWith({ policy: refuse, account: accountWith({ markedForReenrollment: true }) }),
      mustEnroll,
    ],
    [
      'refused never while set-up is open',
      factsWith({ policy: refuse, account: accountWith({ enrollmentOpenUntil: now + 1 }) }),
      mustEnroll,
    ],
    [
      'refused once it is closed',
      factsWith({ policy: refuse, account: accountWith({ enrollmentOpenUntil: now }) }),
      deny('enrollment-overdue'),
    ],
    [
      'in grace a hard need enrolls and cannot be put off',
      factsWith({ policy: policyInGrace({ afterDeadline: 'refuse' }), client: needsMfa }),
      { ...mustEnroll, deadline: now + 5 * day },
    ],
    [
      'under optional refusing means nothing',
      factsWith({ policy: { ...refuse, secondFactor: 'optional' }, client: needsMfa }),
      mustEnroll,
    ],
    ['no kind is allowed', factsWith({ policy: policyWith(nothingAllowed) }), deny('no-factor-allowed')],
    [
      'no allowed kind reaches',
      factsWith({ policy: policyWith({ level: 'phishing-resistant' }) }),
      deny('no-factor-allowed'),
    ],
    ['backup codes are no enrollment', factsWith({ account: accountWith({ backupCodes }) }), mustEnroll],
    [
      'nor do they stand in for one',
      factsWith({ account: accountWith({ backupCodes }), evidence: byBackupCode }),
      mustEnroll,
    ],
    [
      'only a confirmed factor is one (B8)',
      factsWith({ evidence: [...byPassword, proof('totp')] }),
      mustEnroll,
    ],
  ]);
});

test('7: whoever has proved a factor is led to a better one, also where the tenant refuses those without any', () => {
  const policy = policyWith({ afterDeadline: 'refuse' });
  const account = accountWith({ factors: [totpFactor] });
  const { opinion } = enroll(situationOf(factsWith({ policy, account }), account, policy, byPassword));
  expect(opinion).toMatchObject(mustEnroll);
});
