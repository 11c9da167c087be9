// What all pages of a set-up from the account pages have in common.
// Invariant: nobody is forced here: the way back to the second steps is always open.
import { offersOf } from '../offers.ts';
import type { Visit } from '../visit.ts';
import { type SettingUp, setUpPath } from './set-up.ts';

/** Back to the choice. */
export function choicePath({ setUp }: SettingUp): string {
  return setUpPath(setUp, 'choice');
}

/** @param action where the main form posts to */
export function setUpFrame(at: SettingUp, action: string) {
  const isChosen = offersOf(at.visit).length > 1;
  return { ...choiceFrame(at.visit, action), anotherKindHref: isChosen ? choicePath(at) : null };
}

/** Of the choice itself. */
export function choiceFrame({ csrf }: Visit, action: string) {
  return {
    action,
    csrf,
    step: null,
    opening: false,
    later: null,
    helpHref: null,
    overviewHref: '/account/factors',
    signOutAction: null,
    anotherKindAction: null,
    anotherKindHref: null,
    untriedHref: null,
    breakGlassHref: null,
  };
}
