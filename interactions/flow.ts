// Runs the sign-in: shows the step at which it stands, hands posts to that step, and goes on.
// Invariant: after every post decision/ is asked again; only an allow ends the sign-in, and the gate asks once more.
import type { Middleware } from 'koa';
import type { Judged } from '../decision/decisions.ts';
import { eventContext } from '../http/event-context.ts';
import { allowFormTargets } from '../http/headers.ts';
import type { Pages } from '../http/pages.ts';
import { retryAfterOutage, showProblem } from '../http/problems.ts';
import type { Deny } from '../policy/decision.ts';
import { explain } from '../policy/explain.ts';
import { type SelectAccountDeps, showAccount, useOtherAccount } from './1-select-account.ts';
import type { ConsentStep } from './8-consent.ts';
import { cancel, type FinishDeps, fail, finish } from './finish.ts';
import { type Guard, showEnded } from './guard.ts';
import { type Next, type NextStepDeps, nextStep } from './next-step.ts';
import type { SetUpAsides } from './set-up-asides.ts';
import { type At, look, posting, type Runnable, type StepName, stepPath } from './step.ts';
import { findVisit, type Visit, type VisitDeps } from './visit.ts';

/** The steps with a form of their own. */
export type FormStep = Exclude<StepName, 'finish' | 'denied' | 'consent'>;
export type Steps = { readonly [Name in FormStep]: Runnable<Name> };

export interface FlowDeps extends NextStepDeps, FinishDeps, VisitDeps, SelectAccountDeps {
  readonly guard: Guard;
  readonly pages: Pages;
  readonly steps: Steps;
  readonly consent: ConsentStep;
  readonly asides: SetUpAsides;
  readonly now: () => number;
}

export interface Flow {
  /** The page of the step at which the sign-in stands. */
  readonly page: Middleware;
  submitTo(name: FormStep): Middleware;
  readonly otherAccount: Middleware;
  readonly sendCode: Middleware;
  readonly newKey: Middleware;
  readonly downloadCodes: Middleware;
  readonly printCodes: Middleware;
  readonly putOff: Middleware;
  readonly overview: Middleware;
  readonly signOut: Middleware;
  readonly consent: Middleware;
  readonly goOn: Middleware;
  readonly leave: Middleware;
  readonly cancel: Middleware;
}

export function createFlow(deps: FlowDeps): Flow {
  const { guard, asides } = deps;
  const goFrom = (visit: Visit) => continueFrom(deps, visit);
  /** An act beside the steps: it ran, or the sign-in has ended. */
  const aside = (act: (visit: Visit, at: Next) => Promise<boolean>): Middleware =>
    guard.acting(async (visit) => {
      if (await act(visit, await nextStep(deps, visit))) return goFrom(visit);
      await showEnded(deps.pages, visit.ctx, 'expired');
    });

  return {
    page: guard.reading(async (visit) => showStep(deps, visit, await nextStep(deps, visit))),
    submitTo: (name) => guard.acting((visit, fields) => submit(deps, name, visit, fields)),
    otherAccount: aside((visit) => useOtherAccount(deps, visit)),
    sendCode: guard.acting(async (visit) => {
      const { next, judged } = await nextStep(deps, visit);
      if (next.step !== 'set-up-confirmation') return goFrom(visit);
      await asides.sendCode({ visit, next, judged });
    }),
    newKey: aside(asides.newKey),
    downloadCodes: guard.reading(asides.downloadCodes),
    printCodes: guard.reading(asides.printCodes),
    putOff: aside(asides.putOff),
    overview: guard.reading(async (visit) => asides.overview(visit, await nextStep(deps, visit))),
    signOut: guard.acting(asides.signOut),
    consent: guard.acting(async (visit) => {
      const { next, judged } = await nextStep(deps, visit);
      if (next.step !== 'consent' || judged.decision.kind !== 'allow') return goFrom(visit);
      await deps.consent.agree({ visit, next, judged });
      redirect(visit, await finish(deps, { visit, next, judged }, judged.decision));
    }),
    goOn: guard.acting(goFrom),
    leave: guard.acting(async (visit) => {
      const { next } = await nextStep(deps, visit);
      if (next.step !== 'denied') return goFrom(visit);
      redirect(visit, await refuse(deps, visit, next.deny));
    }),
    cancel: guard.acting(async (visit) => redirect(visit, await cancel(deps, visit))),
  };
}

