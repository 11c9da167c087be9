// What a person reads of what their organisation requires: the same that decisions rest on.
import { expect, test } from 'vitest';
import { ownRequirement } from '../../policy/own-requirement.ts';
import { accountWith, day, disabledTotp, now, policyInGrace, policyWith, totpFactor } from './build.ts';

const enrolled = accountWith({ factors: [totpFactor] });

test.each([
  ['is met by what is set up', policyWith(), enrolled, { due: 'met', level: 'mfa' }],
  ['is due now, when the days of grace are over', policyWith(), accountWith(), { due: 'now', level: 'mfa' }],
  [
    'is due by the deadline',
    policyInGrace(),
    accountWith(),
    { due: 'by', level: 'mfa', until: now + 5 * day },
  ],
  ['is none under optional', policyWith({ secondFactor: 'optional' }), accountWith(), { due: 'never' }],
  ['is none under off', policyWith({ secondFactor: 'off' }), enrolled, { due: 'never' }],
  [
    'is due after a reset, under optional too',
    policyWith({ secondFactor: 'optional' }),
    accountWith({ markedForReenrollment: true }),
    { due: 'now', level: 'mfa' },
  ],
  [
    'is not met by less than it asks for',
    policyWith({ level: 'phishing-resistant' }),
    enrolled,
    { due: 'now', level: 'phishing-resistant' },
  ],
  [
    'is to be set up anew, where what meets it failed too often',
    policyWith(),
    accountWith({ factors: [disabledTotp] }),
    { due: 'renew', level: 'mfa' },
  ],
  [
    'is met by another, beside one that failed too often',
    policyWith(),
    accountWith({ factors: [disabledTotp, { ...totpFactor, id: 'totp-2' }] }),
    { due: 'met', level: 'mfa' },
  ],
  [
    'is not met by a kind that is not allowed',
    policyWith({ factors: { ...policyWith().factors, totp: false } }),
    enrolled,
    { due: 'now', level: 'mfa' },
  ],
] as const)('it %s', (_, policy, account, requirement) => {
  expect(ownRequirement(policy, account, now)).toEqual(requirement);
});
