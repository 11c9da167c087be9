// Which kind of factor to add, and the beginning of its set-up.
// Invariant: fresh proof first (A12); the form names its set-up, so that a second click begins no second one.
import type { FormFields } from '../http/form-body.ts';
import { showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import { changes, reads } from './rows.ts';
import { type ChoiceForm, chosenKind, noneChosen, showChoice } from './set-up/choice.ts';
import { begin, type SetUpPagesDeps } from './set-up/pages.ts';
import { beginSetUp, newSetUpId } from './set-up/set-up.ts';
import type { Visit, Visits } from './visit.ts';

const page = '/account/factors/add';

export function addFactorRoutes(deps: SetUpPagesDeps, visits: Visits): readonly RouteRow[] {
  const fresh = { fresh: true } as const;
  return [
    reads(
      '/factors/add',
      visits.reading((visit) => show(deps, visit, null), fresh),
    ),
    changes(
      '/factors/add',
      visits.acting(page, (visit, fields) => add(deps, visit, fields), fresh),
      'five a minute an account (B6)',
    ),
  ];
}

/** @param form null for the page as it first appears */
async function show(deps: SetUpPagesDeps, visit: Visit, form: ChoiceForm | null): Promise<void> {
  await showChoice(deps, { visit, setUp: null }, `${page}?set-up=${newSetUpId()}`, form);
}

async function add(deps: SetUpPagesDeps, visit: Visit, fields: FormFields): Promise<void> {
  const setUpKind = chosenKind(visit, fields);
  if (!setUpKind) return show(deps, visit, noneChosen);
  const { 'set-up': id } = visit.ctx.query;
  const at = await beginSetUp(deps, visit, typeof id === 'string' ? id : '', { setUpKind });
  if (!at) return showProblem(deps.pages, visit.ctx, 400, 'bad-form');
  await begin(deps, at);
}
