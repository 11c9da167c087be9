// Counts of tries, kept through restarts. What they mean (locks, limits) is for factors/attempts to say.
// Invariant: a try is counted before its secret is checked; when the store is away nothing is tried.

export interface AttemptState {
  /** Failures since the last success. */
  readonly consecutive: number;
  /** Failures in the last 30 days, by UTC day. */
  readonly recent: number;
  /** ms; null if not locked. */
  readonly lockedUntil: number | null;
}

export interface AttemptTaken extends AttemptState {
  readonly admitted: boolean;
}

/**
 * Which counters may be forgotten, so that guesses at names that nobody has do not fill the store. It is the same for names
 * that somebody has: nothing may depend on whether an account exists.
 */
export interface Forgetting {
  /** ms without a try. At least 30 days, since recent failures are counted that long; at most a year. */
  readonly idleMs: number;
  /** Only with fewer consecutive failures than this. */
  readonly below: number;
}

/** One of the counters of a subject. */
export interface Counter {
  readonly name: string;
  /** ms of the lock after the nth consecutive failure; the last goes on. */
  readonly delays: readonly number[];
  /** Left out: the counter lasts, its failures stand until a success, however old. */
  readonly forgetting?: Forgetting;
}

/** Counters belong to a subject (an account's factor, an identifier's password), and are forgotten with it. */
export interface Attempts {
  /**
   * Takes one try of each counter at `now`, in their order and as one act, up to the first that does not admit it. A locked
   * counter admits nothing and counts nothing. Otherwise the try counts as a failure, and the counter is locked for
   * `delays[n - 1]` ms where n is the new number of consecutive failures. Returns the states after counting, the last one
   * being the one that did not admit, if any. Of racing callers each is counted once, in some order.
   */
  take(subject: string, counters: readonly Counter[], now: number): Promise<readonly AttemptTaken[]>;
  /** The try that was taken of these at `takenAt` was right: no consecutive failures, unlocked, and one recent failure fewer. */
  succeeded(subject: string, names: readonly string[], takenAt: number): Promise<void>;
  /**
   * The try that was taken of these at `takenAt` was not made: one consecutive and one recent failure fewer, never below zero,
   * and a lock that it began (`lockedUntil`, as `take` said) is taken back; one that began at another try stays.
   */
  notTried(
    subject: string,
    taken: readonly { readonly name: string; readonly lockedUntil: number | null }[],
    takenAt: number,
  ): Promise<void>;
  /** Without counting. All zero if unknown. */
  peek(subject: string, name: string, now: number): Promise<AttemptState>;
  /**
   * Starts every counter of the subject anew: an admin unlocked it, or the factor was renewed.
   * @param lasting the names of those that last: no store has to find them, nor to remember for ever that they ended
   */
  forget(subject: string, lasting: readonly string[]): Promise<void>;
  /** Counts an act against a limit of `max` in the `windowMs` that began with its first; says when to come back (ms). */
  limit(
    key: string,
    max: number,
    windowMs: number,
    now: number,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly until: number }>;
  /**
   * The act that `limit` admitted at `actedAt` was not done: one fewer in the window that counted it, never below zero, and none
   * in a later one. A window without an act is over. Call it once an act, and only where nothing was done for certain.
   */
  notDone(key: string, actedAt: number): Promise<void>;
}
