// A code sent to the mailbox and typed into the page that asked: a second way for a first enrollment (B9).
// Invariant: it counts only where the mailbox says something that the password does not, only in the sign-in that asked,
// and once; a new code voids the old one and renews no counter. The hundredth failure is kept with the account (NIST SP
// 800-63B-4 3.2.2), whatever becomes of the counter.
import type { EventContext } from '../../audit/event.ts';
import type { Account } from '../../ports/accounts.ts';
import type { OneTimeSecret } from '../../ports/one-time-secrets.ts';
import type { Confirmation } from '../../ports/sign-ins.ts';
import { type Admission, type FactorAttempts, refusalOf } from '../attempts.ts';
import { isFrozen } from '../binding.ts';
import { changeEnrollments } from '../change-enrollments.ts';
import { newDigitCode, readDigitCode } from '../digit-code.ts';
import { type FactorDeps, refused } from '../factor-deps.ts';
import { failureOf } from '../wrong.ts';
import { recordConfirmation } from './confirmation.ts';

export interface MailboxCodeDeps extends FactorDeps {
  readonly factorAttempts: FactorAttempts;
  /** Puts a mail with this code into the outbox. `until` ms; `context` says from where it was asked for. */
  readonly mail: (account: Account, code: string, until: number, context: EventContext) => Promise<void>;
}

/** The account's address confirms nothing: `why` it does not. */
export type MailboxRefusal =
  | 'no-address'
  | 'not-verified'
  | 'changed-recently'
  | 'not-trusted'
  | 'password-by-mail'
  | 'failed-too-often'
  | 'frozen';

export interface MailboxAsk {
  readonly accountId: string;
  readonly signInId: string;
  readonly context: EventContext;
}

export type MailboxCodeSent =
  | { readonly ok: true; readonly address: string; readonly until: number }
  | { readonly ok: false; readonly reason: 'not-available' }
  /** Three codes in 15 minutes were sent. */
  | { readonly ok: false; readonly reason: 'too-many'; readonly until: number };

export type MailboxCodeVerified =
  | { readonly ok: true; readonly confirmation: Confirmation }
  | {
      readonly ok: false;
      readonly reason: 'malformed' | 'expired' | 'used-already' | 'not-available' | 'disabled';
    }
  | { readonly ok: false; readonly reason: 'wrong'; readonly left: number }
  | { readonly ok: false; readonly reason: 'locked'; readonly until: number };

export interface MailboxCode {
  /** Null if the mailbox counts; else why not. */
  refusal(account: Account): Promise<MailboxRefusal | null>;
  /** The code that waits to be typed in this sign-in; null if none does. */
  pending(accountId: string, signInId: string): Promise<{ readonly until: number } | null>;
  send(ask: MailboxAsk): Promise<MailboxCodeSent>;
  verify(ask: MailboxAsk & { readonly code: string }): Promise<MailboxCodeVerified>;
}

const minute = 60_000;
const codeMs = 10 * minute;
const tries = 5;
const digits = 8;
const sendsAWindow = 3;
const sendWindowMs = 15 * minute;
const changedByOtherMs = 72 * 60 * minute;

const fail = failureOf({ type: 'enrollment.confirmation-failed', by: 'mailbox' });

export function createMailboxCode(deps: MailboxCodeDeps): MailboxCode {
  return {
    refusal: (account) => refusal(deps, account),
    async pending(accountId, signInId) {
      const secret = await deps.storage.oneTimeSecrets.findFor(accountId, 'mailbox-code', deps.now());
      return secret?.boundTo === signInId && secret.triesLeft > 0 ? { until: secret.expiresAt } : null;
    },
    send: (ask) => send(deps, ask),
    verify: (ask) => verify(deps, ask),
  };
}

/** Why nothing that is sent to the account's address shows anything; null if it does. @param now ms */
export function addressRefusal(
  { email, emailVerified, emailChangedByOtherAt }: Account,
  now: number,
): 'no-address' | 'not-verified' | 'changed-recently' | null {
  if (email === null) return 'no-address';
  if (!emailVerified) return 'not-verified';
  const isNew = emailChangedByOtherAt !== null && now < emailChangedByOtherAt + changedByOtherMs;
  return isNew ? 'changed-recently' : null;
}

