// The token that every form of a sign-in carries: of this browser, of this interaction, and of whom it was shown to.
// Invariant: it is checked before anything is read from a store, so what it names may be acted upon at once: a form that asks
// for a second factor names the account, and only our own page can have made it, after a right first factor. It ends with the
// sign-in, so that who once knew a password cannot count tries with an old form for ever.
import type { Browsers } from '../http/browser.ts';

/** Whose second factor a form asks for. */
export interface Asked {
  readonly accountId: string;
  /** The end of the sign-in, ms. */
  readonly until: number;
}

/** @param asks null for every form that asks for no second factor */
export function formToken(
  tokens: Pick<Browsers, 'csrfToken'>,
  browserSecret: string,
  interactionUid: string,
  asks: Asked | null,
): string {
  const named = asks === null ? '' : `${asks.accountId}.${asks.until}`;
  return `${named}~${tokens.csrfToken(browserSecret, scopeOf(interactionUid, named))}`;
}

export interface FormToken {
  /** The account whose second factor the form asks for; null for any other form, and for one of a sign-in that has ended. */
  readonly asks: string | null;
}

/** Null if it is none of this browser and interaction. @param now ms */
export function readFormToken(
  browsers: Pick<Browsers, 'csrfMatches'>,
  browserSecret: string | null,
  interactionUid: string,
  token: string | undefined,
  now: number,
): FormToken | null {
  const [, named, accountId, until, made] = /^(([\w-]+)\.(\d+)|)~(.+)$/s.exec(token ?? '') ?? [];
  if (named === undefined) return null;
  if (!browsers.csrfMatches(browserSecret, scopeOf(interactionUid, named), made)) return null;
  return { asks: accountId !== undefined && now < Number(until) ? accountId : null };
}

function scopeOf(interactionUid: string, named: string): string {
  return `${interactionUid} ${named}`;
}
