// Which kind of factor to set up from the account pages: before a set-up begins, and within one, back from a kind to the choice.
// Invariant: only what the organization allows can be chosen; what was shown as second way in a set-up stays shown.

import type { FormFields } from '../../http/form-body.ts';
import type { Pages } from '../../http/pages.ts';
import type { SignIn } from '../../ports/sign-ins.ts';
import { type FormState, filledForm, formWithError } from '../../views/form.ts';
import { type OfferedKind, offersOf } from '../offers.ts';
import { lookOf, redirect, type Visit } from '../visit.ts';
import { choiceFrame, choicePath } from './frame.ts';
import { changeSetUp, type SettingUp, type SetUpDeps } from './set-up.ts';

export interface ChoiceDeps extends SetUpDeps {
  readonly pages: Pages;
}

export type ChoiceForm = FormState<'kind', 'kind'>;

export const noneChosen: ChoiceForm = formWithError('kind', 'error.required.kind', {}, {});

/** @param setUp null before it has begun @param form null for the page as it first appears */
export async function showChoice(
  { pages }: Pick<ChoiceDeps, 'pages'>,
  { visit, setUp }: { readonly visit: Visit; readonly setUp: SignIn | null },
  action: string,
  form: ChoiceForm | null,
): Promise<void> {
  const kinds = offersOf(visit);
  if (kinds.length === 0) return redirect(visit, '/account/factors');
  const model = {
    ...choiceFrame(visit, setUp, action),
    kinds,
    form: form ?? filledForm({ kind: kinds[0] ?? '' }),
  };
  await pages.show(visit.ctx, 'interactions/set-up-choice', model, lookOf(visit, form ? 422 : 200));
}

export function chosenKind(visit: Visit, { kind }: FormFields): OfferedKind | null {
  return offersOf(visit).find((offered) => offered === kind) ?? null;
}

export function showChoiceAgain(deps: ChoiceDeps, at: SettingUp): Promise<void> {
  return showChoice(deps, at, choicePath(at), null);
}

/** The set-up with another kind; null where the page is shown again. A passkey that was registered in it is left unused. */
export async function chooseAgain(
  deps: ChoiceDeps,
  at: SettingUp,
  fields: FormFields,
): Promise<SettingUp | null> {
  const setUpKind = chosenKind(at.visit, fields);
  if (setUpKind) return changeSetUp(deps, at, { setUpKind, passesUntried: true });
  await showChoice(deps, at, choicePath(at), noneChosen);
  return null;
}
