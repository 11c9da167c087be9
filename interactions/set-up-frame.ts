// What all pages of set-up have in common: how to put it off, to look at one's account, to sign out.
// Invariant: during forced set-up nothing else can be reached.
import { offeredKinds } from './next-step.ts';
import type { PostingDeps, StepName, StepOf } from './step.ts';
import { posting, stepPath } from './step.ts';
import type { Visit } from './visit.ts';

type SetUpName = Extract<StepName, `set-up-${string}`>;

export function setUpFrame(
  deps: PostingDeps,
  visit: Visit,
  { enroll }: StepOf<SetUpName>,
  form: string,
  opening: boolean,
) {
  const { deadline, canPutOff, breakGlass } = enroll;
  return {
    ...posting(deps, visit, form),
    opening,
    later: canPutOff && deadline !== null ? { action: stepPath(visit, 'later'), until: deadline } : null,
    breakGlassHref: breakGlass ? `${stepPath(visit, '')}?method=break-glass` : null,
    overviewHref: stepPath(visit, 'overview'),
    signOutAction: stepPath(visit, 'sign-out'),
    anotherKindAction: offeredKinds(enroll).length > 1 ? stepPath(visit, 'another-kind') : null,
  };
}