async function submit(
  deps: FlowDeps,
  name: FormStep,
  visit: Visit,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const { next, judged } = await nextStep(deps, visit);
  // A page left open in another tab: show where the sign-in stands now.
  if (next.step !== name) return continueFrom(deps, visit);
  const step = deps.steps[name] as Runnable<FormStep>; // next.step is this name
  const ran = await step.submit({ visit, next, judged } as At<FormStep>, fields); // as above
  switch (ran.outcome) {
    case 'advance':
      return continueFrom(deps, visit);
    case 'again':
      if (ran.lockedUntil !== null) setRetryAfter(visit, ran.lockedUntil - deps.now());
      allowWayBack(visit);
      return ran.showAgain();
    case 'busy':
      visit.ctx.set('Retry-After', String(retryAfterOutage));
      return showProblem(deps.pages, visit.ctx, 503, 'unavailable', { retryAfter: retryAfterOutage });
    case 'expired':
      return showEnded(deps.pages, visit.ctx, 'expired');
  }
}

/** After a post: ends the sign-in if nothing is missing, else leads to the page of the next step. */
async function continueFrom(deps: FlowDeps, before: Visit): Promise<void> {
  const found = await findVisit(deps, before.ctx);
  if (!found.ok) return showEnded(deps.pages, before.ctx, found.reason);
  const { visit } = found;
  const { next, judged } = await nextStep(deps, visit);
  if (next.step === 'finish') return redirect(visit, await finish(deps, { visit, next, judged }, next.allow));
  if (next.step === 'denied' && next.deny.why === 'level-unreachable')
    return redirect(visit, await refuse(deps, visit, next.deny));
  if (next.step === 'denied') recordRefusal(deps, visit, judged, next.deny);
  if (next.step === 'set-up-authenticator') await deps.steps[next.step].arrive({ visit, next, judged });
  redirect(visit, stepPath(visit, ''));
}

async function showStep(deps: FlowDeps, visit: Visit, { next, judged }: Next): Promise<void> {
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

function showDenied(deps: FlowDeps, visit: Visit, deny: Deny): Promise<void> {
  if (deny.why === 'other-tenant') return showAccount(deps, visit, 'other-tenant');
  return deps.pages.show(
    visit.ctx,
    'interactions/denied',
    {
      ...posting(deps, visit, 'leave'),
      reason: deny.why,
      otherAccountAction: stepPath(visit, 'other-account'),
    },
    look(visit, 403),
  );
}

function recordRefusal(
  deps: FlowDeps,
  { ctx, client, signIn }: Visit,
  { account }: Judged,
  deny: Deny,
): void {
  const about = { tenantId: account?.account.tenantId ?? signIn.tenantId, accountId: account?.account.id };
  const context = eventContext(ctx, {
    ...about,
    email: account?.entry.email,
    clientId: client.id,
    signInId: signIn.id,
  });
  deps.audit.queue(
    { type: 'authorization.refused', why: deny.why, reasons: explain(deny) },
    context,
    deps.now(),
  );
}

/** The application's answer to a refusal. */
function refuse(deps: FlowDeps, visit: Visit, deny: Deny): Promise<string> {
  if (deny.why === 'level-unreachable')
    return fail(
      deps,
      visit,
      'unmet_authentication_requirements',
      'nothing that this account may use reaches the level asked for',
    );
  return fail(deps, visit, 'access_denied', `refused by policy: ${deny.why}`);
}

function redirect({ ctx }: Visit, to: string): void {
  ctx.status = 303;
  ctx.redirect(to);
}

function setRetryAfter({ ctx }: Visit, ms: number): void {
  ctx.set('Retry-After', String(Math.max(1, Math.ceil(ms / 1000))));
}

/** The last form of a sign-in is answered with a redirect that ends at the application. */
function allowWayBack({ ctx, interaction }: Visit): void {
  const { redirect_uri: redirectUri } = interaction.params;
  if (typeof redirectUri === 'string') allowFormTargets(ctx, [redirectUri]);
}
