// Tries at passwords, by identifier: strangers are locked by network and slowed together, known browsers count by themselves.
// Invariant: strangers cannot lock a person out of a browser in which that person signed in before; and nothing here
// depends on whether the account exists.
import type { AttemptTaken, Counter, Forgetting } from '../../ports/attempts.ts';
import {
  type Admission,
  lockDelays,
  nothingTaken,
  type Outcomes,
  outcomesOf,
  toAdmission,
} from '../attempts.ts';
import type { FactorDeps } from '../factor-deps.ts';
import { identifierHash, normaliseIdentifier } from '../identifier.ts';
import { networkOf } from '../network.ts';

export interface PasswordTry {
  readonly tenantId: string;
  readonly identifier: string;
  /** The browser's id if this person signed in with it before; else null. */
  readonly knownBrowser: string | null;
  /** The person's address; null if it could not be understood. */
  readonly address: string | null;
}

export type PasswordAdmission = Admission & {
  /** ms by which the answer is put off, right or wrong; 0 for known browsers. */
  readonly delay: number;
};

export interface PasswordAttempts {
  take(tried: PasswordTry): Promise<PasswordAdmission>;
  /** Starts all counters of these identifiers anew, in every network and browser. */
  forget(tenantId: string, identifiers: readonly string[]): Promise<void>;
}

const day = 86_400_000;
/** A network's counter locks for an hour at most. */
const onlyLocks: Forgetting = { idleMs: 30 * day, below: Number.POSITIVE_INFINITY };
/**
 * These carry the hundred of NIST SP 800-63B-4 3.2.2, which knows no end to a row of failures. Without any, guesses at names
 * that nobody has would stay for ever; nine guesses a year lead nowhere near a hundred.
 */
const counts: Forgetting = { idleMs: 365 * day, below: 10 };

/** The counter of all strangers never locks. */
const onlySlows: Counter['delays'] = [0];

const longestDelayMs = 4_000;
const freeOfDelay = 10;

/** Doubles every five failures of strangers: 250 ms from the 10th, 4 s from the 30th. */
export function responseDelay(consecutive: number): number {
  if (consecutive < freeOfDelay) return 0;
  return Math.min(longestDelayMs, 250 * 2 ** Math.floor((consecutive - freeOfDelay) / 5));
}

/** The counter that a hundred failures end: that of all strangers, or the browser's own. */
export function endingCounter({ knownBrowser }: Pick<PasswordTry, 'knownBrowser'>): string {
  return knownBrowser === null ? 'strangers' : `browser:${knownBrowser}`;
}

export function createPasswordAttempts(
  deps: Pick<FactorDeps, 'storage' | 'vault' | 'now'>,
): PasswordAttempts {
  const { attempts } = deps.storage;
  return {
    async take(tried) {
      const takenAt = deps.now();
      const subject = subjectOf(deps, tried.tenantId, tried.identifier);
      const counters = countersOf(tried);
      const taken = await attempts.take(subject, counters, takenAt);
      const outcomes = outcomesOf(attempts, subject, counters, taken, takenAt);
      return admissionOf(tried, taken, takenAt, outcomes);
    },
    async forget(tenantId, identifiers) {
      for (const identifier of identifiers) await attempts.forget(subjectOf(deps, tenantId, identifier), []);
    },
  };
}

/** Of a stranger both are taken: the network's, which only locks, and that of all strangers, which slows and ends. */
function countersOf(tried: PasswordTry): readonly Counter[] {
  const ending = endingCounter(tried);
  if (tried.knownBrowser !== null) return [{ name: ending, delays: lockDelays, forgetting: counts }];
  const network = `network:${networkOf(tried.address)}`;
  return [
    { name: network, delays: lockDelays, forgetting: onlyLocks },
    { name: ending, delays: onlySlows, forgetting: counts },
  ];
}

function admissionOf(
  { knownBrowser }: PasswordTry,
  taken: readonly AttemptTaken[],
  takenAt: number,
  outcomes: Outcomes,
): PasswordAdmission {
  const last = taken.at(-1) ?? nothingTaken;
  if (knownBrowser !== null) return { ...toAdmission(last, takenAt, outcomes), delay: 0 };
  const [ofNetwork = nothingTaken] = taken;
  if (!ofNetwork.admitted)
    return { ok: false, reason: 'locked', until: ofNetwork.lockedUntil ?? takenAt, delay: 0 };
  const admission = toAdmission(last, takenAt, outcomes, onlySlows);
  const delay = responseDelay(last.consecutive - 1);
  if (!admission.ok) return { ...admission, delay };
  return { ...admission, ifWrong: { ...admission.ifWrong, lockedUntil: ofNetwork.lockedUntil }, delay };
}

function subjectOf({ vault }: Pick<FactorDeps, 'vault'>, tenantId: string, identifier: string): string {
  return `password:${identifierHash(vault, tenantId, normaliseIdentifier(identifier))}`;
}
