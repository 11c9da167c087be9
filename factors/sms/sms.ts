// Proves a phone by a code that is sent to it. Setting one up is enrollment.ts.
// Invariant (B4): a code is accepted once, for five minutes, in the sign-in that asked for it, and only while the number that
// it went to is still the account's.
import type { EventContext } from '../../audit/event.ts';
import type { Evidence } from '../../policy/facts.ts';
import type { Enrollments, SmsEnrollment } from '../../ports/enrollments.ts';
import type { FactorAttempts } from '../attempts.ts';
import { changeEnrollments } from '../change-enrollments.ts';
import { type Proving, recordProof, refused } from '../factor-deps.ts';
import { failingOf, isUsable, type NotAdmitted, type Wrong } from '../failing.ts';
import { endResendDelay } from './budget.ts';
import { maskPhoneNumber } from './phone.ts';
import {
  checkSmsCode,
  readSmsCode,
  type SmsCodeSent,
  type SmsSendingDeps,
  sendSmsCode,
  waitingSmsCode,
} from './sending.ts';

export interface SmsDeps extends SmsSendingDeps {
  readonly factorAttempts: FactorAttempts;
}

export interface AskingForSms {
  readonly accountId: string;
  readonly signInId: string;
  readonly context: EventContext;
}

export interface SmsProving extends Proving {
  readonly code: string;
}

export type SmsVerified =
  | { readonly ok: true; readonly evidence: Evidence }
  /** `malformed` and `not-enrolled` are not counted. */
  | { readonly ok: false; readonly reason: 'malformed' | 'not-enrolled' }
  /** No code waits in this sign-in; nothing was tried. `notTried`: as in failing.ts, where nothing has to be taken back. */
  | { readonly ok: false; readonly reason: 'expired'; readonly notTried: () => Promise<void> }
  | Wrong
  | NotAdmitted;

/** `locked`: after wrong codes none is admitted before `until`, ms. */
export type SmsNotDue =
  | { readonly ok: false; readonly reason: 'not-enrolled' }
  | { readonly ok: false; readonly reason: 'locked'; readonly until: number };

export interface Sms {
  /** Where codes go, masked, and until when (ms) one waits to be typed in this sign-in. Null without a phone that works. */
  standing(
    accountId: string,
    signInId: string,
  ): Promise<{ readonly number: string; readonly until: number | null } | null>;
  send(asking: AskingForSms): Promise<SmsNotDue | SmsCodeSent>;
  /** Call it only after a right first factor: its counter is hard. */
  verify(proving: SmsProving): Promise<SmsVerified>;
}

const { fail, wrong, notAdmitted } = failingOf('sms');

export function createSms(deps: SmsDeps): Sms {
  return {
    async standing(accountId, signInId) {
      const phone = await phoneOf(deps, accountId);
      if (!phone) return null;
      const waiting = await waitingSmsCode(deps, { accountId, signInId });
      const number = maskPhoneNumber(deps.vault.open(phone.number, accountId));
      return { number, until: waiting?.expiresAt ?? null };
    },
    async send(asking) {
      const { accountId } = asking;
      const phone = await phoneOf(deps, accountId);
      const account = phone && (await deps.storage.accounts.find(accountId));
      if (!phone || !account) return refused('not-enrolled');
      // No code would be taken, so none is paid for.
      const until = await deps.factorAttempts.lockedUntil(accountId, 'sms');
      if (until !== null) return { ok: false, reason: 'locked', until };
      const number = deps.vault.open(phone.number, accountId);
      return sendSmsCode(deps, { ...asking, account, number, isConfirmed: true, enrollmentId: phone.id });
    },
    verify: (proving) => verify(deps, proving),
  };
}

async function phoneOf({ storage }: SmsDeps, accountId: string): Promise<SmsEnrollment | null> {
  const { factors } = await storage.enrollments.find(accountId);
  return factors.find((each) => isUsable(each, 'sms')) ?? null;
}

async function verify(deps: SmsDeps, proving: SmsProving): Promise<SmsVerified> {
  const { accountId, signInId } = proving;
  const code = readSmsCode(proving.code);
  if (code === null) return refused('malformed');
  const { factors } = await deps.storage.enrollments.find(accountId);
  const phones = factors.filter(({ kind }) => kind === 'sms');
  if (phones.length === 0) return refused('not-enrolled');
  const phone = phones.find((each) => isUsable(each, 'sms'));
  if (!phone) return fail(deps, proving, refused('disabled'));
  const secret = await waitingSmsCode(deps, { accountId, signInId });
  if (!secret) return expired(deps, proving);
  const admission = await deps.factorAttempts.take(accountId, 'sms');
  if (!admission.ok) return notAdmitted(deps, proving, admission);
  const checked = await checkSmsCode(deps, secret, { accountId, signInId, enrollmentId: phone.id }, code);
  if (checked === 'expired') return expired(deps, proving);
  if (checked !== 'right') return wrong(deps, proving, admission, checked);
  const at = deps.now();
  const used = await changeEnrollments(deps, accountId, (present) => use(present, phone.id, at));
  if (!used.ok) return expired(deps, proving);
  const proof = { kind: 'sms', source: phone.id } as const;
  const evidence = await recordProof(deps, { type: 'factor.used', ...proof }, proving, proof);
  await admission.right();
  await endResendDelay(deps, accountId);
  return { ok: true, evidence };
}

function expired(deps: SmsDeps, proving: SmsProving): SmsVerified {
  return { ...fail(deps, proving, refused('expired')), notTried: async () => undefined };
}

/** The phone may have been removed, replaced or disabled since the code was sent. */
function use(present: Enrollments, id: string, lastUsedAt: number) {
  const isThis = (each: Enrollments['factors'][number]) => each.id === id && isUsable(each, 'sms');
  if (!present.factors.some(isThis)) return { ok: false } as const;
  const factors = present.factors.map((each) => (isThis(each) ? { ...each, lastUsedAt } : each));
  return { ok: true, changes: { factors } } as const;
}
