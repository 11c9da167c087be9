// How claims are put into words: never more than the token says, and nothing of it left out.
import { describe, expect, test } from 'vitest';
import { explainClaims, formatTime } from '../../sample/application/claims.ts';
import { problemPage } from '../../sample/application/problems.ts';
import { whatWasProved } from '../../sample/application/proved.ts';
import { isFresh } from '../../sample/application/relying-party.ts';

const mfa = 'https://refeds.org/profile/mfa';
const sfa = 'https://refeds.org/profile/sfa';

describe('what was proved (D2)', () => {
  test.each([
    [mfa, ['pwd', 'otp', 'mfa'], 'What was proved: password and authenticator app', true],
    [mfa, ['pwd', 'mfa'], 'What was proved: password and another second step', true],
    ['phr', ['pop', 'user', 'mfa'], 'What was proved: passkey', true],
    [mfa, ['pwd', 'sms', 'mfa'], 'What was proved: password and code by text message', true],
    [sfa, ['pwd'], 'What was proved: nothing beyond a password', false],
    [undefined, undefined, 'What was proved: not said', false],
    [{ toString: (): string => mfa }, 'pwd otp mfa', 'What was proved: not said', false],
  ])('acr %s, amr %s', (acr, amr, headline, strong) => {
    expect(whatWasProved({ acr, amr })).toMatchObject({ headline, strong });
  });

  test('amr alone never makes it strong', () => {
    expect(whatWasProved({ acr: sfa, amr: ['pwd', 'otp', 'mfa'] }).strong).toBe(false);
  });
});

describe('rows', () => {
  test('every claim has a row with an explanation, also an unknown one', () => {
    const claims = {
      sub: 'a',
      exp: 1_795_486_328,
      surprise: { a: 1 },
      amr: ['pwd'],
      'urn:x:tenant': 't',
      email_verified: true,
    };
    const rows = explainClaims(claims, 'UTC');
    expect(rows.map((row) => row.name).toSorted()).toEqual(Object.keys(claims).toSorted());
    for (const row of rows) expect(row.explanation).not.toBe('');
    expect(rows.find((row) => row.name === 'surprise')?.value).toBe('{"a":1}');
  });

  test('times name their zone, and an unknown zone is UTC', () => {
    const [row] = explainClaims({ exp: 1_795_486_328 }, 'Europe/Berlin');
    expect(row).toMatchObject({ value: '24 November 2026 at 03:12:08 CET', raw: '1795486328' });
    expect(formatTime(1_795_486_328_000, 'Mars/Base')).toBe('24 November 2026 at 02:12:08 UTC');
  });

  test('odd values do no harm', () => {
    const rows = explainClaims({ exp: 1e300, iat: 'soon', sub: null, x: undefined }, 'UTC');
    expect(rows.map((row) => row.value)).toContain('soon');
  });
});

describe('a fresh second step', () => {
  const pending = { startedAt: 1_000_000_000 };
  test.each([
    [{ acr: mfa, auth_time: 1_000_000 }, true],
    [{ acr: mfa, auth_time: 999_000 }, false],
    [{ acr: sfa, auth_time: 1_000_001 }, false],
    [{ acr: mfa }, false],
    [{ acr: mfa, auth_time: '1000001' }, false],
  ])('%j', (claims, fresh) => {
    expect(isFresh(claims, pending)).toBe(fresh);
  });
});

test('every problem has a page, whatever the code is called', () => {
  for (const code of ['access_denied', 'invalid-state', 'never_heard_of', 'constructor', '__proto__']) {
    const page = problemPage({ code, description: null });
    expect(page.title).not.toBe('');
    expect(page.status).toBeGreaterThanOrEqual(400);
  }
});
