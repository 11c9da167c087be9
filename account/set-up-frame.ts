// What all pages of a set-up from the account pages have in common.
// Invariant: nobody is forced here: the way back to the second steps is always open.
import type { Visit } from './visit.ts';

/** @param action where the main form posts to */
export function setUpFrame({ csrf }: Visit, action: string) {
  return {
    action,
    csrf,
    step: null,
    opening: false,
    later: null,
    overviewHref: '/account/factors',
    signOutAction: null,
    anotherKindAction: null,
    breakGlassHref: null,
  };
}
