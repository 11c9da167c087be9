// Whether a trusted network counts (A8): it waives the asking, never enrolment, never a hard need, and proves nothing.
import { describe, expect, test } from 'vitest';
import { decide } from '../../policy/decide.ts';
import type { Facts } from '../../policy/facts.ts';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import {
  accountWith,
  authorize,
  byTotp,
  clientWith,
  disabledTotp,
  enrolledWith,
  factsWith,
  hour,
  inOffice,
  mfa,
  noKind,
  now,
  office,
  policyInGrace,
  policyWith,
  sfa,
} from './build.ts';

const trusting: TenantPolicy = policyWith({ trustedNetworks: [office] });
const here = authorize({ address: inOffice });
const waiver = {
  kind: 'trusted-network',
  name: office.name,
  address: inOffice,
  grantedAt: now,
  until: now + 12 * hour,
};

function atOffice(over: Partial<Facts> = {}): Facts {
  return enrolledWith({ policy: trusting, request: here, ...over });
}

describe('A8 a trusted network', () => {
  test('waives the second factor, and D2 the token claims no mfa', () => {
    expect(decide(atOffice())).toMatchObject({
      kind: 'allow',
      level: 'none',
      acr: sfa,
      amr: ['pwd'],
      waiver,
    });
  });

  test('counts for an IPv4-mapped address', () => {
    expect(decide(atOffice({ request: authorize({ address: `::ffff:${inOffice}` }) })).kind).toBe('allow');
  });

  test.each([['198.51.100.4'], ['garbage'], [null]])('does not count for %p', (address) => {
    expect(decide(atOffice({ request: authorize({ address }) })).kind).toBe('prove');
  });

  test('is not needed where both needs are reached', () => {
    expect(decide(atOffice({ evidence: byTotp }))).toMatchObject({
      kind: 'allow',
      level: 'mfa',
      waiver: null,
    });
  });

  test('counts in grace and under optional for those who are enrolled', () => {
    const grace = policyInGrace({ trustedNetworks: [office] });
    expect(decide(atOffice({ policy: grace }))).toMatchObject({ kind: 'allow', waiver });
    expect(decide(atOffice({ policy: { ...trusting, secondFactor: 'optional' } }))).toMatchObject({ waiver });
  });

  test('counts while a confirmed factor is disabled', () => {
    const account = accountWith({ factors: [disabledTotp] });
    expect(decide(atOffice({ account }))).toMatchObject({ kind: 'allow', waiver });
  });

  test('never waives enrolment (keycloak#21837)', () => {
    expect(decide(factsWith({ policy: trusting, request: here })).kind).toBe('enroll');
    const refuse: TenantPolicy = { ...trusting, afterDeadline: 'refuse' };
    expect(decide(factsWith({ policy: refuse, request: here })).kind).toBe('deny');
  });

  test('in grace never waives the offer to enroll', () => {
    const grace = policyInGrace({ trustedNetworks: [office] });
    expect(decide(factsWith({ policy: grace, request: here }))).toMatchObject({
      kind: 'enroll',
      canPutOff: true,
    });
  });

  test('does not count for a factor that falls short, or is of a kind no longer allowed', () => {
    expect(decide(atOffice({ policy: { ...trusting, level: 'hardware' } })).kind).toBe('prove');
    expect(decide(atOffice({ policy: { ...trusting, factors: noKind } })).kind).toBe('prove');
  });

  test('never waives a hard need', () => {
    expect(decide(atOffice({ client: clientWith({ requiredLevel: 'mfa' }) })).kind).toBe('prove');
    expect(decide(atOffice({ request: { ...here, acrValues: [mfa] } })).kind).toBe('prove');
  });

  test('waives no first factor', () => {
    expect(decide(atOffice({ evidence: [] }))).toMatchObject({ kind: 'prove', step: 'first' });
  });
});
