// What is printed at the start, and where its passwords come from.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dictionary } from '@zxcvbn-ts/language-common';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { matchingStep, readTotpCode } from '../../factors/totp/code.ts';
import { sampleBanner } from '../../sample/banner.ts';
import { authenticatorsOf, codePage } from '../../sample/code-page.ts';
import { sampleLogo } from '../../sample/logo.ts';
import { randomPassphrase } from '../../sample/passphrase.ts';
import { identifierOf, people } from '../../sample/people.ts';
import { makeSecrets, readSecrets, secretsFileName, writeSecrets } from '../../sample/secrets-file.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sample-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

describe('the box', () => {
  const secrets = makeSecrets();
  const lines = sampleBanner(
    { issuer: 'http://localhost:3000', application: 'http://localhost:3001' },
    secrets,
  ).split('\n');

  test('names what to open, everybody, and every password', () => {
    const text = lines.join('\n');
    for (const address of ['http://localhost:3001 ', 'http://localhost:3000/outbox', ':3001/authenticator'])
      expect(text).toContain(address);
    for (const person of people) expect(text).toContain(identifierOf(person));
    for (const { password } of secrets.accounts) if (password) expect(text).toContain(password);
  });

  test('is a box, and fits 80 columns', () => {
    const framed = lines.filter((line) => line !== '');
    expect(new Set(framed.map((line) => line.length))).toEqual(new Set([80]));
  });

  test('does not show other secrets', () => {
    const text = lines.join('\n');
    expect(text).not.toContain(secrets.clientSecret);
    for (const { totpSecret } of secrets.accounts) if (totpSecret) expect(text).not.toContain(totpSecret);
  });
});

describe('the secrets', () => {
  test('are kept for this user only, and read back as they were (G1)', async () => {
    const secrets = makeSecrets();
    expect(await readSecrets(dataDir)).toEqual({ ok: true, secrets: null });
    await writeSecrets(dataDir, secrets);
    expect((await stat(join(dataDir, secretsFileName))).mode & 0o777).toBe(0o600);
    expect(await readSecrets(dataDir)).toEqual({ ok: true, secrets });
  });

  test('a damaged file is named, and left as it is', async () => {
    const file = join(dataDir, secretsFileName);
    for (const text of ['', '{', '{"version":2}', '[]']) {
      await writeFile(file, text);
      expect(await readSecrets(dataDir)).toMatchObject({
        ok: false,
        message: expect.stringMatching(/sample\.json cannot be understood/),
      });
      expect(await readFile(file, 'utf8')).toBe(text);
    }
  });

  test('passwords are long, different, and on no list of common ones', () => {
    const common = new Set(dictionary['passwords-common']);
    const made = Array.from({ length: 200 }, randomPassphrase);
    for (const password of made) {
      expect(password).toMatch(/^[a-z]{4,7}(-[a-z]{4,7}){3}$/);
      expect(password.length).toBeGreaterThanOrEqual(15);
      expect(common.has(password)).toBe(false);
    }
    expect(new Set(made).size).toBe(200);
  });
});

test('the logo is a PNG of at most 64 KB, the same each time', () => {
  const logo = Buffer.from(sampleLogo());
  expect(logo.subarray(1, 4).toString()).toBe('PNG');
  expect(logo.length).toBeLessThan(64 * 1024);
  expect(logo.equals(sampleLogo())).toBe(true);
});

test('the code page shows what an authenticator app shows (RFC 6238, appendix B, last six digits)', async () => {
  const account = {
    name: 'A',
    identifier: 'a',
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    backupCodes: ['K7QD-2M4X-PJ9R-T6WB', 'N3FV-8C5H-ZG2Y-D4SA'],
  };
  expect(await codePage(account, 59_000)).toMatchObject({ code: '287 082', secondsLeft: 1 });
  expect(await codePage(account, 1_111_111_109_999)).toMatchObject({ code: '081 804', secondsLeft: 1 });
  expect(await codePage(account, 60_000)).toMatchObject({ secondsLeft: 30 });
});

test('the code on the page is one that the server takes (B2)', async () => {
  const [account] = authenticatorsOf(makeSecrets());
  if (!account) throw new Error('nobody is enrolled');
  const now = Date.parse('2026-11-24T09:00:12Z');
  const { code } = await codePage(account, now);
  expect(matchingStep(account.secret, readTotpCode(code) ?? '', now)).toBe(Math.floor(now / 30_000));
});

test('the code page is for the enrolled one alone', () => {
  const [only, ...others] = authenticatorsOf(makeSecrets());
  expect(only).toMatchObject({ name: 'Mira Albers' });
  expect(others).toEqual([]);
});
