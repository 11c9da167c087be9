// What was just done, as the address of the page that follows names it, so that a reload does nothing again.
// Invariant: only the page's own words are said; nothing that stands in an address is shown.
import { redirect, type Visit } from './visit.ts';

/** One of these words; null for anything else. */
export function doneOf<Word extends string>({ ctx }: Visit, words: readonly Word[]): Word | null {
  return words.find((word) => word === ctx.query.done) ?? null;
}

/** To this page, which says that it was done. */
export function redirectDone<Word extends string>(visit: Visit, page: string, done: Word): void {
  redirect(visit, `${page}?done=${done}`);
}
