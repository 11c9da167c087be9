// Sets up a phone: a number is given, or the profile's is taken; a code goes there and comes back.
// Invariant: a number on the profile proves nothing until a code confirmed it, and neither does one that somebody else put
// there in the last 72 hours; another number is another factor, and takes the old one's place.
import type { EventContext } from '../../audit/event.ts';
import type { Account } from '../../ports/accounts.ts';
import type { Enrollments, PendingSms } from '../../ports/enrollments.ts';
import {
  type ConfirmedByCode,
  type ConfirmingByCode,
  confirmByCode,
  firstUsed,
} from '../confirmed-by-code.ts';
import {
  beginSetUp,
  type EnrollingDeps,
  enroll,
  type Factor,
  isLive,
  mayEnroll,
  type NewlyEnrolled,
  proveByEnrolling,
} from '../enrolling.ts';
import { refused } from '../factor-deps.ts';
import type { HashPlace } from '../password/hash.ts';
import { endResendDelay } from './budget.ts';
import { maskPhoneNumber, type PhoneNumber, readPhoneNumber } from './phone.ts';
import {
  checkSmsCode,
  readSmsCode,
  type SmsCodeSent,
  type SmsSendingDeps,
  sendSmsCode,
  waitingSmsCode,
} from './sending.ts';

export interface SmsEnrollingDeps extends EnrollingDeps, SmsSendingDeps {}

export interface StartingSms {
  readonly accountId: string;
  readonly signInId: string;
  readonly context: EventContext;
  /** As it was typed; null: the profile's, or the one of the set-up under way. */
  readonly number: string | null;
}

export type SmsStarted =
  | SmsCodeSent
  | {
      readonly ok: false;
      readonly reason: 'unknown-account' | 'no-number' | 'not-a-phone' | 'changed-recently';
    };

export interface SmsSetUp {
  /** The number that the profile proposes, masked; null where it has none that could get a code. */
  readonly proposed: string | null;
  /** ISO 3166-1 alpha-2, of numbers without a plus; null: none. */
  readonly country: string | null;
  /** The number of the set-up under way in this sign-in, masked, and until when (ms) its code waits. */
  readonly begun: { readonly number: string; readonly until: number | null } | null;
}

export interface SmsEnrolling {
  standing(accountId: string, signInId: string): Promise<SmsSetUp>;
  /** Sends a code to the number. Budgets and delays are those of every text message: budget.ts. */
  start(starting: StartingSms): Promise<SmsStarted>;
  confirm(confirming: ConfirmingByCode): Promise<ConfirmedByCode>;
}

const changedByOtherMs = 72 * 60 * 60_000;

export function createSmsEnrolling(deps: SmsEnrollingDeps): SmsEnrolling {
  return {
    standing: (accountId, signInId) => standing(deps, accountId, signInId),
    start: (starting) => start(deps, starting),
    confirm: (confirming) =>
      confirmByCode(deps, confirming, readSmsCode, (read, place) => confirm(deps, read, place)),
  };
}

async function standing(deps: SmsEnrollingDeps, accountId: string, signInId: string): Promise<SmsSetUp> {
  const account = await deps.storage.accounts.find(accountId);
  const country = account ? await countryOf(deps, account) : null;
  const profiles = account && readPhoneNumber(account.profile.phone_number ?? '', country);
  const usable = profiles && account && !isTooNew(deps, account, profiles);
  const pending = await pendingOf(deps, accountId, signInId);
  const waiting = pending && (await waitingSmsCode(deps, { accountId, signInId }));
  return {
    proposed: usable ? maskPhoneNumber(profiles.number) : null,
    country,
    begun: pending && {
      number: maskPhoneNumber(deps.vault.open(pending.number, accountId)),
      until: waiting?.expiresAt ?? null,
    },
  };
}

/** What numbers without a plus are taken to be of: the first country that the organization sends to. */
async function countryOf({ storage }: SmsEnrollingDeps, { tenantId }: Account): Promise<string | null> {
  return (await storage.policies.current(tenantId))?.policy.sms.countries[0] ?? null;
}

