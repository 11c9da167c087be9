import { randomBytes } from 'node:crypto';
import { generateSync } from 'otplib';
import { describe, expect, test } from 'vitest';
import { normaliseIdentifier } from '../../factors/identifier.ts';
import { networkOf } from '../../factors/network.ts';
import { responseDelay } from '../../factors/password/attempts.ts';
import { contextWords, passwordProblems } from '../../factors/password/rules.ts';
import {
  isOfOtherTime,
  matchingStep,
  newTotpSecret,
  readTotpCode,
  totpKeyUri,
} from '../../factors/totp/code.ts';
import { newTypedCode, readTypedCode, showTypedCode } from '../../factors/typed-code.ts';

describe('identifiers', () => {
  test.each([
    ['  Zoë@Example.ORG ', 'zoë@example.org'],
    ['ｚｏｅ', 'zoe'],
    ['İstanbul', normaliseIdentifier(normaliseIdentifier('İstanbul'))],
  ])('%j is stored as %j', (typed, stored) => expect(normaliseIdentifier(typed)).toBe(stored));
});

test.each([
  ['192.0.2.7', '192.0.2.0/24'],
  ['::ffff:192.0.2.7', '192.0.2.0/24'],
  ['2001:db8::1', '2001:db8:0:0/64'],
  ['2001:DB8:0:0:ffff::1', '2001:db8:0:0/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2/64'],
  ['fe80::1%eth0', 'fe80:0:0:0/64'],
  ['::1', '0:0:0:0/64'],
  ['010.0.0.1', 'unknown'],
  ['', 'unknown'],
  [null, 'unknown'],
])('B6: %j is counted in the network %s', (address, network) => expect(networkOf(address)).toBe(network));

test('B6: the delay for strangers begins late, grows and is capped', () => {
  expect([0, 9, 10, 15, 20, 30, 99].map(responseDelay)).toEqual([0, 0, 250, 500, 1000, 4000, 4000]);
});

describe('password rules', () => {
  const words = contextWords(['Northwind Clinic', 'zoe.mueller@example.org', null]);
  const kinds = async (password: string, minLength = 15) =>
    (await passwordProblems(password, { minLength, words })).map(({ kind }) => kind);

  test.each([
    ['correct horse battery staple', []],
    ['fourteen chars', ['short']],
    ['ſix\u0301teen chars ', []],
    ['x'.repeat(257), ['long']],
    ['P'.repeat(20), ['common']],
    ['northwind-clinic', ['context']],
    ['Northwind Clinic Northwind Clinic ', ['context']],
    ['passwordpassword', ['common']],
    ['sallyportsallyport', ['context']],
    ['my northwind clinic password', []],
    ['', ['short']],
  ])('%j has the problems %j', async (password, problems) => expect(await kinds(password)).toEqual(problems));

  test('common passwords are refused whole, in any case', async () => {
    expect(await kinds('PassWord123', 8)).toEqual(['common']);
    expect(await kinds('password123 and more', 8)).toEqual([]);
  });

  test('a short one says how many characters are asked and how many there are, counted as people count', async () => {
    expect(await passwordProblems('🦊🦊🦉', { minLength: 8, words })).toEqual([
      { kind: 'short', min: 8, length: 3 },
    ]);
  });
});

describe('codes that are typed', () => {
  test('B3: 80 bits, forgiving spaces, case, dashes and look-alikes', () => {
    expect(readTypedCode('o1il abcd–efgh jkmn')).toBe('0111ABCDEFGHJKMN');
    expect(readTypedCode('0111-ABCD-EFGH-JKMU')).toBeNull();
    expect(readTypedCode('0111-ABCD-EFGH-JKM')).toBeNull();
    const code = newTypedCode(randomBytes);
    expect(showTypedCode(code)).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(readTypedCode(showTypedCode(code).toLowerCase())).toBe(code);
  });

  test('B2: what cannot be an authenticator code is told apart without an exception', () => {
    expect(readTotpCode(' 123 456 ')).toBe('123456');
    for (const odd of ['', '12345', '1234567', '12345a', '１２３４５', "1' or 1", '\0']) {
      expect(readTotpCode(odd)).toBeNull();
    }
    expect(readTotpCode('１２３４５６')).toBe('123456');
  });
});

describe('TOTP', () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

  test.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('B2: RFC 6238 appendix B at %d s', (seconds, code) =>
    expect(matchingStep(secret, code, seconds * 1000)).toBe(Math.floor(seconds / 30)),
  );

  test.each([-2, -1, 0, 1, 2])('B2: a code of %d steps away', (steps) => {
    const now = 1_800_000_015;
    const code = generateSync({ secret, epoch: now + steps * 30 });
    expect(matchingStep(secret, code, now * 1000)).toBe(
      Math.abs(steps) <= 1 ? Math.floor(now / 30) + steps : null,
    );
  });

  test.each([
    [-21, { past: false, around: false }],
    [-20, { past: true, around: true }],
    [-2, { past: true, around: true }],
    [2, { past: false, around: true }],
    [20, { past: false, around: true }],
    [21, { past: false, around: false }],
  ])('C1: a code of %d steps away shows a clock that is off, up to ten minutes', (steps, told) => {
    const now = 1_800_000_015;
    const code = generateSync({ secret, epoch: now + steps * 30 });
    const at = (where: 'past' | 'around') => isOfOtherTime(secret, code, now * 1000, where);
    expect({ past: at('past'), around: at('around') }).toEqual(told);
  });

  test('B2: a key has 160 bits, and its URI names issuer and label without loose colons', () => {
    expect(newTotpSecret(randomBytes)).toMatch(/^[A-Z2-7]{32}$/);
    const bytes = Buffer.from('12345678901234567890');
    expect(newTotpSecret(() => bytes)).toBe(secret);
    const uri = new URL(totpKeyUri(secret, { issuer: 'Ward: 7', label: 'zoe@example.org' }));
    expect(uri.protocol).toBe('otpauth:');
    expect(decodeURIComponent(uri.pathname)).toMatch(/Ward {2}7:zoe@example\.org$/);
    expect(uri.searchParams.get('secret')).toBe(secret);
  });
});
