// Registering passkeys (B1): no proof by itself, and what the policy forbids is refused here. What makers attest: passkey-attestation.test.ts.
// Attacks: restrictions enforced only in the browser (CVE-2026-8830), another account's passkey.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import { type AuthenticatorOptions, createAuthenticator, type Lies } from '../support/authenticator.ts';
import { type Bench, fifty, minute, openBench, provingOf, tally } from './bench.ts';
import { origin, passkeyIn, passkeyPolicy, register } from './passkeys.ts';

const policyWith = (passkeys: Partial<TenantPolicy['passkeys']>): TenantPolicy => ({
  ...passkeyPolicy,
  passkeys: { ...passkeyPolicy.passkeys, ...passkeys },
});

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const attempt = async (options: AuthenticatorOptions, policy = passkeyPolicy, lies: Lies = {}) =>
  register(bench, await bench.member(), createAuthenticator(options), { policy, lies });

describe('B1 a passkey that is registered', () => {
  test('is named after what holds it, twice with a number, and brings no evidence', async () => {
    const account = await bench.member();
    const options = { aaguid: 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4', synced: true };
    const first = await register(bench, account, createAuthenticator(options));
    const second = await register(bench, account, createAuthenticator(options));
    expect([first, second]).toMatchObject([
      { ok: true, name: 'Google Password Manager' },
      { ok: true, name: 'Google Password Manager 2' },
    ]);
    expect(await passkeyIn(bench, account)).toMatchObject({
      synced: true,
      verifiesUser: true,
      attested: false,
    });
    const holder = { kind: 'sign-in', id: 'sign-in', accountId: account.id } as const;
    expect((await bench.storage.evidence.find(holder, bench.now())).evidence).toEqual([]);
  });

  test('needs the second way of B9, a fresh challenge of this sign-in, and an account that has it not yet', async () => {
    const account = await bench.member();
    const { passkeyRegistration } = bench.factors;
    const offered = { accountId: account.id, signInId: 'sign-in', policy: passkeyPolicy };
    const offer = await passkeyRegistration.offer(offered);
    if (!offer) throw new Error('no such account');
    const registration = createAuthenticator().register(origin, offer);
    const sent = { ...provingOf(account), registration, policy: passkeyPolicy, level: 'mfa' as const };
    expect(await passkeyRegistration.register({ ...sent, confirmation: null })).toMatchObject({
      reason: 'not-confirmed',
    });
    expect(await passkeyRegistration.register({ ...sent, confirmation: null })).toMatchObject({
      reason: 'used-already',
    });
    const late = await passkeyRegistration.offer(offered);
    bench.pass(5 * minute);
    const answer = createAuthenticator().register(origin, late ?? offer);
    expect(
      await passkeyRegistration.register({ ...sent, registration: answer, confirmation: null }),
    ).toMatchObject({ reason: 'expired' });
  });

  test('is of one account: another that sends the same credential id gets nothing', async () => {
    const [one, other] = [await bench.member(), await bench.member()];
    const credentialId = 'c2FtZS1mb3ItYm90aC0xMg';
    const lies = { credentialId };
    expect(await register(bench, one, createAuthenticator(), { lies })).toMatchObject({ ok: true });
    for (const account of [one, other])
      expect(await register(bench, account, createAuthenticator(), { lies })).toEqual({
        ok: false,
        reason: 'registered-already',
      });
    expect((await bench.storage.enrollments.find(other.id)).factors).toEqual([]);
  });

  test('of fifty posts of one registration one registers', async () => {
    const account = await bench.member();
    const offer = await bench.factors.passkeyRegistration.offer({
      accountId: account.id,
      signInId: 'sign-in',
      policy: passkeyPolicy,
    });
    if (!offer) throw new Error('no such account');
    const registration = createAuthenticator().register(origin, offer);
    const { id: accountId } = account;
    const confirmation = { by: 'mailbox', accountId, at: bench.now(), eventId: 'event' } as const;
    const sent = {
      ...provingOf(account),
      registration,
      policy: passkeyPolicy,
      level: 'mfa' as const,
      confirmation,
    };
    const outcomes = await fifty(() => bench.factors.passkeyRegistration.register(sent));
    expect(tally(outcomes)).toEqual({ ok: 1, 'used-already': 9, 'too-many': 40 });
  });
});

describe('B1 refused on the server, whatever the browser did (CVE-2026-8830)', () => {
  const wrong: readonly (readonly [string, Lies])[] = [
    ['made for another origin', { origin: 'https://evil.example' }],
    ['made for another RP id', { rpId: 'evil.example' }],
    ['an assertion', { type: 'webauthn.get' }],
    ['made with nobody present', { userPresent: false }],
    ['backed up without being able to', { backupEligible: false, backedUp: true }],
    ['with a challenge of its own', { challenge: 'bWluZQ' }],
  ];
  test.each(wrong)('what is %s', async (_what, lies) => {
    expect(await attempt({}, passkeyPolicy, lies)).toEqual({ ok: false, reason: 'wrong' });
  });

  test('a synced one, where they are forbidden', async () => {
    const policy = policyWith({ synced: false });
    expect(await attempt({ synced: true }, policy)).toEqual({ ok: false, reason: 'synced' });
    expect(await attempt({ synced: false }, policy)).toMatchObject({ ok: true });
  });

  test('one that does not verify its user, where it has to', async () => {
    const policy = policyWith({ withoutUserVerification: false });
    expect(await attempt({ verifiesUser: false }, policy)).toEqual({ ok: false, reason: 'not-verified' });
  });
});
