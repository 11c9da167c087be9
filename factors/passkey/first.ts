// Proves a passkey as the first factor: it tells by itself whose it is, and stands alone.
// Invariant: it has verified its user, now and when it was registered (or was raised since). Nothing that fails here counts
// against anybody, so that strangers lock nobody out; nobody is named before the passkey has told it.
import type { EventContext } from '../../audit/event.ts';
import type { Evidence } from '../../policy/facts.ts';
import type { PasskeyEnrollment } from '../../ports/enrollments.ts';
import { type Proving, refused } from '../factor-deps.ts';
import { failureOf } from '../wrong.ts';
import { judgeAssertion } from './assertion.ts';
import { spendChallenge } from './challenge.ts';
import { type ReadAssertion, readAssertion } from './response.ts';
import { accountOfHandle } from './site.ts';
import { type PasskeyDeps, type PasskeyRefusal, recordPasskey, usePasskey } from './use.ts';

export interface FirstPasskey {
  /** Null where the organisation is not known yet: then the passkey tells it, with the account. */
  readonly tenantId: string | null;
  /** What the browser sent. */
  readonly assertion: string;
  readonly signInId: string;
  readonly expiresAt: number;
  /** Of nobody: whose passkey it is, it tells. */
  readonly context: EventContext;
}

export type FirstPasskeyVerified =
  /** `backupCodes`: new ones, where the passkey counts from now on and there were none. */
  | {
      readonly ok: true;
      readonly accountId: string;
      readonly evidence: Evidence;
      readonly backupCodes: readonly string[] | null;
    }
  | PasskeyRefusal
  | { readonly ok: false; readonly reason: 'wrong' | 'disabled' }
  | { readonly ok: false; readonly reason: 'used-already'; readonly notTried: () => Promise<void> }
  /** It never verified its user, so that a thief may have given it a PIN: it is a second factor only. */
  | { readonly ok: false; readonly reason: 'second-only' }
  /** `removed`: this organisation's account has no such passkey any more, so that the browser may forget it. */
  | { readonly ok: false; readonly reason: 'unknown'; readonly removed: string | null };

const fail = failureOf({ type: 'factor.failed', kind: 'passkey' });

export async function verifyFirstPasskey(
  deps: PasskeyDeps,
  first: FirstPasskey,
): Promise<FirstPasskeyVerified> {
  const { signInId, tenantId } = first;
  const limited = await deps.factorAttempts.limitPasskey('first-factor', signInId);
  if (!limited.ok) return { ok: false, reason: 'too-many', until: limited.until };
  const read = readAssertion(first.assertion);
  if (!read) return refused('malformed');
  const spent = await spendChallenge(deps, read.challenge, {
    signInId,
    purpose: 'first-factor',
    accountId: null,
  });
  if (spent === 'used-already')
    return { ...fail(deps, first, refused(spent)), notTried: async () => undefined };
  if (spent !== 'spent') return spent === 'expired' ? refused(spent) : fail(deps, first, refused('wrong'));
  const handle = read.response.response.userHandle;
  if (!handle) return unknown(deps, first, null);
  const accountId = accountOfHandle(handle);
  const [entry, passkey] = await Promise.all([
    deps.storage.directory.find(accountId),
    passkeyOf(deps, accountId, read),
  ]);
  // The handle is not signed for yet: whoever makes one up must not learn whose account there is. So a passkey that nobody has
  // is said to be gone whether or not the account is there, and one of another organisation is not.
  if (!passkey) return unknown(deps, first, read.response.id);
  if (!entry || (tenantId !== null && entry.tenantId !== tenantId)) return unknown(deps, first, null);
  const context = { ...first.context, tenantId: entry.tenantId, accountId, email: entry.email };
  return judgeFirst(deps, { ...first, accountId, context }, read, passkey);
}

function unknown(deps: PasskeyDeps, first: FirstPasskey, removed: string | null): FirstPasskeyVerified {
  fail(deps, first, refused('unknown-account'));
  return { ok: false, reason: 'unknown', removed };
}

async function judgeFirst(
  deps: PasskeyDeps,
  first: FirstPasskey & Proving,
  read: ReadAssertion,
  passkey: PasskeyEnrollment,
): Promise<FirstPasskeyVerified> {
  const { accountId } = first;
  const asserted = await judgeAssertion(deps.site, read, passkey);
  if (!asserted) return fail(deps, first, refused('wrong'));
  // Only whoever holds the passkey gets here, so nobody else can use the account's limit up.
  const limited = await deps.factorAttempts.limitPasskey('first-factor', accountId);
  if (!limited.ok) return { ok: false, reason: 'too-many', until: limited.until };
  if (!asserted.userVerified) return refused('not-verified');
  if (passkey.disabledAt !== null) return fail(deps, first, refused('disabled'));
  if (!passkey.verifiesUser) return refused('second-only');
  const context: EventContext = { ...first.context, actor: { kind: 'account', id: accountId } };
  const used = await usePasskey(deps, { ...first, context }, passkey, asserted, false);
  if (!used.ok) return used.reason === 'gone' ? unknown(deps, first, null) : refused(used.reason);
  const evidence = await recordPasskey(deps, { ...first, context }, passkey, asserted, used.codes);
  return { ok: true, accountId, evidence, backupCodes: used.codes?.shown ?? null };
}

async function passkeyOf(
  { storage }: PasskeyDeps,
  accountId: string,
  { response }: ReadAssertion,
): Promise<PasskeyEnrollment | undefined> {
  const { factors } = await storage.enrollments.find(accountId);
  return factors.filter((each) => each.kind === 'passkey').find((each) => each.credentialId === response.id);
}
