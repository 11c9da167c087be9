// Proving passkeys (B1): first and second factor, every check of WebAuthn Level 3 7.2, and what is counted.
// Attacks: user verification not checked (CVE-2020-8236), a counter that falls, flags that change, a used assertion.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthenticator, type Lies } from '../support/authenticator.ts';
import { type Bench, fifty, minute, openBench, provingOf, tally } from './bench.ts';
import {
  assertion,
  passkeyIn,
  passkeyPolicy,
  proveFirst,
  proveSecond,
  register,
  withPasskey,
} from './passkeys.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const strict = { ...passkeyPolicy, passkeys: { ...passkeyPolicy.passkeys, withoutUserVerification: false } };

describe('B1 the second factor', () => {
  test.each(['ES256', 'EdDSA', 'RS256'] as const)('is proved with %s, and says when', async (algorithm) => {
    const { account, authenticator, passkeyId } = await withPasskey(bench, { algorithm });
    const proved = await proveSecond(bench, account, authenticator);
    expect(proved).toMatchObject({
      ok: true,
      evidence: { kind: 'passkey', source: passkeyId, userVerified: true },
    });
    expect(await passkeyIn(bench, account)).toMatchObject({ counter: 1, lastUsedAt: bench.now() });
  });

  const lies: readonly (readonly [string, Lies])[] = [
    ['of another origin', { origin: 'https://evil.example' }],
    ['of another RP id', { rpId: 'evil.example' }],
    ['of a registration', { type: 'webauthn.create' }],
    ['of nobody present', { userPresent: false }],
    ['backed up and not eligible', { backedUp: true }],
    ['of a backup eligibility that changed', { backupEligible: true, backedUp: true }],
    ['with the handle of another account', { userHandle: 'b3RoZXI' }],
    ['with a challenge of its own', { challenge: Buffer.from('mine').toString('base64url') }],
  ];
  test.each(lies)('an assertion %s is wrong, and counted', async (_what, lie) => {
    const { account, authenticator } = await withPasskey(bench);
    expect(await proveSecond(bench, account, authenticator, { lies: lie })).toEqual({
      ok: false,
      reason: 'wrong',
    });
    expect(
      await bench.storage.attempts.peek(`passkey:${account.id}`, 'everywhere', bench.now()),
    ).toMatchObject({
      consecutive: 1,
    });
  });

  test('an assertion framed by another page is not looked at', async () => {
    const { account, authenticator } = await withPasskey(bench);
    expect(await proveSecond(bench, account, authenticator, { lies: { crossOrigin: true } })).toEqual({
      ok: false,
      reason: 'malformed',
    });
  });

  test('without user verification it counts where the policy lets it, and nowhere else', async () => {
    const { account, authenticator } = await withPasskey(bench, { verifiesUser: false });
    expect(await proveSecond(bench, account, authenticator)).toMatchObject({
      ok: true,
      evidence: { userVerified: false },
    });
    // Nothing rests on it there (policy/situation), but that another may be set up in its place.
    expect(await proveSecond(bench, account, authenticator, { policy: strict })).toMatchObject({
      ok: true,
      evidence: { userVerified: false },
    });
    const able = await withPasskey(bench);
    const lies = { userVerified: false };
    expect(await proveSecond(bench, able.account, able.authenticator, { policy: strict, lies })).toEqual({
      ok: false,
      reason: 'not-verified',
    });
  });

  test('the challenge ends after five minutes, and is of this sign-in only', async () => {
    const { account, authenticator } = await withPasskey(bench);
    const sent = await assertion(bench, account, authenticator);
    bench.pass(5 * minute);
    const { passkey } = bench.factors;
    expect(await passkey.verify({ ...provingOf(account), ...sent })).toEqual({
      ok: false,
      reason: 'expired',
    });
    const other = await assertion(bench, account, authenticator, { signInId: 'another' });
    expect(await passkey.verify({ ...provingOf(account), ...other })).toEqual({ ok: false, reason: 'wrong' });
  });

  test('of fifty uses of one assertion at once one wins', async () => {
    const { account, authenticator } = await withPasskey(bench, { synced: true });
    const sent = await assertion(bench, account, authenticator);
    const outcomes = await fifty(() => bench.factors.passkey.verify({ ...provingOf(account), ...sent }));
    const { ok, ...refused } = tally(outcomes);
    expect(ok).toBe(1);
    // B6: ten a minute are looked at.
    expect(refused).toEqual({ 'used-already': 9, 'too-many': 40 });
  });

  test('a counter that falls is refused, and recorded as high; synced passkeys count as they like', async () => {
    const bound = await withPasskey(bench);
    await proveSecond(bench, bound.account, bound.authenticator, { lies: { counter: 7 } });
    for (const counter of [7, 3, 0])
      expect(await proveSecond(bench, bound.account, bound.authenticator, { lies: { counter } })).toEqual({
        ok: false,
        reason: 'copied',
      });
    expect(bench.audit.of('passkey.copy-suspected')).toHaveLength(3);
    expect(await passkeyIn(bench, bound.account)).toMatchObject({ counter: 7 });
    const synced = await withPasskey(bench, { synced: true });
    for (const counter of [7, 3, 0])
      expect(
        await proveSecond(bench, synced.account, synced.authenticator, { lies: { counter } }),
      ).toMatchObject({
        ok: true,
      });
  });

  test('a hundred wrong ones end it, and registering anew renews it', async () => {
    const { account, authenticator } = await withPasskey(bench);
    const lies = { origin: 'https://evil.example' };
    for (let tries = 0; tries < 101; tries += 1) {
      await proveSecond(bench, account, authenticator, { lies });
      bench.pass(61 * minute);
    }
    expect((await passkeyIn(bench, account)).disabledAt).not.toBeNull();
    expect(await proveFirst(bench, account, authenticator)).toEqual({ ok: false, reason: 'disabled' });
    const renewed = createAuthenticator();
    expect(await register(bench, account, renewed)).toMatchObject({ ok: true });
    expect(await proveSecond(bench, account, renewed)).toMatchObject({ ok: true });
  });
});

