// Until when somebody has to wait, as pages and headers say it.
// Invariant: trying again at the time shown works.
import type { Context } from 'koa';

/** Pages show times to the minute: rounded up. @param at ms */
export function shownTime(at: number): Date {
  const minute = 60_000;
  return new Date(Math.ceil(at / minute) * minute);
}

/** For 429 (RFC 6585 4) and 503. Returns the seconds. */
export function setRetryAfter(ctx: Context, ms: number): number {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  ctx.set('Retry-After', String(seconds));
  return seconds;
}
