// A form of a set-up that is shown again: what was wrong, and until when nothing can be tried.
// Invariant: 429 with the time to wait while something is locked, 422 where a field is wrong.
import { setRetryAfter, shownTime } from '../http/waiting.ts';
import { type ErrorKey, type FormState, formWithError } from '../views/form.ts';
import type { MessageParams } from '../views/messages/catalogue.ts';
import type { Visit } from './visit.ts';

export interface Again<Form = FormState<'code'>> {
  readonly form: Form;
  /** ms; null if nothing is locked. */
  readonly lockedUntil: number | null;
}

export function again(key: ErrorKey, params: MessageParams = {}): Again {
  return { form: formWithError('code' as const, key, params), lockedUntil: null };
}

/** @param until ms */
export function locked(key: 'error.locked' | 'error.too-many' | 'error.sms-wait', until: number): Again {
  return { ...again(key, { until: shownTime(until) }), lockedUntil: until };
}

/** The status of the page; says when to come back (RFC 6585 4). @param now ms */
export function statusOf({ ctx }: Visit, shown: Again<unknown> | null, now: number): number {
  if (!shown) return 200;
  if (shown.lockedUntil === null) return 422;
  setRetryAfter(ctx, shown.lockedUntil - now);
  return 429;
}
