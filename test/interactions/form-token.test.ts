// What a form may say of whom it was shown to, and who is believed.
import { describe, expect, test } from 'vitest';
import { generateKeys } from '../../adapters/vault/generate.ts';
import { createSecrets } from '../../adapters/vault/secrets.ts';
import { createBrowsers } from '../../http/browser.ts';
import { formToken, readFormToken } from '../../interactions/form-token.ts';
import type { Vault } from '../../ports/vault.ts';

const now = Date.UTC(2026, 10, 26);
const keys = generateKeys(now);
const browsers = createBrowsers(
  createSecrets(
    () => keys,
    () => now,
  ) as Vault,
  true,
); // signs nothing here
const [secret, uid] = ['s'.repeat(43), 'interaction'];
const asks = { accountId: 'account-1', until: now + 1000 };
const read = (token: string | undefined, of: { secret?: string; uid?: string; at?: number } = {}) =>
  readFormToken(browsers, of.secret ?? secret, of.uid ?? uid, token, of.at ?? now);

describe('the token of a form', () => {
  test('names the account that a form of the second factor was shown to, until the sign-in ends', () => {
    const token = formToken(browsers, secret, uid, asks);
    expect(read(token)).toEqual({ asks: 'account-1' });
    expect(read(token, { at: asks.until })).toEqual({ asks: null });
  });

  test('names nobody in any other form', () => {
    expect(read(formToken(browsers, secret, uid, null))).toEqual({ asks: null });
  });

  test('is worth nothing in another browser or interaction, or with another name in it', () => {
    const token = formToken(browsers, secret, uid, asks);
    expect(read(token, { secret: 'x'.repeat(43) })).toBeNull();
    expect(read(token, { uid: 'another' })).toBeNull();
    for (const forged of [
      token.replace('account-1', 'account-2'),
      token.replace(String(asks.until), String(asks.until + 1)),
      token.replace('account-1', ''),
      token.slice(token.indexOf('~')),
      `account-1.${asks.until}${formToken(browsers, secret, uid, null)}`,
    ])
      expect(read(forged)).toBeNull();
  });

  test.each([undefined, '', '~', 'account-1~', '~~~', 'a.b~c', 'x'.repeat(10_000)])('%p is none', (token) => {
    expect(read(token)).toBeNull();
  });
});
