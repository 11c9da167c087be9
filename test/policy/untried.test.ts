// A passkey that was registered and never used since: registering is no assertion, so it counts for nothing (B8), but it may
// answer where a second factor is asked for, and stands beside every set-up.
import { expect, test } from 'vitest';
import { decide } from '../../policy/decide.ts';
import { ownRequirement } from '../../policy/own-requirement.ts';
import { provableLevelOf } from '../../policy/situation.ts';
import {
  accountWith,
  allKinds,
  authorize,
  backupCodes,
  byTotp,
  day,
  disabledTotp,
  factsWith,
  inOffice,
  now,
  office,
  passkeyWith,
  policyInGrace,
  policyWith,
  totpFactor,
} from './build.ts';

const untried = [passkeyWith()];
const left = accountWith({ untried });
const factors = allKinds;
const phr = { level: 'phishing-resistant', factors } as const;
const beside = { untried: ['passkey-1'] };

test('it fulfils nothing, and raises nothing', () => {
  expect(ownRequirement(policyWith({ factors }), left, now)).toEqual({ due: 'now', level: 'mfa' });
  expect(provableLevelOf(left, policyWith({ factors }))).toBe('none');
  const policy = policyWith({ factors, secondFactor: 'optional' });
  expect(decide(factsWith({ policy, account: left }))).toMatchObject({ kind: 'allow', level: 'none' });
});

test('where one is required set-up is asked for, and using it would do instead', () => {
  const policy = policyWith({ factors });
  expect(decide(factsWith({ policy, account: left }))).toMatchObject({ kind: 'enroll', ...beside });
  expect(decide(factsWith({ policy, account: accountWith() }))).toMatchObject({
    kind: 'enroll',
    untried: [],
  });
});

test('in grace set-up is offered and can be put off: one that never worked locks nobody out', () => {
  const policy = policyInGrace({ factors });
  const asked = decide(factsWith({ policy, account: left }));
  expect(asked).toMatchObject({ kind: 'enroll', canPutOff: true, ...beside });
  const request = authorize({ putOff: true });
  expect(decide(factsWith({ policy, account: left, request }))).toMatchObject({
    kind: 'allow',
    waiver: { kind: 'grace' },
  });
});

test('A8 a trusted network does not take it for something that is set up', () => {
  const policy = policyWith({ factors, trustedNetworks: [office] });
  const request = authorize({ address: inOffice });
  expect(decide(factsWith({ policy, account: left, request })).kind).toBe('enroll');
});

test('beside a factor that reaches what is needed it may answer as well', () => {
  const account = accountWith({ factors: [totpFactor], untried, backupCodes });
  expect(decide(factsWith({ policy: policyWith({ factors }), account }))).toMatchObject({
    kind: 'prove',
    by: ['passkey', 'totp', 'backup-code'],
    factors: ['totp-1', 'passkey-1'],
  });
});

test('beside one that does not reach, either it is used, or that one is proved and then something is set up', () => {
  const account = accountWith({ factors: [totpFactor], untried });
  const policy = policyWith(phr);
  expect(decide(factsWith({ policy, account }))).toMatchObject({ kind: 'prove', by: ['passkey', 'totp'] });
  expect(decide(factsWith({ policy, account, evidence: byTotp }))).toMatchObject({
    kind: 'enroll',
    kinds: ['passkey'],
    ...beside,
  });
});

test('one that is not allowed, or not enough, is not asked for', () => {
  const synced = policyWith({ factors, passkeys: { ...policyWith().passkeys, synced: false } });
  for (const policy of [synced, policyWith({ ...phr, level: 'hardware', passkeys: hardwareOnly })])
    expect(decide(factsWith({ policy, account: left }))).toMatchObject({ kind: 'enroll', untried: [] });
});
const hardwareOnly = { ...policyWith().passkeys, hardware: ['2fc0579f-8113-47ea-b116-bb5a8db9202a'] };

test('after the deadline, where set-up is refused, using it is what is left', () => {
  const policy = policyWith({ factors, afterDeadline: 'refuse' });
  expect(decide(factsWith({ policy, account: left }))).toMatchObject({ kind: 'prove', by: ['passkey'] });
  const opened = accountWith({ untried, enrollmentOpenUntil: now + day });
  expect(decide(factsWith({ policy, account: opened }))).toMatchObject({ kind: 'enroll', ...beside });
});

test('a hundred wrong codes lower no need: with it, too, something has to be proved', () => {
  const account = accountWith({ factors: [disabledTotp], untried });
  const policy = policyWith({ factors, secondFactor: 'optional' });
  expect(decide(factsWith({ policy, account }))).toMatchObject({ kind: 'prove', by: ['passkey'] });
});
