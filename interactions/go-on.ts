// Where a request of the sign-in leads: to the page of the step at which it stands, or to its end.
// Invariant: after every post decision/ is asked again; only an allow ends the sign-in, and the gate asks once more.

import { allowFormTargets } from '../http/headers.ts';
import { showProblem } from '../http/problems.ts';
import { setRetryAfter } from '../http/waiting.ts';
import type { SecondFactorFound } from '../ports/sign-ins.ts';
import { secondFactorFound } from './4-second-factor.ts';
import type { ConsentStep } from './8-consent.ts';
import { type FinishDeps, finish } from './finish.ts';
import { showEnded } from './guard.ts';
import { type Next, type NextStepDeps, nextStep } from './next-step.ts';
import { type RefusalDeps, recordRefusal, refuse, showDenied } from './refusal.ts';
import { type At, look, posting, type Runnable, redirect, type StepName, stepPath } from './step.ts';
import { changeSignIn, findVisit, type Visit, type VisitDeps } from './visit.ts';

/** The steps with a form of their own. */
export type FormStep = Exclude<StepName, 'finish' | 'denied' | 'consent'>;
export type Steps = { readonly [Name in FormStep]: Runnable<Name> };

export interface GoOnDeps extends NextStepDeps, FinishDeps, VisitDeps, RefusalDeps {
  readonly steps: Steps;
  readonly consent: ConsentStep;
  readonly showSecondFactor: (visit: Visit, found: SecondFactorFound) => Promise<void>;
  readonly now: () => number;
}

/** `done`: the step that has just been taken. After a post: ends the sign-in if nothing is missing, else leads to the page of the next step. */
export async function goOn(deps: GoOnDeps, before: Visit, done: FormStep | null = null): Promise<void> {
  const found = await findVisit(deps, before.ctx);
  if (!found.ok) return showEnded(deps.pages, before.ctx, found.reason);
  const { visit } = found;
  const { next, judged } = await nextStep(deps, visit);
  await rememberSecondFactor(deps, visit, { next, judged }, done);
  if (next.step === 'finish') return redirect(visit, await finish(deps, { visit, next, judged }, next.allow));
  if (next.step === 'denied') {
    recordRefusal(deps, visit, judged, next.deny);
    if (next.deny.why === 'level-unreachable') return redirect(visit, await refuse(deps, visit, next.deny));
  }
  const waitUntil = await arriveAt(deps, visit, { next, judged });
  if (waitUntil !== null) return showTooMany(deps, visit, waitUntil);
  redirect(visit, stepPath(visit, ''));
}

/** Prepares what the page of the next step needs; or says until when (ms) the person has to wait. */
async function arriveAt(deps: GoOnDeps, visit: Visit, { next, judged }: Next): Promise<number | null> {
  if (!(next.step in deps.steps)) return null;
  const step = deps.steps[next.step as FormStep] as Runnable<FormStep>; // it is one: just looked
  return step.arrive({ visit, next, judged } as At<FormStep>); // next is of the step that it names
}

/** ms for which a page that a post led to may be shown from what the post found. */
const justMs = 1000;

/**
 * What the post found of the second factor, so that the page it leads to needs not ask again. Only after the password: any
 * other post may have met what another one was just about to write.
 */
async function rememberSecondFactor(
  deps: GoOnDeps,
  { signIn }: Visit,
  { next, judged }: Next,
  done: FormStep | null,
): Promise<void> {
  if (done === 'password' && next.step === 'second-factor' && next.besideSetUp === null) {
    const secondFactor = secondFactorFound({ next, judged }, deps.now());
    await changeSignIn(deps, signIn.id, { secondFactor });
  } else if (signIn.secondFactor !== null) await changeSignIn(deps, signIn.id, { secondFactor: null });
}

/** Shows the page of the second factor if a post of the last second led there. A post to it asks the policy again. */
export async function showSecondFactorJustFound(deps: GoOnDeps, visit: Visit): Promise<boolean> {
  const { secondFactor } = visit.signIn;
  if (secondFactor === null || Math.abs(deps.now() - secondFactor.at) > justMs) return false;
  allowWayBack(visit);
  await deps.showSecondFactor(visit, secondFactor);
  return true;
}

export async function showStep(deps: GoOnDeps, visit: Visit, { next, judged }: Next): Promise<void> {
  allowWayBack(visit);
  switch (next.step) {
    case 'consent':
      return deps.consent.show({ visit, next, judged });
    case 'denied':
      return showDenied(deps, visit, next.deny);
    case 'finish':
      // A GET ends nothing: another tab was faster, and the person goes on with a post.
      return deps.pages.show(
        visit.ctx,
        'interactions/continue',
        posting(deps, visit, 'continue'),
        look(visit),
      );
    default: {
      const step = deps.steps[next.step] as Runnable<FormStep>; // next is of the step that it names
      return step.show({ visit, next, judged } as At<FormStep>); // as above
    }
  }
}

/** The last form of a sign-in is answered with a redirect that ends at the application. */
export function allowWayBack({ ctx, interaction }: Visit): void {
  const { redirect_uri: redirectUri } = interaction.params;
  if (typeof redirectUri === 'string') allowFormTargets(ctx, [redirectUri]);
}

function showTooMany(deps: GoOnDeps, visit: Visit, until: number): Promise<void> {
  const retryAfter = setRetryAfter(visit.ctx, until - deps.now());
  return showProblem(deps.pages, visit.ctx, 429, 'too-many', { retryAfter });
}
