// Counts of tries in SQLite: consecutive failures a key, failures a day, and limits of acts in a window.
// Invariant: a try is counted and its lock set in one write, committed before the caller hears of it.
import type { AttemptState, Attempts, AttemptTaken, Counter } from '../../ports/attempts.ts';
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
    take: (subject, counters, now) => database.write((q) => takeInOrder(q, subject, counters, now)),
    async succeeded(subject, names, takenAt) {
      await database.write((q) => {
        for (const name of names) succeeded(q, keyOf(subject, name), takenAt);
      });
    },
    async notTried(subject, taken, takenAt) {
      await database.write((q) => {
        for (const { name, lockedUntil } of taken) notTried(q, keyOf(subject, name), lockedUntil, takenAt);
      });
    },
    peek: (subject, name, now) => database.read((q) => stateOf(q, keyOf(subject, name), now)),
    async forget(subject) {
      // Every key between `subject/` and the next possible subject: '0' follows '/'.
      await database.write((q) =>
        q.run('DELETE FROM attempts WHERE key >= ? AND key < ?', `${subject}/`, `${subject}0`),
      );
    },
    limit: (key, max, windowMs, now) => database.write((q) => limit(q, key, max, windowMs, now)),
    async notDone(key, actedAt) {
      await database.write((q) => notDone(q, key, actedAt));
    },
  };
}

function keyOf(subject: string, name: string): string {
  return `${subject}/${name}`;
}

function takeInOrder(
  q: Queries,
  subject: string,
  counters: readonly Counter[],
  now: number,
): readonly AttemptTaken[] {
  const taken: AttemptTaken[] = [];
  for (const counter of counters) {
    const one = take(q, keyOf(subject, counter.name), counter, now);
    taken.push(one);
    if (!one.admitted) break;
  }
  return taken;
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

function take(q: Queries, key: string, { delays, forgetting }: Counter, now: number): AttemptTaken {
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
  oneFewer(q, key, dayOf(takenAt));
}

function notTried(q: Queries, key: string, lockedUntil: number | null, takenAt: number): void {
  q.run(
    `UPDATE attempts SET consecutive = max(consecutive - 1, 0), locked_until = nullif(locked_until, ?)
     WHERE key = ?`,
    lockedUntil,
    key,
  );
  oneFewer(q, key, dayOf(takenAt));
}

function oneFewer(q: Queries, key: string, day: number): void {
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

function notDone(q: Queries, key: string, actedAt: number): void {
  q.run('UPDATE attempt_limits SET acts = acts - 1 WHERE key = ? AND started_at <= ?', key, actedAt);
  q.run('DELETE FROM attempt_limits WHERE key = ? AND acts <= 0', key);
}
