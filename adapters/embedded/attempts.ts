// Counts of tries in SQLite: consecutive failures a key, failures a day, and limits of acts in a window.
// Invariant: a try is counted and its lock set in one write, committed before the caller hears of it.
import type { AttemptState, Attempts, AttemptTaken, Forgetting } from '../../ports/attempts.ts';
import type { Database } from './database.ts';
import type { Queries } from './queries.ts';

const dayMs = 86_400_000;
/** Days that `recent` looks back, today included. */
export const recentDays = 30;

/** Days since the epoch, UTC. */
export function dayOf(ms: number): number {
  return Math.floor(ms / dayMs);
}

export function createAttempts(database: Database): Attempts {
  return {
    take: (key, delays, now, forgetting) => database.write((q) => take(q, key, delays, now, forgetting)),
    async succeeded(key, takenAt) {
      await database.write((q) => succeeded(q, key, takenAt));
    },
    peek: (key, now) => database.read((q) => stateOf(q, key, now)),
    async forget(key) {
      await database.write((q) => {
        q.run('DELETE FROM attempts WHERE key = ?', key);
        q.run('DELETE FROM attempt_limits WHERE key = ?', key);
      });
    },
    limit: (key, max, windowMs, now) => database.write((q) => limit(q, key, max, windowMs, now)),
  };
}

function stateOf(q: Queries, key: string, now: number): AttemptState {
  const row = q.get<{ consecutive: number; lockedUntil: number | null }>(
    'SELECT consecutive, locked_until AS lockedUntil FROM attempts WHERE key = ?',
    key,
  );
  const recent = q.get<{ failures: number }>(
    'SELECT coalesce(sum(failures), 0) AS failures FROM attempt_days WHERE key = ? AND day > ?',
    key,
    dayOf(now) - recentDays,
  );
  const until = row?.lockedUntil ?? null;
  return {
    consecutive: row?.consecutive ?? 0,
    recent: recent?.failures ?? 0,
    lockedUntil: until !== null && until > now ? until : null,
  };
}

function take(
  q: Queries,
  key: string,
  delays: readonly number[],
  now: number,
  forgetting?: Forgetting,
): AttemptTaken {
  const before = stateOf(q, key, now);
  if (before.lockedUntil !== null) return { admitted: false, ...before };
  const consecutive = before.consecutive + 1;
  const delay = delays[Math.min(consecutive, delays.length) - 1] ?? 0;
  const lockedUntil = delay > 0 ? now + delay : null;
  q.run(
    `INSERT INTO attempts (key, consecutive, locked_until, forget_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET consecutive = excluded.consecutive, locked_until = excluded.locked_until,
       forget_at = excluded.forget_at`,
    key,
    consecutive,
    lockedUntil,
    forgetting && consecutive < forgetting.below ? now + forgetting.idleMs : null,
  );
  q.run(
    `INSERT INTO attempt_days (key, day, failures) VALUES (?, ?, 1)
     ON CONFLICT (key, day) DO UPDATE SET failures = failures + 1`,
    key,
    dayOf(now),
  );
  return { admitted: true, consecutive, recent: before.recent + 1, lockedUntil };
}

function succeeded(q: Queries, key: string, takenAt: number): void {
  q.run('UPDATE attempts SET consecutive = 0, locked_until = NULL WHERE key = ?', key);
  const day = dayOf(takenAt);
  q.run('UPDATE attempt_days SET failures = failures - 1 WHERE key = ? AND day = ?', key, day);
  q.run('DELETE FROM attempt_days WHERE key = ? AND day = ? AND failures <= 0', key, day);
}

function limit(q: Queries, key: string, max: number, windowMs: number, now: number) {
  const row = q.get<{ startedAt: number; acts: number }>(
    'SELECT started_at AS startedAt, acts FROM attempt_limits WHERE key = ?',
    key,
  );
  const open = row && now < row.startedAt + windowMs ? row : { startedAt: now, acts: 0 };
  const until = open.startedAt + windowMs;
  if (open.acts >= max) return { ok: false, until } as const;
  q.run(
    'INSERT OR REPLACE INTO attempt_limits (key, started_at, acts, expires_at) VALUES (?, ?, ?, ?)',
    key,
    open.startedAt,
    open.acts + 1,
    until,
  );
  return { ok: true } as const;
}
