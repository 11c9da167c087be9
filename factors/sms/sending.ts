// Codes by text message: sent to a number at once, and checked once, for a sign-in or for the set-up of that number.
// Invariant: a code is bound to the sign-in that asked and to the enrollment or set-up whose number it went to; a new one
// voids the old and renews no counter.
import type { EventContext } from '../../audit/event.ts';
import type { Account } from '../../ports/accounts.ts';
import type { OneTimeSecret } from '../../ports/one-time-secrets.ts';
import type { SmsFailed, SmsFailure, SmsSent } from '../../ports/sms.ts';
import { newDigitCode, readDigitCode } from '../digit-code.ts';
import { type FactorDeps, refused } from '../factor-deps.ts';
import { type Budget, spend } from './budget.ts';
import { readPhoneNumber } from './phone.ts';

export interface SmsSendingDeps extends FactorDeps {
  /** Hands a message with this code over to the gateway, in the account's language. @param number E.164 */
  readonly text: (account: Account, number: string, code: string) => Promise<SmsSent>;
  /** Told what became of each message that was asked for, to count them. */
  readonly countSms: (outcome: SmsOutcome) => void;
}

/** What a code is for. */
export interface SmsCodeFor {
  readonly accountId: string;
  readonly signInId: string;
  /** Of the enrollment, or of the set-up, whose number it goes to. */
  readonly enrollmentId: string;
}

export interface SendingSms extends SmsCodeFor {
  readonly account: Account;
  /** E.164. */
  readonly number: string;
  /** Whether it is of the account's enrollment; else of a set-up. */
  readonly isConfirmed: boolean;
  readonly context: EventContext;
}

export type SmsCodeSent =
  /** `until` ms: the code's end. */
  | { readonly ok: true; readonly until: number }
  /** `country`: the organization sends none there. `not-sent`: the gateway did not take it. */
  | { readonly ok: false; readonly reason: 'country' | 'not-sent' }
  | { readonly ok: false; readonly reason: 'too-many'; readonly until: number };

export type SmsCodeChecked = 'right' | 'wrong' | 'expired' | 'used-already';

const codeMs = 5 * 60_000;
const tries = 5;
const digits = 6;

/** Null if it cannot be such a code. */
export function readSmsCode(text: string): string | null {
  return readDigitCode(text, digits);
}

export async function sendSmsCode(deps: SmsSendingDeps, sending: SendingSms): Promise<SmsCodeSent> {
  const { account, number, isConfirmed, accountId, context } = sending;
  const { tenantId } = account;
  const sms = (await deps.storage.policies.current(tenantId))?.policy.sms;
  const country = readPhoneNumber(number, null)?.country ?? null;
  if (!sms || country === null || !sms.countries.includes(country)) return refused('country');
  const { messagesADay } = sms;
  const { address } = context;
  const spending = { tenantId, accountId, number, isConfirmed, address, messagesADay };
  const spent = await spend(deps, spending);
  if (!spent.ok) {
    if (spent.budget !== null) notSent(deps, sending, `${spent.budget}-budget`, null);
    return { ok: false, reason: 'too-many', until: spent.until };
  }
  const code = newDigitCode(deps.random, digits);
  // Before its event: an event that says "sent" of what the gateway did not take would not be true. A crash in between
  // leaves a message whose code opens nothing.
  const sent = await deps.text(account, number, code);
  if (!sent.ok) {
    notSent(deps, sending, sent.reason, sent.status);
    if (tookNothing(sent)) await spent.notSent();
    return refused('not-sent');
  }
  deps.countSms('sent');
  return { ok: true, until: await issue(deps, sending, code, sent.messageId) };
}

/** For certain. Of whatever else failed nobody knows whether it arrives: a proxy may answer 502 for a gateway that took it. */
function tookNothing({ reason, status }: SmsFailed): boolean {
  if (reason === 'refused') return status !== null && status >= 400 && status < 500;
  return reason === 'no-gateway' || reason === 'unreachable';
}

type NotSent = `${Budget}-budget` | SmsFailure;

/** `sent`: the gateway took it. */
export type SmsOutcome = 'sent' | NotSent;

function notSent(
  { audit, countSms, now }: SmsSendingDeps,
  { context }: SendingSms,
  reason: NotSent,
  status: number | null,
): void {
  countSms(reason);
  audit.fold({ type: 'sms-code.not-sent', reason, status, count: 1 }, context, now());
}

/** Returns its end, ms. */
async function issue(
  deps: SmsSendingDeps,
  sending: SendingSms,
  code: string,
  messageId: string | null,
): Promise<number> {
  const createdAt = deps.now();
  const secret: OneTimeSecret = {
    id: await deps.audit.append({ type: 'sms-code.sent', messageId }, sending.context, createdAt),
    purpose: 'sms-code',
    accountId: sending.accountId,
    hash: deps.vault.hash(secretText(sending, code), 'sms-code'),
    boundTo: sending.signInId,
    triesLeft: tries,
    createdAt,
    expiresAt: createdAt + codeMs,
    usedAt: null,
  };
  await deps.storage.oneTimeSecrets.issue(secret);
  return secret.expiresAt;
}

/** The code that waits to be typed in this sign-in. Null if none does. */
export async function waitingSmsCode(
  { storage, now }: Pick<FactorDeps, 'storage' | 'now'>,
  { accountId, signInId }: Pick<SmsCodeFor, 'accountId' | 'signInId'>,
): Promise<OneTimeSecret | null> {
  const secret = await storage.oneTimeSecrets.findFor(accountId, 'sms-code', now());
  return secret?.boundTo === signInId && secret.triesLeft > 0 ? secret : null;
}

/** Takes a try, looks, and uses the code up. Of racing callers with the right code one is told so. */
export async function checkSmsCode(
  { storage, vault, now }: Pick<FactorDeps, 'storage' | 'vault' | 'now'>,
  secret: OneTimeSecret,
  what: SmsCodeFor,
  code: string,
): Promise<SmsCodeChecked> {
  const { oneTimeSecrets } = storage;
  if (!(await oneTimeSecrets.takeTry(secret.id, now()))) return 'expired';
  if (vault.hashMatches(secretText(what, code), 'sms-code', secret.hash) !== true) return 'wrong';
  return (await oneTimeSecrets.consume(secret.id, now())) ? 'right' : 'used-already';
}

function secretText({ accountId, signInId, enrollmentId }: SmsCodeFor, code: string): string {
  return `${accountId} ${signInId} ${enrollmentId} ${code}`;
}
