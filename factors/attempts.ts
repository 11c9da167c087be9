// What counted tries mean: when a factor is locked, slowed or disabled (design.md "Attempts"; NIST SP 800-63B-4 3.2.2).
// Invariant: a try is counted before its secret is checked, and under a name that no session, network or new code renews.
import type { FactorKind } from '../policy/tenant-policy.ts';
import type { Attempts, AttemptTaken, Counter } from '../ports/attempts.ts';
import type { FactorDeps } from './factor-deps.ts';
import type { PasskeyPurpose } from './passkey/challenge.ts';

const minute = 60_000;

/** ms of the lock after the nth consecutive failure; the last goes on. Four are free: people mistype. */
export const lockDelays: readonly number[] = [
  0,
  0,
  0,
  0,
  minute,
  2 * minute,
  5 * minute,
  15 * minute,
  60 * minute,
];

/** Consecutive failures, or failures in 30 days, that end a factor until it is renewed. */
export const failureLimit = 100;

/** Set-ups begun, or their codes tried, a minute (B6). */
const setUpsAMinute = 5;

/** Passkeys registered or used, or tried to, a minute (B6). */
const passkeysAMinute = 10;

/** What is counted by account, wherever the tries come from. */
export type CountedKind =
  | FactorKind
  | 'backup-code'
  | 'break-glass'
  | 'mailbox-code'
  | 'enrollment-code'
  | 'email-change';

/** What may become of an admitted try, if it was not wrong. */
export interface Outcomes {
  /** The try was right. */
  readonly right: () => Promise<void>;
  /** It was not made after all: nothing was checked, or only what this very sign-in had used. */
  readonly notTried: () => Promise<void>;
}

export type Admission =
  | ({
      readonly ok: true;
      /** Where the counter stands if this try is wrong. */
      readonly ifWrong: {
        readonly lockedUntil: number | null;
        readonly spent: boolean;
        /** A hundred in a row: only renewing helps, whatever becomes of the counter. */
        readonly forGood: boolean;
      };
    } & Outcomes)
  | { readonly ok: false; readonly reason: 'locked'; readonly until: number }
  | {
      readonly ok: false;
      readonly reason: 'disabled';
      /** As in `ifWrong`: what the failure that was one too many has to have written. Neither while a try may be under way that is right. */
      readonly spent: boolean;
      readonly forGood: boolean;
    };

export type Limited = { readonly ok: true } | { readonly ok: false; readonly until: number };

export interface FactorAttempts {
  /** Second factors and set-up codes: hard, per account and kind. Call it only after a right first factor. */
  take(accountId: string, kind: CountedKind): Promise<Admission>;
  /** Until when (ms) no try is admitted; null where one is. Counts nothing. */
  lockedUntil(accountId: string, kind: CountedKind): Promise<number | null>;
  /** The factor was renewed, or an admin unlocked it. */
  forget(accountId: string, kind: CountedKind): Promise<void>;
  /** B6: `act` keeps beginning a set-up and trying its code apart. */
  limitSetUp(accountId: string, act: 'start' | 'confirm'): Promise<Limited>;
  /**
   * B6: each purpose apart, so that whoever has only the password does not use up the owner's way in without one. `of`: the
   * account, or the sign-in while nobody is known.
   */
  limitPasskey(purpose: PasskeyPurpose, of: string): Promise<Limited>;
}

/** The one counter of an account's factor: wherever the tries come from. */
export const everywhere = 'everywhere';

/** What the tries of an account's factor are counted under. */
export function subjectOf(accountId: string, kind: CountedKind): string {
  return `${kind}:${accountId}`;
}

/** A store that answers oddly admits nobody. */
export const nothingTaken: AttemptTaken = { admitted: false, consecutive: 0, recent: 0, lockedUntil: null };

export function createFactorAttempts({ storage, now }: Pick<FactorDeps, 'storage' | 'now'>): FactorAttempts {
  const { attempts } = storage;
  return {
    async take(accountId, kind) {
      const subject = subjectOf(accountId, kind);
      const takenAt = now();
      const counters = [{ name: everywhere, delays: lockDelays }];
      const states = await attempts.take(subject, counters, takenAt);
      const [taken = nothingTaken] = states;
      return toAdmission(taken, takenAt, outcomesOf(attempts, subject, counters, states, takenAt));
    },
    async lockedUntil(accountId, kind) {
      const { lockedUntil } = await attempts.peek(subjectOf(accountId, kind), everywhere, now());
      return lockedUntil;
    },
    forget: (accountId, kind) => attempts.forget(subjectOf(accountId, kind), [everywhere]),
    limitSetUp: (accountId, act) =>
      attempts.limit(`set-up-${act}:${accountId}`, setUpsAMinute, minute, now()),
    limitPasskey: (purpose, of) => attempts.limit(`passkey-${purpose}:${of}`, passkeysAMinute, minute, now()),
  };
}

/** @param states what `take` said of these counters */
export function outcomesOf(
  attempts: Pick<Attempts, 'succeeded' | 'notTried'>,
  subject: string,
  counters: readonly { readonly name: string }[],
  states: readonly AttemptTaken[],
  takenAt: number,
): Outcomes {
  const taken = counters.map(({ name }, at) => ({ name, lockedUntil: states[at]?.lockedUntil ?? null }));
  const names = counters.map(({ name }) => name);
  return {
    right: () => attempts.succeeded(subject, names, takenAt),
    notTried: () => attempts.notTried(subject, taken, takenAt),
  };
}

/**
 * What a taken try comes to. One past the limit is not checked, even if the factor was not yet marked as disabled.
 * @param delays of its counter
 */
export function toAdmission(
  taken: AttemptTaken,
  takenAt: number,
  outcomes: Outcomes,
  delays: Counter['delays'] = lockDelays,
): Admission {
  const { consecutive, recent, lockedUntil } = taken;
  // Failures before the try that is being judged.
  const before = taken.admitted ? 1 : 0;
  if (isPastLimit(Math.max(consecutive, recent) - before)) {
    const spent = isSettled(taken, takenAt, delays);
    return { ok: false, reason: 'disabled', spent, forGood: spent && isPastLimit(consecutive - before) };
  }
  // A store that does not admit says until when; one that answers oddly still admits nobody.
  if (!taken.admitted) return { ok: false, reason: 'locked', until: lockedUntil ?? takenAt };
  const forGood = isPastLimit(consecutive);
  const ifWrong = { lockedUntil, spent: forGood || isPastLimit(recent), forGood };
  return { ok: true, ifWrong, ...outcomes };
}

/** What a person is told of it. */
export function refusalOf(
  admission: Extract<Admission, { ok: false }>,
): { ok: false; reason: 'locked'; until: number } | { ok: false; reason: 'disabled' } {
  const { ok, reason } = admission;
  return reason === 'locked' ? { ok, reason, until: admission.until } : { ok, reason };
}

function isPastLimit(failures: number): boolean {
  return failures >= failureLimit;
}

/** ms after which a try that was taken is not under way any more. */
const underWayMs = minute;

/** The failure that was one too many is none that may yet turn out right: it was long ago, or others followed. */
function isSettled(
  { admitted, consecutive, recent, lockedUntil }: AttemptTaken,
  takenAt: number,
  delays: Counter['delays'],
): boolean {
  const delayAfter = (failures: number) => delays[Math.min(failures, delays.length) - 1] ?? 0;
  if (!admitted) return takenAt - ((lockedUntil ?? takenAt) - delayAfter(consecutive)) >= underWayMs;
  return delayAfter(consecutive - 1) >= underWayMs || isPastLimit(Math.max(consecutive, recent) - 2);
}
