// How a decision explains itself to admins (A19): its outcome, then one line for each rule that was asked.
import { describe, expect, test } from 'vitest';
import { decide } from '../../policy/decide.ts';
import { explain } from '../../policy/explain.ts';
import { authorize, enrolledWith, factsWith, inOffice, office, policyInGrace, policyWith } from './build.ts';

const trusting = policyWith({ trustedNetworks: [office] });

describe('A19 explanations', () => {
  test('A8 an allow by a trusted network', () => {
    const facts = enrolledWith({ policy: trusting, request: authorize({ address: inOffice }) });
    expect(explain(decide(facts))).toEqual([
      'Allow at level none (acr https://refeds.org/profile/sfa, proved: pwd) by the trusted network "Main building", until 2026-11-24T21:00:00.000Z.',
      'standing: The account and its organisation are active.',
      'first-factor: A first factor counts. The evidence reaches none.',
      'hard-need: The application and its request need none; mfa can be reached.',
      'reached: The policy needs mfa, the evidence reaches none.',
      'break-glass: No break-glass window is open.',
      'trusted-network: The address is in the trusted network "Main building", until 2026-11-24T21:00:00.000Z.',
    ]);
  });

  test('A2 every rule that was asked is there, in order, up to the last', () => {
    const decision = decide(factsWith());
    expect(decision.reasons.map((reason) => reason.rule)).toEqual([
      'standing',
      'first-factor',
      'hard-need',
      'reached',
      'break-glass',
      'trusted-network',
      'remembered-device',
      'prove-second',
      'enroll',
    ]);
    expect(explain(decision)[0]).toBe('Require the set-up of a second factor: totp.');
    expect(explain(decision).at(-1)).toBe('enroll: A factor that reaches mfa must be set up.');
  });

  test('A5 an offer names its deadline', () => {
    const lines = explain(decide(factsWith({ policy: policyInGrace() })));
    expect(lines[0]).toBe('Offer the set-up of a second factor: totp.');
    expect(lines.at(-1)).toBe(
      'reached: Set-up can be put off until 2026-11-29T09:00:00.000Z, and is offered now.',
    );
  });

  test('a question and a refusal', () => {
    expect(explain(decide(enrolledWith()))[0]).toBe('Ask for a second factor: totp, backup-code.');
    const refused = decide(factsWith({ policy: policyWith({ afterDeadline: 'refuse' }) }));
    expect(explain(refused)[0]).toBe('Deny: enrollment-overdue.');
  });
});