async function refusal({ storage, now }: MailboxCodeDeps, account: Account): Promise<MailboxRefusal | null> {
  const address = addressRefusal(account, now());
  if (address) return address;
  const policy = await storage.policies.current(account.tenantId);
  if (policy?.policy.mailboxConfirms !== true) return 'not-trusted';
  // A password chosen by mail and a code by mail are one proof: the mailbox alone. Also when the password was changed since.
  const { mailboxSpent, mailboxDisabledAt, frozen } = await storage.enrollments.find(account.id);
  // Whoever is kept out may read the mailbox too.
  if (isFrozen(frozen, now())) return 'frozen';
  if (mailboxDisabledAt !== null) return 'failed-too-often';
  return mailboxSpent ? 'password-by-mail' : null;
}

function secretText({ accountId, signInId }: MailboxAsk, code: string): string {
  return `${accountId} ${signInId} ${code}`;
}

async function send(deps: MailboxCodeDeps, ask: MailboxAsk): Promise<MailboxCodeSent> {
  const account = await deps.storage.accounts.find(ask.accountId);
  if (!account?.email || (await refusal(deps, account)) !== null) return refused('not-available');
  const key = `mailbox-code-sent:${ask.accountId}`;
  const limited = await deps.storage.attempts.limit(key, sendsAWindow, sendWindowMs, deps.now());
  if (!limited.ok) return { ok: false, reason: 'too-many', until: limited.until };
  const code = newDigitCode(deps.random, digits);
  const createdAt = deps.now();
  const event = { type: 'mailbox-code.sent' } as const;
  const secret: OneTimeSecret = {
    // The effect holds the event's id: whether the code came into being can be told after a crash.
    id: await deps.audit.append(event, ask.context, createdAt),
    purpose: 'mailbox-code',
    accountId: ask.accountId,
    hash: deps.vault.hash(secretText(ask, code), 'mailbox-code'),
    boundTo: ask.signInId,
    triesLeft: tries,
    createdAt,
    expiresAt: createdAt + codeMs,
    usedAt: null,
  };
  // The mail first: a code that is there was sent, and after a crash in between a code that was sent opens nothing.
  await deps.mail(account, code, secret.expiresAt, ask.context);
  await deps.storage.oneTimeSecrets.issue(secret);
  return { ok: true, address: account.email, until: secret.expiresAt };
}

async function verify(
  deps: MailboxCodeDeps,
  ask: MailboxAsk & { readonly code: string },
): Promise<MailboxCodeVerified> {
  const code = readDigitCode(ask.code, digits);
  if (code === null) return refused('malformed');
  const { accountId, context } = ask;
  const at = deps.now();
  const account = await deps.storage.accounts.find(ask.accountId);
  if (!account || (await refusal(deps, account)) !== null) return refused('not-available');
  const secret = await deps.storage.oneTimeSecrets.findFor(ask.accountId, 'mailbox-code', deps.now());
  if (secret?.boundTo !== ask.signInId) return fail(deps, ask, refused('expired'));
  const admission = await deps.factorAttempts.take(ask.accountId, 'mailbox-code');
  if (!admission.ok) {
    // Even where it was counted and the server stopped before it wrote that down.
    if (admission.reason === 'disabled' && admission.spent) await disable(deps, accountId);
    return fail(deps, ask, refusalOf(admission));
  }
  if (!(await deps.storage.oneTimeSecrets.takeTry(secret.id, deps.now())))
    return fail(deps, ask, refused('expired'));
  if (deps.vault.hashMatches(secretText(ask, code), 'mailbox-code', secret.hash) !== true)
    return wrong(deps, ask, secret, admission);
  if (!(await deps.storage.oneTimeSecrets.consume(secret.id, deps.now())))
    return fail(deps, ask, refused('used-already'));
  const confirmation = await recordConfirmation(deps, { by: 'mailbox', accountId, at }, context);
  await admission.right();
  return { ok: true, confirmation };
}

async function wrong(
  deps: MailboxCodeDeps,
  ask: MailboxAsk,
  secret: OneTimeSecret,
  { ifWrong }: Extract<Admission, { ok: true }>,
): Promise<MailboxCodeVerified> {
  const failed = fail(deps, ask, {
    ok: false,
    reason: 'wrong',
    left: await triesLeft(deps, secret),
  } as const);
  if (!ifWrong.spent) return failed;
  await disable(deps, ask.accountId);
  return fail(deps, ask, refused('disabled'));
}

async function disable(deps: MailboxCodeDeps, accountId: string): Promise<void> {
  const mailboxDisabledAt = deps.now();
  await changeEnrollments(deps, accountId, (present) =>
    present.mailboxDisabledAt === null ? { ok: true, changes: { mailboxDisabledAt } } : { ok: false },
  );
}

async function triesLeft({ storage, now }: MailboxCodeDeps, { id }: OneTimeSecret): Promise<number> {
  return (await storage.oneTimeSecrets.find(id, now()))?.triesLeft ?? 0;
}
