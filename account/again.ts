// A form of a set-up that is shown again: what was wrong, and until when nothing can be tried.
// Invariant: 429 with the time to wait while something is locked, 422 where a field is wrong.
import { type ErrorKey, type FormState, formWithError } from '../views/form.ts';
import type { MessageParams } from '../views/messages/catalogue.ts';
import type { Visit } from './visit.ts';

export interface Again {
  readonly form: FormState<'code'>;
  /** ms; null if nothing is locked. */
  readonly lockedUntil: number | null;
}

export function again(key: ErrorKey, params: MessageParams = {}): Again {
  return { form: formWithError('code' as const, key, params), lockedUntil: null };
}

/** @param until ms */
export function locked(key: Extract<ErrorKey, 'error.locked' | 'error.too-many'>, until: number): Again {
  return { ...again(key, { until: shownTime(until) }), lockedUntil: until };
}

/** The status of the page; says when to come back (RFC 6585 4). @param now ms */
export function statusOf({ ctx }: Visit, shown: Again | null, now: number): number {
  if (!shown) return 200;
  if (shown.lockedUntil === null) return 422;
  ctx.set('Retry-After', String(Math.max(1, Math.ceil((shown.lockedUntil - now) / 1000))));
  return 429;
}

/** Pages show times to the minute: rounded up, so that trying again at the time shown works. */
function shownTime(at: number): Date {
  const minute = 60_000;
  return new Date(Math.ceil(at / minute) * minute);
}
