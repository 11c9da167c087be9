// Removes what has expired, a few rows at a time. Nothing depends on it: expiry is judged on read.
// Invariant: what is still alive at `now`, or still counts towards a limit, stays.
import { deviceKeptMs } from '../kept-devices.ts';
import { closedRequestKeptMs } from '../kept-help-requests.ts';
import { dayOf, recentDays } from './attempts.ts';
import type { Database } from './database.ts';

const expiring = [
  'records',
  'sign_ins',
  'evidence_holders',
  'evidence_events',
  'grant_bases',
  'one_time_secrets',
  'attempt_limits',
] as const;

/** ms that a mail which was sent leaves its row (its text is gone by then), so that it is not sent twice. */
const sentMailsMs = 30 * 86_400_000;

/** Up to `limit` of each kind; returns how many. */
export function sweep(database: Database, now: number, limit: number): Promise<number> {
  return database.write((q) => {
    const removed = expiring.map((table) =>
      q.run(
        `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE expires_at <= ? LIMIT ?)`,
        now,
        limit,
      ),
    );
    const days = q.run(
      'DELETE FROM attempt_days WHERE rowid IN (SELECT rowid FROM attempt_days WHERE day <= ? LIMIT ?)',
      dayOf(now) - recentDays,
      limit,
    );
    // Consecutive failures stay until a success, however old: NIST SP 800-63B-4 3.2.2 knows no end to them.
    const counters = q.run(
      `DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE consecutive = 0
         AND NOT EXISTS (SELECT 1 FROM attempt_days WHERE attempt_days.key = attempts.key) LIMIT ?)`,
      limit,
    );
    // As ports/attempts says: the caller that counted has said which these are.
    const forgotten = q.run(
      `DELETE FROM attempts WHERE key IN (SELECT key FROM attempts
         WHERE forget_at <= ?1 AND coalesce(locked_until, 0) <= ?1 LIMIT ?2)`,
      now,
      limit,
    );
    // Where a lease was held that nobody takes again, as that of one form that came twice.
    const leases = q.run(
      'DELETE FROM leases WHERE name IN (SELECT name FROM leases WHERE ends_at <= ? LIMIT ?)',
      now,
      limit,
    );
    const mails = q.run(
      'DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE sent_at <= ? LIMIT ?)',
      now - sentMailsMs,
      limit,
    );
    const devices = q.run(
      'DELETE FROM remembered_devices WHERE id IN (SELECT id FROM remembered_devices WHERE proved_at <= ? LIMIT ?)',
      now - deviceKeptMs,
      limit,
    );
    const helpRequests = q.run(
      'DELETE FROM help_requests WHERE id IN (SELECT id FROM help_requests WHERE closed_at <= ? LIMIT ?)',
      now - closedRequestKeptMs,
      limit,
    );
    return [...removed, days, counters, forgotten, leases, mails, devices, helpRequests].reduce(
      (sum, count) => sum + count,
    );
  });
}
