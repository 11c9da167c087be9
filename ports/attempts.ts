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

export type AttemptTaken =
  | ({ readonly admitted: true } & AttemptState)
  | ({ readonly admitted: false } & AttemptState);

/**
 * Which counters may be forgotten, so that guesses at names that nobody has do not fill the store. It is the same for names
 * that somebody has: nothing may depend on whether an account exists.
 */
export interface Forgetting {
  /** ms without a try. At least 30 days: recent failures are counted that long. */
  readonly idleMs: number;
  /** Only with fewer consecutive failures than this. */
  readonly below: number;
}

export interface Attempts {
  /**
   * Takes one try at `now`. While locked: not admitted, nothing counted. Otherwise counts it as a failure and, atomically,
   * locks the key for `delays[n - 1]` ms (the last value goes on) where n is the new number of consecutive failures.
   * The state returned is that after counting. Of racing callers each is counted once, in some order. Without `forgetting`
   * failures stand until a success, however old.
   */
  take(key: string, delays: readonly number[], now: number, forgetting?: Forgetting): Promise<AttemptTaken>;
  /** The try that was taken at `takenAt` was right: no consecutive failures, unlocked, and one recent failure fewer. */
  succeeded(key: string, takenAt: number): Promise<void>;
  /** Without counting. All zero if unknown. */
  peek(key: string, now: number): Promise<AttemptState>;
  /** Forgets everything of this key: an admin unlocked it, or the factor was renewed. */
  forget(key: string): Promise<void>;
  /** Counts an act against a limit of `max` in the `windowMs` that began with its first; says when to come back (ms). */
  limit(
    key: string,
    max: number,
    windowMs: number,
    now: number,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly until: number }>;
}
