// The token that every form of a sign-in carries: of this browser, of this interaction, and of whom it was shown to.
// Invariant: it is checked before anything is read from a store, so what it names may be acted upon at once: a form that asks
// for a second factor names the account, and only our own page can have made it, after a right first factor.
import type { Browsers } from '../http/browser.ts';

/** @param asks the account whose second factor the form asks for; null for every other form */
export function formToken(
  tokens: Pick<Browsers, 'csrfToken'>,
  browserSecret: string,
  interactionUid: string,
  asks: string | null,
): string {
  return `${asks ?? ''}~${tokens.csrfToken(browserSecret, scopeOf(interactionUid, asks ?? ''))}`;
}

export interface FormToken {
  /** Null for a form that asks for no second factor. */
  readonly asks: string | null;
}

/** Null if it is none of this browser and interaction. */
export function readFormToken(
  browsers: Pick<Browsers, 'csrfMatches'>,
  browserSecret: string | null,
  interactionUid: string,
  token: string | undefined,
): FormToken | null {
  const [, asks, made] = /^([\w-]*)~(.+)$/s.exec(token ?? '') ?? [];
  if (asks === undefined) return null;
  if (!browsers.csrfMatches(browserSecret, scopeOf(interactionUid, asks), made)) return null;
  return { asks: asks === '' ? null : asks };
}

function scopeOf(interactionUid: string, asks: string): string {
  return `${interactionUid} ${asks}`;
}
