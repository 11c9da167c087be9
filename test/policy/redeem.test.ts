// Redemption (D4): code, refresh token, userinfo and introspection are held to the policy in force now.
import { describe, expect, test } from 'vitest';
import { decide } from '../../policy/decide.ts';
import type { Facts, Waiver } from '../../policy/facts.ts';
import {
  accountWith,
  byPassword,
  byTotp,
  clientWith,
  day,
  enrolledWith,
  factsWith,
  hour,
  inOffice,
  noKind,
  now,
  office,
  policyInGrace,
  policyWith,
  proof,
  redeem,
} from './build.ts';

const waiver: Waiver = {
  kind: 'trusted-network',
  name: office.name,
  address: inOffice,
  grantedAt: now - hour,
  until: now + 11 * hour,
};
const trusting = policyWith({ trustedNetworks: [office] });

function redeemed(over: Partial<Facts> = {}): Facts {
  return enrolledWith({ evidence: byTotp, request: redeem(), ...over });
}

describe('D4 redemption', () => {
  test.each<[string, Facts, object]>([
    ['what was proved still suffices', redeemed(), { kind: 'allow', level: 'mfa', waiver: null }],
    [
      'however old it is',
      redeemed({ evidence: byTotp.map((one) => ({ ...one, at: now - 90 * day })) }),
      { kind: 'allow' },
    ],
    [
      'A2 the policy became stricter',
      redeemed({ policy: policyWith({ level: 'hardware' }) }),
      { kind: 'deny', why: 'no-factor-allowed' },
    ],
    [
      'A2 a second factor is required now',
      factsWith({ request: redeem() }),
      { kind: 'enroll', canPutOff: false },
    ],
    ['a kind is no longer allowed', redeemed({ policy: policyWith({ factors: noKind }) }), { kind: 'deny' }],
    [
      'the account was disabled',
      redeemed({ account: accountWith({ status: 'disabled' }) }),
      { kind: 'deny' },
    ],
    [
      'the tenant was suspended',
      redeemed({ account: accountWith({ tenantStatus: 'suspended' }) }),
      { kind: 'deny' },
    ],
    [
      'the password was changed',
      redeemed({ account: accountWith({ passwordVersion: 'new' }) }),
      { kind: 'prove', step: 'first' },
    ],
    [
      'the account was reset',
      redeemed({ account: accountWith({ markedForReenrollment: true }) }),
      { kind: 'enroll' },
    ],
    [
      'the client needs more now',
      redeemed({ client: clientWith({ requiredLevel: 'hardware' }) }),
      { kind: 'deny', why: 'level-unreachable' },
    ],
    [
      'the copied hard need counts',
      redeemed({ policy: policyWith({ secondFactor: 'off' }), request: redeem({ hardNeed: 'mfa' }) }),
      { kind: 'deny' },
    ],
    [
      'the client’s need of now counts, if stricter',
      redeemed({
        evidence: byPassword,
        policy: policyWith({ secondFactor: 'optional' }),
        client: clientWith({ requiredLevel: 'mfa' }),
      }),
      { kind: 'prove', step: 'second' },
    ],
    [
      'A5 in grace nobody is asked',
      factsWith({ policy: policyInGrace(), request: redeem() }),
      { kind: 'allow', waiver: { kind: 'grace', until: now + 5 * day } },
    ],
    [
      'A5 grace is computed anew',
      factsWith({ request: redeem({ waiver: { kind: 'grace', until: now + day } }) }),
      { kind: 'enroll' },
    ],
    ['nobody is known', redeemed({ account: null, policy: null, evidence: [] }), { kind: 'prove' }],
    [
      'nobody is known, the client’s tenant suspended',
      redeemed({ account: null, client: clientWith({ tenantStatus: 'suspended' }) }),
      { kind: 'deny' },
    ],
    [
      'evidence of another account',
      redeemed({ evidence: byTotp.map((one) => ({ ...one, accountId: 'b' })) }),
      { kind: 'prove', step: 'first' },
    ],
    [
      'a removed factor',
      redeemed({ evidence: [proof('password'), proof('totp', { source: 'gone' })] }),
      { kind: 'prove', step: 'second' },
    ],
  ])('%s', (_, facts, decision) => {
    expect(decide(facts)).toMatchObject(decision);
  });
});

describe('D4 A8 a copied network waiver', () => {
  const rest = { evidence: byPassword, policy: trusting };

  test('counts, unchanged, while its range is trusted', () => {
    expect(decide(redeemed({ ...rest, request: redeem({ waiver }) }))).toMatchObject({
      kind: 'allow',
      amr: ['pwd'],
      waiver,
    });
  });

  test.each<[string, Partial<Facts>]>([
    ['none was copied', { request: redeem() }],
    ['its range is trusted no longer', { policy: policyWith() }],
    [
      '12 hours are over',
      { request: redeem({ waiver: { ...waiver, grantedAt: now - 12 * hour, until: now + day } }) },
    ],
    ['its own end has come', { request: redeem({ waiver: { ...waiver, until: now } }) }],
    ['its address is garbage', { request: redeem({ waiver: { ...waiver, address: 'garbage' } }) }],
    ['there is a hard need', { request: redeem({ waiver, hardNeed: 'mfa' }) }],
    ['the factor is gone', { account: accountWith(), request: redeem({ waiver }) }],
  ])('does not count where %s', (_, over) => {
    expect(decide(redeemed({ ...rest, ...over })).kind).not.toBe('allow');
  });
});
