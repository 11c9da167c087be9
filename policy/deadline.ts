// Until when a requirement can be put off. Computed at every decision and stored nowhere.
// Invariant: it depends on the policy and the account's creation only, so no reset and no new sign-in renews it.
import type { AccountFacts } from './facts.ts';
import type { TenantPolicy } from './tenant-policy.ts';

const dayMs = 86_400_000;

/** A span in which something is asked for but can be put off: ms, from `start` to before `deadline`. */
export interface Span {
  readonly start: number;
  /** `Infinity` where it never ends, `-Infinity` where there is no grace at all. */
  readonly deadline: number;
}

/** The later of the start and the account's creation, plus the grace days; newer accounts have none unless granted. */
export function deadlineOf(policy: TenantPolicy, account: AccountFacts): number {
  const isNew = account.createdAt > policy.start;
  const graceDays = isNew && !policy.graceForNewAccounts ? 0 : policy.graceDays;
  return Math.max(policy.start, account.createdAt) + graceDays * dayMs;
}

/** In grace until just before the deadline, also before the start. */
export function inGrace(span: Span, now: number): boolean {
  return now < span.deadline;
}

export function hasStarted(span: Span, now: number): boolean {
  return now >= span.start;
}

/** The earliest deadline still ahead, ms; null where none is, or none ever ends. */
export function earliestAhead(spans: readonly Span[], now: number): number | null {
  const ahead = spans.filter((span) => inGrace(span, now) && Number.isFinite(span.deadline));
  return ahead.length === 0 ? null : Math.min(...ahead.map((span) => span.deadline));
}
