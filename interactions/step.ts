// What a step is: it shows its page, and it takes what was posted. Steps never call each other.
// Invariant: a post either advanced the sign-in by something that the server recorded, or shows the same page again.
import type { Context } from 'koa';
import { firstPartyOf } from '../decision/built-in-clients.ts';
import type { Judged } from '../decision/decisions.ts';
import type { Admission } from '../factors/attempts.ts';
import type { FormFields } from '../http/form-body.ts';
import { type Asked, formToken } from './form-token.ts';
import type { NextStep } from './next-step.ts';
import type { Visit } from './visit.ts';

export type StepName = NextStep['step'];
export type StepOf<Name extends StepName> = Extract<NextStep, { step: Name }>;

/** A request to a page of the sign-in, at the step where the sign-in stands. */
export interface At<Name extends StepName> {
  readonly visit: Visit;
  readonly next: StepOf<Name>;
  readonly judged: Judged;
}

export type Submitted<Form> =
  /** Something was recorded: ask what comes next. */
  | { readonly outcome: 'advance' }
  /** The same page again, with what was wrong; 429 where a lock or limit is the reason. */
  | {
      readonly outcome: 'again';
      readonly form: Form;
      readonly lockedUntil?: number | null;
      /** What was typed had been used: by another click on the same button, perhaps, that another server took. Then the try is taken back. */
      readonly usedAlready?: UsedAlready | null;
    }
  /** The hashing queue is full: nothing was tried. */
  | { readonly outcome: 'busy' }
  /** The sign-in has ended meanwhile. */
  | { readonly outcome: 'expired' };

/** Begins what a form that names an account (form-token.ts) leads to anyway, while the sign-in is still being read. */
export type Begin = (ctx: Context, fields: FormFields, accountId: string) => Promise<Begun> | null;

export interface UsedAlready {
  readonly notTried: () => Promise<void>;
  /** What follows where it was no such click, in place of the same page: false if the sign-in has ended. */
  readonly otherwise?: () => Promise<boolean>;
}

/** A try of an account's second factor that was counted while the sign-in was being read. */
export interface Begun {
  /** For the code of this account, which is then checked; undefined for another's. */
  take(accountId: string): Admission | undefined;
  /** Takes the counting back, if nobody took the try: the sign-in had ended, stood elsewhere or was about somebody else. */
  giveBack(): Promise<void>;
}

export function begunFor(owner: string, admission: Admission): Begun {
  let taken = false;
  return {
    take(accountId) {
      if (accountId !== owner) return undefined;
      taken = true;
      return admission;
    },
    giveBack: async () => {
      if (!taken && admission.ok) await admission.notTried();
    },
  };
}

/** What was posted before and did not advance. */
export interface Again<Form> {
  readonly form: Form;
  /** ms; null if nothing is locked. */
  readonly lockedUntil: number | null;
}

export interface Step<Name extends StepName, Form> {
  /**
   * Prepares what the page needs, when a post has led here: a GET changes nothing. Null, or until when (ms) the person has
   * to wait because of a limit.
   */
  arrive?(at: At<Name>): Promise<number | null>;
  /** `again` is null for the page as it first appears. */
  show(at: At<Name>, again: Again<Form> | null): Promise<void>;
  readonly begin?: Begin;
  /** Called only while the sign-in stands at this step. `begun`: what `begin` began for this very post. */
  submit(at: At<Name>, fields: FormFields, begun: Promise<Begun> | null): Promise<Submitted<Form>>;
}

export const advance = { outcome: 'advance' } as const;

/** Where a step of this sign-in posts to. */
export function stepPath({ interaction }: Visit, name: string): string {
  return `/interaction/${interaction.uid}${name === '' ? '' : `/${name}`}`;
}

/** What every form of the sign-in carries. */
export interface PostingDeps {
  readonly csrfToken: (secret: string, scope: string) => string;
}

/** @param asks whose second factor the form asks for (form-token.ts) */
export function posting(
  deps: PostingDeps,
  visit: Visit,
  name: string,
  asks: Asked | null = null,
): { action: string; csrf: string } {
  const { browserSecret, interaction } = visit;
  return { action: stepPath(visit, name), csrf: formToken(deps, browserSecret, interaction.uid, asks) };
}

/** The options of every page of the sign-in: the tenant's look, the application's name, the language asked for. */
export function look({ tenant, client, interaction, signIn }: Visit, status = 200) {
  const { ui_locales: uiLocales } = interaction.params;
  return {
    status,
    tenantId: tenant?.id ?? null,
    clientName: client.name,
    firstParty: firstPartyOf(client.id),
    accountZone: signIn.accountZone,
    uiLocales: typeof uiLocales === 'string' ? uiLocales : null,
  };
}

/** 429 while something is locked, 422 where a field is wrong, 200 for a page as it first appears. */
export function statusOf(again: Again<unknown> | null): number {
  if (!again) return 200;
  return again.lockedUntil === null ? 422 : 429;
}

/** After a post: the page is fetched with GET, so that a reload sends nothing again. */
export function redirect({ ctx }: Visit, to: string): void {
  ctx.status = 303;
  ctx.redirect(to);
}

/** A step as the flow runs it: which form it has is the step's business. */
export interface Runnable<Name extends StepName> {
  arrive(at: At<Name>): Promise<number | null>;
  show(at: At<Name>): Promise<void>;
  readonly begin?: Begin;
  submit(at: At<Name>, fields: FormFields, begun: Promise<Begun> | null): Promise<Ran>;
}

export type Ran =
  | { readonly outcome: 'advance' | 'busy' | 'expired' }
  /** `lockedUntil` in ms. */
  | {
      readonly outcome: 'again';
      readonly lockedUntil: number | null;
      readonly usedAlready: UsedAlready | null;
      readonly showAgain: () => Promise<void>;
    };

export function runnable<Name extends StepName, Form>(step: Step<Name, Form>): Runnable<Name> {
  return {
    arrive: async (at) => (await step.arrive?.(at)) ?? null,
    show: (at) => step.show(at, null),
    begin: step.begin,
    async submit(at, fields, begun) {
      const submitted = await step.submit(at, fields, begun);
      if (submitted.outcome !== 'again') return submitted;
      const { form, lockedUntil = null, usedAlready = null } = submitted;
      const showAgain = () => step.show(at, { form, lockedUntil });
      return { outcome: 'again', lockedUntil, usedAlready, showAgain };
    },
  };
}
