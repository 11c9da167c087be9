// Asks for a passkey and proves it as the second factor. As the first one it is first.ts, registering is
// registration.ts.
// Invariant: a challenge is spent before anything is checked; which passkeys may answer is what the policy said.
import type { Evidence } from '../../policy/facts.ts';
import type { PasskeyPolicy } from '../../policy/tenant-policy.ts';
import type { PasskeyEnrollment } from '../../ports/enrollments.ts';
import { type KeepingCodes, type Proving, refused } from '../factor-deps.ts';
import { failingOf, isUsable, type NotAdmitted, type Wrong } from '../failing.ts';
import { judgeAssertion } from './assertion.ts';
import { challengeMs, newChallenge, type PasskeyPurpose, spendChallenge } from './challenge.ts';
import { type FirstPasskey, type FirstPasskeyVerified, verifyFirstPasskey } from './first.ts';
import { raises } from './raising.ts';
import { type ReadAssertion, readAssertion } from './response.ts';
import { accountOfHandle } from './site.ts';
import { type PasskeyDeps, type PasskeyRefusal, recordPasskey, usePasskey } from './use.ts';

/** For `navigator.credentials.get` (WebAuthn Level 3 5.1.9, PublicKeyCredentialRequestOptionsJSON). */
export interface PasskeyRequest {
  readonly challenge: string;
  readonly rpId: string;
  /** ms. */
  readonly timeout: number;
  readonly userVerification: 'required' | 'preferred';
  readonly allowCredentials: readonly {
    readonly id: string;
    readonly type: 'public-key';
    readonly transports: readonly string[];
  }[];
}

export interface AskingPasskey {
  readonly accountId: string;
  readonly signInId: string;
  /** The enrollments that may answer, as the policy says. */
  readonly factors: readonly string[];
  readonly userVerification: PasskeyRequest['userVerification'];
}

export interface PasskeyProving extends Proving, KeepingCodes {
  readonly assertion: string;
  readonly factors: readonly string[];
  readonly policy: PasskeyPolicy;
}

export type PasskeyVerified =
  /**
   * `backupCodes`: whether new ones came, because it counts from now on; `keep` was given them. `notRaisedUntil`: it would be a
   * first factor from now on, were changes of the account not stopped until then, ms; else null.
   */
  | {
      readonly ok: true;
      readonly evidence: Evidence;
      readonly backupCodes: boolean;
      readonly notRaisedUntil: number | null;
    }
  | PasskeyRefusal
  | { readonly ok: false; readonly reason: 'not-enrolled' }
  /** It is none of those that may answer: another account's, removed, or not enough. */
  | { readonly ok: false; readonly reason: 'other-passkey' }
  | Wrong
  | NotAdmitted;

export interface Passkey {
  /** Before the first factor: nobody is named, so that nothing tells who exists. Stores nothing. */
  askFirst(signInId: string): PasskeyRequest;
  /** Stores nothing. */
  ask(asking: AskingPasskey): Promise<PasskeyRequest>;
  /** Failures count for nobody: strangers must not lock anybody out. */
  verifyFirst(first: FirstPasskey): Promise<FirstPasskeyVerified>;
  /** Call it only after a right first factor: its counter is hard. */
  verify(proving: PasskeyProving): Promise<PasskeyVerified>;
}

const { fail, wrong, notAdmitted } = failingOf('passkey');

export function createPasskey(deps: PasskeyDeps): Passkey {
  return {
    askFirst: (signInId) => request(deps, signInId, 'first-factor', null, 'required', []),
    async ask({ accountId, signInId, factors: ids, userVerification }) {
      const { factors } = await deps.storage.enrollments.find(accountId);
      const answering = factors
        .filter((each) => isUsable(each, 'passkey'))
        .filter(({ id }) => ids.includes(id));
      // One without a PIN could not answer at all where verification is required; what its answer is good for is judged here.
      const isAnyBare = answering.some(({ verifiesUser }) => !verifiesUser);
      const asked = isAnyBare ? 'preferred' : userVerification;
      return request(deps, signInId, 'second-factor', accountId, asked, answering);
    },
    verifyFirst: (first) => verifyFirstPasskey(deps, first),
    verify: (proving) => verify(deps, proving),
  };
}

/** What browsers are asked for; the server checks it again. */
export function userVerificationOf(policy: PasskeyPolicy): 'required' | 'preferred' {
  return policy.withoutUserVerification ? 'preferred' : 'required';
}

function request(
  deps: PasskeyDeps,
  signInId: string,
  purpose: PasskeyPurpose,
  accountId: string | null,
  userVerification: PasskeyRequest['userVerification'],
  passkeys: readonly PasskeyEnrollment[],
): PasskeyRequest {
  return {
    challenge: newChallenge(deps, { signInId, purpose, accountId }),
    rpId: deps.site.rpId,
    timeout: challengeMs,
    userVerification,
    allowCredentials: passkeys.map(({ credentialId: id, transports }) => ({
      id,
      type: 'public-key',
      transports,
    })),
  };
}

async function verify(deps: PasskeyDeps, proving: PasskeyProving): Promise<PasskeyVerified> {
  const { accountId, signInId, policy } = proving;
  const limited = await deps.factorAttempts.limitPasskey('second-factor', accountId);
  if (!limited.ok) return { ok: false, reason: 'too-many', until: limited.until };
  const read = readAssertion(proving.assertion);
  if (!read) return refused('malformed');
  const { factors } = await deps.storage.enrollments.find(accountId);
  if (!factors.some(({ kind }) => kind === 'passkey')) return refused('not-enrolled');
  if (!factors.some((each) => isUsable(each, 'passkey'))) return fail(deps, proving, refused('disabled'));
  const spent = await spendChallenge(deps, read.challenge, { signInId, purpose: 'second-factor', accountId });
  if (spent === 'expired') return refused(spent);
  if (spent === 'used-already')
    return { ...fail(deps, proving, refused(spent)), notTried: async () => undefined };
  const passkey = factors.filter((each) => isUsable(each, 'passkey')).find(answers(read, proving.factors));
  if (!passkey) return refused('other-passkey');
  const admission = await deps.factorAttempts.take(accountId, 'passkey');
  if (!admission.ok) return notAdmitted(deps, proving, admission);
  const asserted = spent === 'foreign' ? null : await judgeAssertion(deps.site, read, passkey);
  if (!asserted || !isHandleOf(read, accountId)) return wrong(deps, proving, admission, 'wrong');
  await admission.right();
  // Of a key that has no PIN it is proof that it is there, which the policy lets nobody rest on, but to set up something else.
  if (!asserted.userVerified && passkey.verifiesUser && !policy.withoutUserVerification)
    return refused('not-verified');
  const used = await usePasskey(
    deps,
    proving,
    passkey,
    asserted,
    await raises(deps, proving, passkey, asserted),
  );
  if (!used.ok) return refused(used.reason === 'gone' ? 'other-passkey' : used.reason);
  const evidence = await recordPasskey(deps, proving, passkey, asserted, used.codes);
  const { codes, notRaisedUntil } = used;
  return { ok: true, evidence, backupCodes: codes !== null, notRaisedUntil };
}

function answers({ response }: ReadAssertion, factors: readonly string[]) {
  return ({ id, credentialId }: PasskeyEnrollment) => credentialId === response.id && factors.includes(id);
}

/** Where it tells whose it is (WebAuthn Level 3 7.2 step 6). */
function isHandleOf({ response }: ReadAssertion, accountId: string): boolean {
  const { userHandle } = response.response;
  return userHandle === undefined || accountOfHandle(userHandle) === accountId;
}
