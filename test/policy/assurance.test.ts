// What evidence amounts to in tokens: the table of "Levels and tokens" (D2).
import { describe, expect, test } from 'vitest';
import { acrValues, assuranceOf, levelOf, levelOfAcr } from '../../policy/assurance.ts';
import type { EnrolledFactor, Evidence } from '../../policy/facts.ts';
import { proofsOf } from '../../policy/proof.ts';
import {
  allKinds,
  byBackupCode,
  byPassword,
  byTotp,
  mfa,
  minute,
  modelOfKey,
  now,
  passkeyWith,
  policyWith,
  proof,
  sfa,
  smsFactor,
  totpFactor,
} from './build.ts';

const policy = policyWith({
  factors: allKinds,
  passkeys: { synced: true, withoutUserVerification: true, hardware: [modelOfKey] },
});

function worth(evidence: readonly Evidence[], passkey: EnrolledFactor = passkeyWith()) {
  return proofsOf(evidence, [totpFactor, smsFactor, passkey], policy);
}

const verified = proof('passkey', { userVerified: true });
const touched = proof('passkey', { userVerified: false });
const bound = passkeyWith({ synced: false });
const attested = passkeyWith({ synced: false, attested: true });

describe('D2 what tokens say', () => {
  test.each([
    ['password', byPassword, 'none', sfa, ['pwd']],
    ['password + TOTP', byTotp, 'mfa', mfa, ['pwd', 'otp', 'mfa']],
    ['password + backup code', byBackupCode, 'mfa', mfa, ['pwd', 'mfa']],
    ['password + SMS', [...byPassword, proof('sms')], 'mfa', mfa, ['pwd', 'sms', 'mfa']],
    ['password + backup code + TOTP', [...byBackupCode, proof('totp')], 'mfa', mfa, ['pwd', 'otp', 'mfa']],
  ] as const)('%s', (_, evidence, level, acr, amr) => {
    expect(assuranceOf(worth(evidence), [])).toMatchObject({ level, acr, amr });
    expect(assuranceOf(worth(evidence.toReversed()), [])).toMatchObject({ level, acr, amr });
  });

  test.each([
    ['synced, verified', [verified], passkeyWith(), 'phishing-resistant', 'phr', ['swk', 'user', 'mfa']],
    ['device-bound, verified', [verified], bound, 'phishing-resistant', 'phr', ['pop', 'user', 'mfa']],
    ['attested, device-bound, verified', [verified], attested, 'hardware', 'phrh', ['hwk', 'user', 'mfa']],
    [
      'attested and synced, verified',
      [verified],
      passkeyWith({ attested: true }),
      'phishing-resistant',
      'phr',
      ['hwk', 'user', 'mfa'],
    ],
    [
      'attested, of a model that the tenant does not list',
      [verified],
      passkeyWith({ synced: false, attested: true, aaguid: '00000000-0000-0000-0000-000000000000' }),
      'phishing-resistant',
      'phr',
      ['hwk', 'user', 'mfa'],
    ],
    [
      'after a password, not verified',
      [...byPassword, touched],
      bound,
      'phishing-resistant',
      'phr',
      ['pwd', 'pop', 'user', 'mfa'],
    ],
    [
      'after a password, attested, not verified',
      [...byPassword, touched],
      attested,
      'hardware',
      'phrh',
      ['pwd', 'hwk', 'user', 'mfa'],
    ],
  ] as const)('B1 passkey %s', (_, evidence, passkey, level, acr, amr) => {
    expect(assuranceOf(worth(evidence, passkey), [])).toMatchObject({ level, acr, amr });
  });

  test.each([
    ['that did not verify its user', touched, passkeyWith()],
    ['that was registered without verifying its user', verified, passkeyWith({ verifiesUser: false })],
    ['that is not enrolled', proof('passkey', { userVerified: true, source: 'passkey-9' }), passkeyWith()],
  ])('B1 a passkey %s is no first factor', (_, evidence, passkey) => {
    expect(levelOf(worth([evidence, proof('totp')], passkey))).toBe('none');
  });

  test('a second factor without a first one reaches nothing', () => {
    expect(levelOf(worth([proof('totp'), proof('backup-code')]))).toBe('none');
  });

  test.each([
    ['nothing named: the highest', [], mfa],
    ['the weaker one first', [sfa, mfa], sfa],
    ['the stronger one first', [mfa, sfa], mfa],
    ['one that is not reached is passed over', ['phr', mfa], mfa],
    ['unknown ones are ignored', ['urn:example:gold', '__proto__', sfa], sfa],
    ['only unknown ones: the highest', ['urn:example:gold'], mfa],
  ])('D3 acr is the first named value that is reached: %s', (_, named, acr) => {
    expect(assuranceOf(worth(byTotp), named).acr).toBe(acr);
  });

  test('the values for discovery stand for the four levels', () => {
    expect(acrValues).toEqual([sfa, mfa, 'phr', 'phrh']);
    expect(acrValues.map(levelOfAcr)).toEqual(['none', 'mfa', 'phishing-resistant', 'hardware']);
    expect(levelOfAcr('constructor')).toBeUndefined();
  });
});

describe('D2 auth_time is the oldest among the newest evidence of the reported level', () => {
  const evidence = [
    proof('password', { at: now - 50 * minute }),
    proof('password', { at: now - 10 * minute }),
    proof('totp', { at: now - 40 * minute }),
    proof('totp', { at: now - 30 * minute }),
  ];

  test('mfa: the newest code is older than the newest password', () => {
    expect(assuranceOf(worth(evidence), []).authTime).toBe(now - 30 * minute);
  });

  test('a new second factor does not make an old password new', () => {
    expect(assuranceOf(worth([...evidence, proof('backup-code')]), []).authTime).toBe(now - 10 * minute);
  });

  test('sfa named: the password alone', () => {
    expect(assuranceOf(worth(evidence), [sfa]).authTime).toBe(now - 10 * minute);
  });

  test('B1 a passkey that stands alone has its own time, whatever older password is there', () => {
    const passkey = proof('passkey', { userVerified: true, at: now - minute });
    expect(assuranceOf(worth([...evidence, passkey]), []).authTime).toBe(now - minute);
    expect(assuranceOf(worth([...evidence, passkey]), [sfa]).authTime).toBe(now - minute);
  });

  test('B1 a passkey that did not verify its user is as old as the password before it', () => {
    const passkey = proof('passkey', { userVerified: false, at: now - minute });
    expect(assuranceOf(worth([...evidence, passkey]), []).authTime).toBe(now - 10 * minute);
  });
});
