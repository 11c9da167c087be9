// Writes down a wrong try, and what it led to: a lock, or the end of a factor.
// Invariant: strangers cannot fill a tenant's log: locks of one account and factor are written a few times an hour.
import type { AuditEvent, EventContext, FailureReason } from '../audit/event.ts';
import type { EvidenceKind } from '../policy/facts.ts';
import type { FactorDeps } from './factor-deps.ts';

const hour = 3_600_000;
const writtenAnHour = 5;

/**
 * The try was wrong; both events only restrict, so they are queued. Where there is no account nothing is written, but the same
 * is asked of the store: a missing write would tell, by its time, that nobody has that name.
 */
export async function reportWrong(
  { storage, audit, now }: Pick<FactorDeps, 'storage' | 'audit' | 'now'>,
  kind: EvidenceKind,
  { lockedUntil, spent }: { readonly lockedUntil: number | null; readonly spent: boolean },
  context: EventContext,
): Promise<void> {
  if (lockedUntil === null && !spent) return;
  const key = `events:${kind}:${context.accountId ?? `nobody-of-${context.tenantId}`}`;
  const written = await storage.attempts.limit(key, writtenAnHour, hour, now());
  if (context.accountId === null) return;
  // The end of a factor comes once, and is always worth a line.
  if (spent) reportEnd({ audit, now }, kind, context);
  else if (lockedUntil !== null && written.ok)
    audit.queue({ type: 'factor.locked', kind, until: lockedUntil }, context, now());
}

/** A factor failed too often, and that was written down now. */
export function reportEnd(
  { audit, now }: Pick<FactorDeps, 'audit' | 'now'>,
  kind: EvidenceKind,
  context: EventContext,
): void {
  audit.queue({ type: 'factor.disabled', kind, source: null }, context, now());
}

/** An event of a failed try, all but how it failed. */
type Failing =
  | Omit<Extract<AuditEvent, { type: 'factor.failed' }>, 'reason' | 'count'>
  | Omit<Extract<AuditEvent, { type: 'enrollment.confirmation-failed' }>, 'reason' | 'count'>
  | Omit<Extract<AuditEvent, { type: 'password-link.failed' }>, 'reason' | 'count'>
  | Omit<Extract<AuditEvent, { type: 'email-change.failed' }>, 'reason' | 'count'>;

/** Makes what writes failures of this factor down, folded, and hands them back. */
export function failureOf(event: Failing) {
  return function fail<Failed extends { readonly ok: false; readonly reason: FailureReason }>(
    { audit, now }: Pick<FactorDeps, 'audit' | 'now'>,
    { context }: { readonly context: EventContext },
    failed: Failed,
  ): Failed {
    audit.fold({ ...event, reason: failed.reason, count: 1 }, context, now());
    return failed;
  };
}
