// What all pages of set-up have in common: how to put it off, to look at one's account, to sign out.
// Invariant: during set-up that the organization forces nothing else can be reached; what only an application asks for can be cancelled.
import type { Judged } from '../decision/decisions.ts';
import type { SetUpStepName } from '../decision/set-up-steps.ts';
import type { Enroll } from '../policy/decision.ts';
import type { BesideSetUp } from '../views/pages-set-up.ts';
import { offeredKinds } from './next-step.ts';
import { setUpStep } from './set-up-steps.ts';
import type { PostingDeps } from './step.ts';
import { posting, stepPath } from './step.ts';
import type { Visit } from './visit.ts';

/** A page of set-up, or one that set-up stands beside. */
export interface AtSetUp {
  readonly visit: Visit;
  readonly judged: Judged;
  readonly next: { readonly enroll: Enroll };
}

/** @param form where it posts to */
export function setUpFrame(deps: PostingDeps, at: AtSetUp, step: SetUpStepName, form: string) {
  const counted = setUpStep(at.visit, step, at.judged, at.next.enroll);
  const isFirst = counted === null || counted.number === 1;
  return { ...frame(deps, at, form, isFirst), step: counted };
}

function frame(
  deps: PostingDeps,
  { visit, judged, next: { enroll } }: AtSetUp,
  form: string,
  isFirst: boolean,
) {
  const { deadline, canPutOff, breakGlass, askedBy } = enroll;
  return {
    ...posting(deps, visit, form),
    opening: isFirst ? openingOf(enroll, judged) : null,
    later: canPutOff && deadline !== null ? { action: stepPath(visit, 'later'), until: deadline } : null,
    cancelAction: askedBy === 'application' ? stepPath(visit, 'cancel') : null,
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
export function besideFirstUse(deps: PostingDeps, at: AtSetUp, isFirst: boolean) {
  return {
    ...frame(deps, at, '', isFirst),
    // The question has one of its own.
    cancelAction: null,
    untriedHref: null,
    anotherKindAction: stepPath(at.visit, 'another-kind'),
  };
}

/** Who asks for it and what it is that is asked, where set-up begins (C2). */
function openingOf({ askedBy }: Enroll, { account }: Judged): BesideSetUp['opening'] {
  if (askedBy !== 'organization') return askedBy;
  return account?.account.factors.some(({ disabled }) => !disabled) ? 'stronger' : 'required';
}
