// Runs the sign-in: what each route does with a request of the right browser. Where it leads then, go-on.ts knows.
// Invariant: a post is taken only by the step at which the sign-in stands; at any other it leads to where that is.

import type { Middleware } from 'koa';
import type { FormFields } from '../http/form-body.ts';
import { showBusy } from '../http/problems.ts';
import { setRetryAfter } from '../http/waiting.ts';
import type { Storage } from '../ports/storage.ts';
import { useOtherAccount } from './1-select-account.ts';
import type { PasskeySteps } from './3-passkey.ts';
import { chooseAnotherKind } from './6-set-up-choice.ts';
import { cancel, finish } from './finish.ts';
import type { ForgotPassword } from './forgot-password.ts';
import {
  allowWayBack,
  type FormStep,
  type GoOnDeps,
  goOn,
  type Steps,
  showSecondFactorJustFound,
  showStep,
} from './go-on.ts';
import { anew, type Guard, showEnded } from './guard.ts';
import type { LostFactor } from './lost-factor.ts';
import { type Next, nextStep } from './next-step.ts';
import { refuse } from './refusal.ts';
import type { SendText } from './send-text.ts';
import type { SetUpAsides } from './set-up-asides.ts';
import { type At, type Begun, type Runnable, redirect, stepPath } from './step.ts';
import { findVisit, type Visit } from './visit.ts';

export interface FlowDeps extends GoOnDeps {
  readonly guard: Guard;
  readonly asides: SetUpAsides;
  /** Beside the forms of these steps: both stand on one page. */
  readonly passkeySteps: PasskeySteps;
  readonly sendText: SendText;
  readonly lostFactor: LostFactor;
  readonly forgotPassword: ForgotPassword;
  readonly scoped: Storage['scoped'];
  /** ms. */
  readonly wait: (ms: number) => Promise<void>;
}

export interface Flow {
  /** The page of the step at which the sign-in stands. */
  readonly page: Middleware;
  submitTo(name: FormStep): Middleware;
  /** The first factor, without a password. */
  readonly passkey: Middleware;
  readonly otherAccount: Middleware;
  readonly lostFactor: Middleware;
  readonly askForHelp: Middleware;
  readonly forgotPassword: Middleware;
  readonly askForPassword: Middleware;
  readonly backToPassword: Middleware;
  readonly sendCode: Middleware;
  readonly sendText: Middleware;
  readonly newKey: Middleware;
  readonly anotherKind: Middleware;
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
  const goFrom = (visit: Visit) => goOn(deps, visit);
  /** An act beside the steps; if the sign-in has ended meanwhile, going on says so. */
  const aside = (act: (visit: Visit, at: Next) => Promise<void>): Middleware =>
    guard.acting(async (visit) => {
      await act(visit, await nextStep(deps, visit));
      await goFrom(visit);
    });