describe('B1 the first factor', () => {
  test('tells by itself whose it is, and is MFA', async () => {
    const { account, authenticator, passkeyId } = await withPasskey(bench, { synced: true });
    expect(await proveFirst(bench, account, authenticator)).toMatchObject({
      ok: true,
      accountId: account.id,
      evidence: { kind: 'passkey', source: passkeyId, userVerified: true },
    });
  });

  test('needs the user verified, whatever the browser did (CVE-2020-8236)', async () => {
    const { account, authenticator } = await withPasskey(bench);
    expect(await proveFirst(bench, account, authenticator, { lies: { userVerified: false } })).toEqual({
      ok: false,
      reason: 'not-verified',
    });
  });

  test('one of another organisation, or without an owner, is unknown; one that nobody has may be forgotten', async () => {
    const { account, authenticator } = await withPasskey(bench);
    const elsewhere = await bench.person();
    const unknown = { ok: false, reason: 'unknown', removed: null };
    const { tenantId } = elsewhere;
    expect(await proveFirst(bench, account, authenticator, { tenantId })).toEqual(unknown);
    expect(await proveFirst(bench, account, authenticator, { lies: { userHandle: null } })).toEqual(unknown);
    const [credentialId = ''] = authenticator.credentialIds;
    // Whether there is an account of that id must not show: nobody's and somebody else's are alike.
    for (const userHandle of ['bm9ib2R5', Buffer.from(elsewhere.id).toString('base64url')])
      expect(await proveFirst(bench, account, authenticator, { lies: { userHandle } })).toEqual({
        ...unknown,
        removed: credentialId,
      });
    const record = await bench.storage.enrollments.find(account.id);
    await bench.storage.enrollments.replace({ ...record, factors: [], version: record.version + 1 });
    expect(await proveFirst(bench, account, authenticator)).toEqual({ ...unknown, removed: credentialId });
  });

  test('strangers count against nobody: after their tries the owner gets in', async () => {
    const { account, authenticator } = await withPasskey(bench);
    for (let tries = 0; tries < 30; tries += 1)
      expect(
        await proveFirst(bench, account, authenticator, {
          signInId: `stranger-${tries}`,
          lies: { origin: 'https://evil.example' },
        }),
      ).toEqual({ ok: false, reason: 'wrong' });
    expect(await proveFirst(bench, account, authenticator)).toMatchObject({ ok: true });
  });
});
