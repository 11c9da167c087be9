// Counts of tries in Redis. All counters of one subject have it as home.
// Invariant: a try is counted and its lock set by one script, before the caller hears of it; never held back. How often a
// subject's counters were started anew is known for longer than any counter that it tells to be an old one, or a present one.
import type { AttemptState, Attempts, AttemptTaken, Counter } from '../../ports/attempts.ts';
import { forget, limit, notDone, notTried, peek, succeeded, take } from './attempt-scripts.ts';
import type { Argument, Reply } from './command.ts';
import type { Keys } from './keys.ts';
import { keepMs } from './lifetime.ts';
import type { Scopes } from './scope.ts';
import type { Wire } from './wire.ts';

const dayMs = 86_400_000;
/** ms that recent failures are kept for. */
const recentMs = 31 * dayMs;
/** ms that a counter may go without a try and still count (ports/attempts: a year). */
const longestIdleMs = 365 * dayMs;
/** ms that a counter which does not last is kept after its last try, at most. */
const countersMs = 400 * dayMs;
/** ms that the number of renewals is kept after the last renewal, and after the last try of a counter that knows it. */
const renewalsMs = countersMs + dayMs;

/** Days since the epoch, UTC. */
const dayOf = (ms: number) => Math.floor(ms / dayMs);

export function createAttempts(wire: Wire, scopes: Scopes, keys: Keys): Attempts {
  return {
    async take(subject, counters, now) {
      const own = [keys.renewals(subject), ...counters.map(({ name }) => keys.counter(subject, name))];
      const args = [
        now,
        dayOf(now),
        countersMs,
        renewalsMs,
        ...counters.flatMap((counter) => argumentsOf(counter, now)),
      ];
      const replies = await wire.run(subject, take, own, args);
      return (Array.isArray(replies) ? replies : []).map(toTaken);
    },
    async succeeded(subject, names, takenAt) {
      const own = names.map((name) => keys.counter(subject, name));
      const args = [dayOf(takenAt), recentMs];
      await scopes.write([], [{ home: subject, script: succeeded, keys: own, args }]);
    },
    async notTried(subject, taken, takenAt) {
      const own = taken.map(({ name }) => keys.counter(subject, name));
      const args = [dayOf(takenAt), ...taken.map(({ lockedUntil }) => lockedUntil ?? '')];
      await scopes.write([], [{ home: subject, script: notTried, keys: own, args }]);
    },
    async peek(subject, name, now) {
      const own = [keys.renewals(subject), keys.counter(subject, name)];
      return toState(await wire.run(subject, peek, own, [now, dayOf(now)]));
    },
    async forget(subject, lasting) {
      const own = [keys.renewals(subject), ...lasting.map((name) => keys.counter(subject, name))];
      await wire.run(subject, forget, own, [renewalsMs]);
    },
    async limit(key, max, windowMs, now) {
      const until = Number(
        await wire.run(key, limit, [keys.limit(key)], [max, windowMs, now, keepMs(now + windowMs)]),
      );
      return until === 0 ? { ok: true } : { ok: false, until };
    },
    async notDone(key, actedAt) {
      await scopes.write([], [{ home: key, script: notDone, keys: [keys.limit(key)], args: [actedAt] }]);
    },
  };
}

function argumentsOf({ delays, forgetting }: Counter, now: number): Argument[] {
  if (!forgetting) return [delays.join(','), '', 0, 0];
  const { idleMs, below } = forgetting;
  if (idleMs > longestIdleMs) throw new Error('A counter can be kept without a try for at most a year.');
  const forgetAt = now + idleMs;
  return [delays.join(','), forgetAt, Math.min(below, Number.MAX_SAFE_INTEGER), keepMs(forgetAt)];
}

function toTaken(reply: Reply): AttemptTaken {
  const [admitted, ...state] = Array.isArray(reply) ? reply : [];
  return { admitted: admitted === 1, ...toState(state) };
}

function toState(reply: Reply): AttemptState {
  const [consecutive, recent, locked] = Array.isArray(reply) ? reply : [];
  const until = Number(locked);
  return { consecutive: Number(consecutive), recent: Number(recent), lockedUntil: until > 0 ? until : null };
}
