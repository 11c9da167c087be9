// What all pages of a set-up from the account pages have in common.
// Invariant: nobody is forced here: the way back to the second steps is always open.
import { countSetUpSteps, type SetUpStepName } from '../../decision/set-up-steps.ts';
import { levelByChoice } from '../../policy/needs.ts';
import type { SignIn } from '../../ports/sign-ins.ts';
import { offersOf } from '../offers.ts';
import { policyOf, type Visit } from '../visit.ts';
import { type SettingUp, setUpPath } from './set-up.ts';

/** Back to the choice. */
export function choicePath({ setUp }: SettingUp): string {
  return setUpPath(setUp, 'choice');
}

/** @param action where the main form posts to */
export function setUpFrame(at: SettingUp, step: SetUpStepName, action: string) {
  const isChosen = offersOf(at.visit).length > 1;
  const frame = choiceFrame(at.visit, at.setUp, action);
  return { ...frame, step: stepOf(at, step), anotherKindHref: isChosen ? choicePath(at) : null };
}

/** `setUp`: null before it has begun. */
export function stepOf(
  { visit, setUp }: { readonly visit: Visit; readonly setUp: SignIn | null },
  at: SetUpStepName,
) {
  const { confirmation, setUpKind, raisesLevel } = setUp ?? nothingYet;
  const kinds = offersOf(visit);
  const chosen = kinds.find((kind) => kind === setUpKind) ?? null;
  const level = levelByChoice(policyOf(visit));
  return countSetUpSteps(
    at,
    { confirmation, kinds, choiceFirst: true, chosen, level, raisesLevel },
    visit.judged,
  );
}

const nothingYet = { confirmation: null, setUpKind: null, raisesLevel: false } as const;

/** Of the choice itself. */
export function choiceFrame(visit: Visit, setUp: SignIn | null, action: string) {
  return {
    action,
    csrf: visit.csrf,
    step: stepOf({ visit, setUp }, 'choice'),
    opening: null,
    later: null,
    cancelAction: null,
    helpHref: null,
    overviewHref: '/account/factors',
    signOutAction: null,
    anotherKindAction: null,
    anotherKindHref: null,
    untriedHref: null,
    breakGlassHref: null,
  };
}
