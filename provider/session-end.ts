// A session that has to end at a set time: what a break-glass window gave lives as long as the window (A13).
// Invariant: once set, the end is kept in the session's own record and only ever moves closer, whatever is proved later.
import type Provider from 'oidc-provider';
import type { Waiver } from '../policy/facts.ts';

/** What the library's Session has besides its types. */
interface Ending {
  /** s. */
  endsAt?: number;
}

/** Lets sessions keep their end: the library stores only the fields that it knows. Call it before any session is made. */
export function giveSessionsAnEnd({ Session }: Provider): void {
  const known = Session.IN_PAYLOAD;
  Object.defineProperty(Session, 'IN_PAYLOAD', { value: [...known, 'endsAt'] });
}

/** When a session, and all tokens that rest on this waiver, end, ms; null where the waiver sets no end. */
export function endOf(waiver: Waiver | null): number | null {
  return waiver?.kind === 'break-glass' ? waiver.until : null;
}

/** @param at ms */
export function endSessionAt(session: object, at: number): void {
  const ending = session as Ending; // as above
  ending.endsAt = Math.min(Math.floor(at / 1000), ending.endsAt ?? Number.POSITIVE_INFINITY);
}

/** ms; null where nothing ends it before its time. */
export function sessionEndMs(session: object): number | null {
  const end = sessionEnd(session);
  return end === Number.POSITIVE_INFINITY ? null : end * 1000;
}

/** s; infinite where nothing ends it before its time. */
export function sessionEnd(session: object): number {
  return (session as Ending).endsAt ?? Number.POSITIVE_INFINITY; // as above
}
