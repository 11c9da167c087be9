// A bench for passkeys: accounts with a password proved, and authenticators that register and assert in one sign-in.
// Invariant: what is told nothing goes right; each test changes one thing.
import { recommendedPolicy, type TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Account } from '../../ports/accounts.ts';
import type { PasskeyEnrollment } from '../../ports/enrollments.ts';
import { newId } from '../contracts/samples.ts';
import {
  type Authenticator,
  type AuthenticatorOptions,
  createAuthenticator,
  type Lies,
} from '../support/authenticator.ts';
import { type Bench, confirmationOf, contextOf, provingOf } from './bench.ts';

export const origin = 'https://login.example';

export const passkeyPolicy: TenantPolicy = {
  ...recommendedPolicy(0),
  factors: { passkey: true, totp: true, sms: false },
};

export interface Registering {
  readonly policy?: TenantPolicy;
  readonly level?: 'none' | 'mfa' | 'phishing-resistant' | 'hardware';
  readonly signInId?: string;
  readonly lies?: Lies;
  /** Default: the mailbox. */
  readonly confirmation?: null;
}

export async function register(
  { factors, now }: Bench,
  account: Account,
  authenticator: Authenticator,
  { policy = passkeyPolicy, level = 'mfa', signInId = 'sign-in', lies, confirmation }: Registering = {},
) {
  const offer = await factors.passkeyRegistration.offer({ accountId: account.id, signInId, policy });
  if (!offer) throw new Error('no such account');
  return factors.passkeyRegistration.register({
    ...provingOf(account, signInId),
    registration: authenticator.register(origin, offer, lies),
    confirmation: confirmation === null ? null : { ...confirmationOf(account), at: now() },
    policy,
    level,
  });
}

/** An account with a passkey on an authenticator. */
export async function withPasskey(bench: Bench, options: AuthenticatorOptions = {}) {
  const account = await bench.member();
  const authenticator = createAuthenticator(options);
  const registered = await register(bench, account, authenticator);
  if (!registered.ok) throw new Error(registered.reason);
  return { account, authenticator, passkeyId: registered.enrollmentId };
}

export interface Asserting {
  readonly signInId?: string;
  readonly policy?: TenantPolicy;
  readonly lies?: Lies;
}

/** What a browser would send as the second factor. */
export async function assertion(
  { factors, storage }: Bench,
  { id: accountId }: Account,
  authenticator: Authenticator,
  { signInId = 'sign-in', policy = passkeyPolicy, lies }: Asserting = {},
) {
  const { factors: enrolled } = await storage.enrollments.find(accountId);
  const ids = enrolled.map(({ id }) => id);
  const request = await factors.passkey.ask({
    accountId,
    signInId,
    factors: ids,
    userVerification: 'preferred',
  });
  return { assertion: authenticator.assert(origin, request, lies), factors: ids, policy: policy.passkeys };
}

export async function proveSecond(
  bench: Bench,
  account: Account,
  authenticator: Authenticator,
  asserting: Asserting = {},
) {
  const sent = await assertion(bench, account, authenticator, asserting);
  return bench.factors.passkey.verify({ ...provingOf(account, asserting.signInId), ...sent });
}

export function proveFirst(
  { factors }: Bench,
  account: Account,
  authenticator: Authenticator,
  { signInId = newId(), lies, tenantId = account.tenantId }: Asserting & { readonly tenantId?: string } = {},
) {
  return factors.passkey.verifyFirst({
    tenantId,
    assertion: authenticator.assert(origin, factors.passkey.askFirst(signInId), lies),
    signInId,
    expiresAt: provingOf(account).expiresAt,
    context: { ...contextOf(account), accountId: null, email: null, actor: { kind: 'system' } },
  });
}

export async function passkeyIn({ storage }: Bench, { id }: Account): Promise<PasskeyEnrollment> {
  const { factors } = await storage.enrollments.find(id);
  const passkey = factors.find((each) => each.kind === 'passkey');
  if (!passkey) throw new Error('no passkey is registered');
  return passkey;
}