async function pendingOf(
  deps: SmsEnrollingDeps,
  accountId: string,
  signInId: string,
): Promise<PendingSms | null> {
  const { pending } = await deps.storage.enrollments.find(accountId);
  return isLive(pending, 'sms', signInId, deps.now()) ? pending : null;
}

async function start(deps: SmsEnrollingDeps, starting: StartingSms): Promise<SmsStarted> {
  const { accountId, signInId } = starting;
  const account = await deps.storage.accounts.find(accountId);
  if (!account) return refused('unknown-account');
  const pending = await pendingOf(deps, accountId, signInId);
  const begunWith = pending && deps.vault.open(pending.number, accountId);
  const typed = starting.number ?? begunWith ?? account.profile.phone_number;
  if (typed === undefined) return refused('no-number');
  const phone = readPhoneNumber(typed, await countryOf(deps, account));
  if (!phone) return refused('not-a-phone');
  if (isTooNew(deps, account, phone)) return refused('changed-recently');
  const begun =
    pending && begunWith === phone.number
      ? ({ ok: true, pending } as const)
      : await beginSetUp(deps, accountId, signInId, (given): PendingSms => {
          const number = deps.vault.seal(phone.number, accountId);
          return { ...given, kind: 'sms', number };
        });
  if (!begun.ok) return begun;
  return sendSmsCode(deps, {
    ...starting,
    ...{ account, number: phone.number, isConfirmed: false, enrollmentId: begun.pending.id },
  });
}

/** Whoever changed the number for this person may hold the phone. */
function isTooNew({ now }: SmsEnrollingDeps, account: Account, { number }: PhoneNumber): boolean {
  const { phoneChangedByOtherAt: changedAt, profile } = account;
  if (changedAt === undefined || now() >= changedAt + changedByOtherMs) return false;
  return readPhoneNumber(profile.phone_number ?? '', null)?.number === number;
}

/** Whether the set-up under way may be confirmed, on the record as it is now; whether its code is right is not asked here. */
function checked(
  deps: SmsEnrollingDeps,
  present: Enrollments,
  confirming: ConfirmingByCode,
  enrollmentId: string,
) {
  const { pending } = present;
  if (!isLive(pending, 'sms', confirming.signInId, deps.now())) return refused('expired');
  if (pending.id !== enrollmentId) return refused('expired');
  if (!mayEnroll(present, confirming)) return refused('not-confirmed');
  const { id, number } = pending;
  const name = maskPhoneNumber(deps.vault.open(number, confirming.accountId));
  const make = (given: NewlyEnrolled): Factor => ({ kind: 'sms', id, name, number, ...firstUsed(given) });
  return { ok: true, enrollmentId: id, make } as const;
}

async function confirm(
  deps: SmsEnrollingDeps,
  confirming: ConfirmingByCode,
  place: HashPlace,
): Promise<ConfirmedByCode> {
  const { accountId, signInId, code } = confirming;
  const present = await deps.storage.enrollments.find(accountId);
  const enrollmentId = present.pending?.id ?? '';
  const first = checked(deps, present, confirming, enrollmentId);
  if (!first.ok) return first;
  const secret = await waitingSmsCode(deps, { accountId, signInId });
  if (!secret) return refused('expired');
  const result = await checkSmsCode(deps, secret, { accountId, signInId, enrollmentId }, code);
  if (result !== 'right') return refused(result === 'wrong' ? 'wrong' : 'expired');
  const enrolled = await enroll(
    deps,
    confirming,
    {
      kind: 'sms',
      check: (now) => checked(deps, now, confirming, enrollmentId),
      replaces: ({ kind }) => kind === 'sms',
    },
    place,
  );
  if (!enrolled.ok) return enrolled;
  await endResendDelay(deps, accountId);
  return proveByEnrolling(deps, confirming, enrolled);
}
