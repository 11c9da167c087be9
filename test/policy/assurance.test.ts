// What evidence amounts to in tokens: the table of "Levels and tokens" (D2).
import { describe, expect, test } from 'vitest';
import { acrValues, assuranceOf, levelOf, levelOfAcr } from '../../policy/assurance.ts';
import { byBackupCode, byPassword, byTotp, mfa, minute, now, proof, sfa } from './build.ts';

describe('D2 what tokens say', () => {
  test.each([
    ['password', byPassword, 'none', sfa, ['pwd']],
    ['password + TOTP', byTotp, 'mfa', mfa, ['pwd', 'otp', 'mfa']],
    ['password + backup code', byBackupCode, 'mfa', mfa, ['pwd', 'mfa']],
    ['password + backup code + TOTP', [...byBackupCode, proof('totp')], 'mfa', mfa, ['pwd', 'otp', 'mfa']],
  ] as const)('%s', (_, evidence, level, acr, amr) => {
    expect(assuranceOf(evidence, [])).toMatchObject({ level, acr, amr });
    expect(assuranceOf(evidence.toReversed(), [])).toMatchObject({ level, acr, amr });
  });

  test('a second factor without a first one reaches nothing', () => {
    expect(levelOf([proof('totp'), proof('backup-code')])).toBe('none');
  });

  test.each([
    ['nothing named: the highest', [], mfa],
    ['the weaker one first', [sfa, mfa], sfa],
    ['the stronger one first', [mfa, sfa], mfa],
    ['one that is not reached is passed over', ['phr', mfa], mfa],
    ['unknown ones are ignored', ['urn:example:gold', '__proto__', sfa], sfa],
    ['only unknown ones: the highest', ['urn:example:gold'], mfa],
  ])('D3 acr is the first named value that is reached: %s', (_, named, acr) => {
    expect(assuranceOf(byTotp, named).acr).toBe(acr);
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
    expect(assuranceOf(evidence, []).authTime).toBe(now - 30 * minute);
  });

  test('a new second factor does not make an old password new', () => {
    expect(assuranceOf([...evidence, proof('backup-code')], []).authTime).toBe(now - 10 * minute);
  });

  test('sfa named: the password alone', () => {
    expect(assuranceOf(evidence, [sfa]).authTime).toBe(now - 10 * minute);
  });
});
