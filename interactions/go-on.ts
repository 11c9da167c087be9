// Where a request of the sign-in leads: to the page of the step at which it stands, or to its end.
// Invariant: after every post decision/ is asked again; only an allow ends the sign-in, and the gate asks once more.
import { allowFormTargets } from '../http/headers.ts';
import { showProblem } from '../http/problems.ts';
import type { ConsentStep } from './8-consent.ts';
import { type FinishDeps, finish } from './finish.ts';
import { showEnded } from './guard.ts';
import { type Next, type NextStepDeps, nextStep } from './next-step.ts';
import { type RefusalDeps, recordRefusal, refuse, showDenied } from './refusal.ts';
import {
  type At,
  look,
  posting,
  type Runnable,
  redirect,
  type StepName,
  setRetryAfter,
  stepPath,
} from './step.ts';
import { findVisit, type Visit, type VisitDeps } from './visit.ts';

/** The steps with a form of their own. */
export type FormStep = Exclude<StepName, 'finish' | 'denied' | 'consent'>;
export type Steps = { readonly [Name in FormStep]: Runnable<Name> };

export interface GoOnDeps extends NextStepDeps, FinishDeps, VisitDeps, RefusalDeps {
  readonly steps: Steps;
  readonly consent: ConsentStep;
  readonly now: () => number;
}

/** After a post: ends the sign-in if nothing is missing, else leads to the page of the next step. */
export async function goOn(deps: GoOnDeps, before: Visit): Promise<void> {
  const found = await findVisit(deps, before.ctx);
  if (!found.ok) return showEnded(deps.pages, before.ctx, found.reason);
  const { visit } = found;
  const { next, judged } = await nextStep(deps, visit);
  if (next.step === 'finish') return redirect(visit, await finish(deps, { visit, next, judged }, next.allow));
  if (next.step === 'denied') {
    recordRefusal(deps, visit, judged, next.deny);
    if (next.deny.why === 'level-unreachable') return redirect(visit, await refuse(deps, visit, next.deny));
  }
  if (next.step === 'set-up-authenticator') {
    const waitUntil = await deps.steps[next.step].arrive({ visit, next, judged });
    if (waitUntil !== null) return showTooMany(deps, visit, waitUntil);
  }
  redirect(visit, stepPath(visit, ''));
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
        { ...posting(deps, visit, 'continue'), application: visit.client.name },
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
  const retryAfter = setRetryAfter(visit, until - deps.now());
  return showProblem(deps.pages, visit.ctx, 429, 'too-many', { retryAfter });
}
