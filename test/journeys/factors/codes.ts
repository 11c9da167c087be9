// What second steps have in common that are proved by a code typed into the page.
// Invariant: a wrong code is well-formed, so that it is tried and counted.
import type { Browser } from '../../support/browser.ts';

export function typed(browser: Browser, code: string) {
  return browser.submit({ code });
}

/** The same with another first digit. */
export function otherThan(code: string): string {
  return code.replace(/^./, (first) => String((Number(first) + 1) % 10));
}
