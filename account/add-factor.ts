// Which kind of factor to add, and the beginning of its set-up.
// Invariant: fresh proof first (A12); the form names its set-up, so that a second click begins no second one.
import type { FormFields } from '../http/form-body.ts';
import { showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import { type FormState, filledForm, formWithError } from '../views/form.ts';
import { offersOf } from './offers.ts';
import { changes, reads } from './rows.ts';
import { beginSetUp, newSetUpId } from './set-up.ts';
import { setUpFrame } from './set-up-frame.ts';
import { begin, type SetUpPagesDeps } from './set-up-pages.ts';
import { lookOf, redirect, type Visit, type Visits } from './visit.ts';

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
async function show(
  deps: SetUpPagesDeps,
  visit: Visit,
  form: FormState<'kind', 'kind'> | null,
): Promise<void> {
  const kinds = offersOf(visit);
  if (kinds.length === 0) return redirect(visit, '/account/factors');
  const model = {
    ...setUpFrame(visit, `${page}?set-up=${newSetUpId()}`),
    kinds,
    form: form ?? filledForm({ kind: kinds[0] ?? '' }),
  };
  await deps.pages.show(visit.ctx, 'interactions/set-up-choice', model, lookOf(visit, form ? 422 : 200));
}

async function add(deps: SetUpPagesDeps, visit: Visit, { kind }: FormFields): Promise<void> {
  const setUpKind = offersOf(visit).find((offered) => offered === kind);
  if (!setUpKind) return show(deps, visit, formWithError('kind', 'error.required.kind', {}, {}));
  const { 'set-up': id } = visit.ctx.query;
  const at = await beginSetUp(deps, visit, typeof id === 'string' ? id : '', { setUpKind });
  if (!at) return showProblem(deps.pages, visit.ctx, 400, 'bad-form');
  await begin(deps, at);
}
