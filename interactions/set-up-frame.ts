// What all pages of set-up have in common: how to put it off, to look at one's account, to sign out.
// Invariant: during forced set-up nothing else can be reached.
import type { Enroll } from '../policy/decision.ts';
import { offeredKinds } from './next-step.ts';
import type { PostingDeps } from './step.ts';
import { posting, stepPath } from './step.ts';
import type { Visit } from './visit.ts';

export function setUpFrame(
  deps: PostingDeps,
  visit: Visit,
  { enroll }: { readonly enroll: Enroll },
  form: string,
  opening: boolean,
) {
  const { deadline, canPutOff, breakGlass } = enroll;
  return {
    ...posting(deps, visit, form),
    opening,
    later: canPutOff && deadline !== null ? { action: stepPath(visit, 'later'), until: deadline } : null,
    helpHref: canPutOff ? null : stepPath(visit, 'lost-factor'),
    breakGlassHref: breakGlass ? `${stepPath(visit, '')}?method=break-glass` : null,
    overviewHref: stepPath(visit, 'overview'),
    signOutAction: stepPath(visit, 'sign-out'),
    untriedHref: enroll.untried.length > 0 ? `${stepPath(visit, '')}?method=passkey` : null,
    anotherKindAction: offeredKinds(enroll).length > 1 ? stepPath(visit, 'another-kind') : null,
    anotherKindHref: null,
  };
}

/** The same beneath a passkey that is to be used for the first time: anything else can be set up instead. */
export function besideFirstUse(deps: PostingDeps, visit: Visit, enroll: Enroll, opening: boolean) {
  return {
    ...setUpFrame(deps, visit, { enroll }, '', opening),
    untriedHref: null,
    anotherKindAction: stepPath(visit, 'another-kind'),
  };
}