  return {
    page: guard.reading(async (visit) => {
      if (await showSecondFactorJustFound(deps, visit)) return;
      await showStep(deps, visit, await nextStep(deps, visit));
    }),
    submitTo: (name) =>
      guard.acting(
        (visit, fields, begun) => submit(deps, { [name]: deps.steps[name] }, visit, fields, begun),
        { begin: deps.steps[name].begin, anew: goFrom },
      ),
    passkey: guard.acting((visit, fields) => submit(deps, deps.passkeySteps, visit, fields, null), {
      anew: goFrom,
    }),
    lostFactor: guard.reading(async (visit) => deps.lostFactor.show(visit, await nextStep(deps, visit))),
    askForHelp: guard.acting(async (visit, fields) =>
      deps.lostFactor.ask(visit, await nextStep(deps, visit), fields),
    ),
    forgotPassword: guard.reading(async (visit) => {
      const { next } = await nextStep(deps, visit);
      if (next.step !== 'password') return redirect(visit, stepPath(visit, ''));
      await deps.forgotPassword.show(visit);
    }),
    askForPassword: guard.acting(async (visit, fields) => {
      const { next } = await nextStep(deps, visit);
      const asks = next.step === 'password' || next.step === 'password-link';
      if (!asks || (await deps.forgotPassword.ask(visit, fields))) await goFrom(visit);
    }),
    backToPassword: aside((visit) => deps.forgotPassword.leave(visit)),
    otherAccount: aside((visit) => useOtherAccount(deps, visit)),
    sendCode: guard.acting(async (visit) => {
      const { next, judged } = await nextStep(deps, visit);
      if (next.step !== 'set-up-confirmation') return goFrom(visit);
      await asides.sendCode({ visit, next, judged });
    }),
    sendText: guard.acting(async (visit, fields) => {
      const { next, judged } = await nextStep(deps, visit);
      if (next.step === 'second-factor' && next.prove.by.includes('sms'))
        return deps.sendText.forSecondFactor({ visit, next, judged });
      if (next.step === 'set-up-phone') return deps.sendText.forSetUp({ visit, next, judged }, fields);
      await goFrom(visit);
    }),
    newKey: guard.acting(async (visit) => {
      const { next, judged } = await nextStep(deps, visit);
      if (next.step !== 'set-up-authenticator') return goFrom(visit);
      await asides.newKey({ visit, next, judged });
    }),
    anotherKind: aside((visit) => chooseAnotherKind(deps, visit)),
    downloadCodes: guard.reading(asides.downloadCodes),
    printCodes: guard.reading(asides.printCodes),
    putOff: aside(asides.putOff),
    overview: guard.reading(async (visit) => asides.overview(visit, await nextStep(deps, visit))),
    signOut: guard.acting(asides.signOut),
    consent: guard.acting(async (visit) => {
      const { next, judged } = await nextStep(deps, visit);
      if (next.step !== 'consent') return goFrom(visit);
      await deps.consent.agree({ visit, next, judged });
      redirect(visit, await finish(deps, { visit, next, judged }, next.allow));
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

/** @param taking the steps whose form it is, by name */
async function submit(
  deps: FlowDeps,
  taking: Partial<Steps>,
  visit: Visit,
  fields: FormFields,
  begun: Promise<Begun> | null,
): Promise<unknown> {
  const { next, judged } = await nextStep(deps, visit);
  // A page left open in another tab: show where the sign-in stands now.
  if (!(next.step in taking)) return goOn(deps, visit);
  const name = next.step as FormStep; // just looked
  const step = taking[name] as Runnable<FormStep>; // just looked, and next is of the step that it names
  const ran = await step.submit({ visit, next, judged } as At<FormStep>, fields, begun); // as above
  switch (ran.outcome) {
    case 'advance':
      return goOn(deps, visit, name);
    case 'again':
      if (ran.usedAlready && (await wentOn(deps, visit, name))) {
        await ran.usedAlready.notTried();
        return anew;
      }
      if (ran.usedAlready?.otherwise)
        return (await ran.usedAlready.otherwise())
          ? goOn(deps, visit, name)
          : showEnded(deps.pages, visit.ctx, 'expired');
      if (ran.lockedUntil !== null) setRetryAfter(visit.ctx, ran.lockedUntil - deps.now());
      allowWayBack(visit);
      return ran.showAgain();
    case 'busy':
      return showBusy(deps.pages, visit.ctx);
    case 'expired':
      return showEnded(deps.pages, visit.ctx, 'expired');
  }
}

/** ms between looks whether another server has led the sign-in on. */
const looks = [0, 100, 200, 400, 800];

/**
 * Of two clicks on one button, two servers may take one each: the second finds the code used, by this very sign-in. Looks, for a
 * moment, whether the sign-in has gone past the step, each time reading it anew.
 */
async function wentOn(deps: FlowDeps, { ctx }: Visit, name: FormStep): Promise<boolean> {
  for (const pause of looks) {
    if (pause > 0) await deps.wait(pause);
    let stands = false;
    await deps.scoped(async () => {
      const found = await findVisit(deps, ctx);
      stands = found.ok && (await nextStep(deps, found.visit)).next.step === name;
    });
    if (!stands) return true;
  }
  return false;
}
