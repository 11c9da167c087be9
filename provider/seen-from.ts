// Where a session was seen: kept in the session's own record, so that listing sessions costs the sign-in nothing.
// Invariant: only for the account's owner to read; no decision rests on it.
import type { Context } from 'koa';
import { addressOf } from '../http/address.ts';
import type { SeenFrom } from '../ports/sessions.ts';

/** @param at ms */
export function seenFrom(ctx: Context, at: number): SeenFrom {
  // Bounded: it is whatever a browser sends.
  return { at, address: addressOf(ctx), userAgent: ctx.get('User-Agent').slice(0, 256) || null };
}
