// The second steps of the account: what is set up, since when, when it was used last, and what to do about each.
// Invariant: a factor of another account is as good as none (CVE-2020-5240); a name changes nothing that proves.
import type { Renamed, Renaming } from '../factors/renaming.ts';
import { longestFactorName } from '../factors/renaming.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import type { Enrollment, EnrollmentStore } from '../ports/enrollments.ts';
import { type FieldError, type FormState, filledForm } from '../views/form.ts';
import type { ShownFactor } from '../views/pages-factors.ts';
import { offersOf } from './offers.ts';
import { changes, reads } from './rows.ts';
import { contextOf } from './set-up.ts';
import { lookOf, redirect, type Visit, type Visits } from './visit.ts';

export interface FactorsPageDeps {
  readonly pages: Pages;
  readonly enrollments: EnrollmentStore;
  readonly rename: (renaming: Renaming) => Promise<Renamed>;
}

type Form = FormState<'name', 'name'>;

export function factorsRoutes(deps: FactorsPageDeps, visits: Visits): readonly RouteRow[] {
  return [
    reads(
      '/factors',
      visits.reading((visit) => showAll(deps, visit)),
    ),
    reads(
      '/factor/:factor',
      visits.reading((visit) => showOne(deps, visit, null)),
    ),
    changes(
      '/factor/:factor/name',
      visits.acting(
        ({ params }) => factorPath(String(params.factor)),
        (visit, fields) => rename(deps, visit, fields),
      ),
    ),
  ];
}

export function factorPath(id: string): string {
  return `/account/factor/${id}`;
}

export function shownFactor({
  id,
  kind,
  name,
  confirmedAt,
  lastUsedAt,
  disabledAt,
}: Enrollment): ShownFactor {
  return {
    href: factorPath(id),
    kind,
    name,
    addedAt: confirmedAt,
    lastUsedAt,
    isDisabled: disabledAt !== null,
  };
}

async function showAll({ pages, enrollments }: FactorsPageDeps, visit: Visit): Promise<void> {
  const { factors, backupCodes } = await enrollments.find(visit.account.id);
  const unused = backupCodes?.codes.filter(({ usedAt }) => usedAt === null).length ?? 0;
  await pages.show(
    visit.ctx,
    'account/factors',
    {
      factors: factors.map(shownFactor),
      addHref: offersOf(visit).length > 0 ? '/account/factors/add' : null,
      backupCodesHref: '/account/backup-codes',
      backupCodesLeft: backupCodes && (backupCodes.disabledAt === null ? unused : 0),
      done: visit.ctx.query.added === 'yes' ? 'added' : null,
    },
    lookOf(visit),
  );
}

/** The factor that the address names, if it is one of this account's; else the answer is "not found". */
export async function ownFactor(
  { enrollments, pages }: Pick<FactorsPageDeps, 'enrollments' | 'pages'>,
  visit: Visit,
): Promise<Enrollment | null> {
  const { factors } = await enrollments.find(visit.account.id);
  const found = factors.find(({ id }) => id === visit.ctx.params.factor);
  if (!found) await showProblem(pages, visit.ctx, 404, 'not-found');
  return found ?? null;
}

async function showOne(deps: FactorsPageDeps, visit: Visit, form: Form | null): Promise<void> {
  const factor = await ownFactor(deps, visit);
  if (!factor) return;
  const { id, kind, name, disabledAt } = factor;
  const isOffered = offersOf(visit).some((offered) => offered === kind);
  await deps.pages.show(
    visit.ctx,
    'account/factor',
    {
      ...shownFactor(factor),
      action: `${factorPath(id)}/name`,
      csrf: visit.csrf,
      form: form ?? filledForm({ name }),
      renewHref: disabledAt !== null && isOffered ? '/account/factors/add' : null,
      isSaved: form === null && visit.ctx.query.saved === 'yes',
    },
    lookOf(visit, form ? 422 : 200),
  );
}

async function rename(deps: FactorsPageDeps, visit: Visit, { name = '' }: FormFields): Promise<void> {
  const { account } = visit;
  const enrollmentId = String(visit.ctx.params.factor);
  const renamed = await deps.rename({
    accountId: account.id,
    enrollmentId,
    name,
    context: contextOf(visit, null),
  });
  if (renamed.ok) return redirect(visit, `${factorPath(enrollmentId)}?saved=yes`);
  if (renamed.reason === 'unknown') return showProblem(deps.pages, visit.ctx, 404, 'not-found');
  await showOne(deps, visit, { values: { name }, errors: { name: problem(renamed.reason) } });
}

function problem(reason: 'empty' | 'long'): FieldError {
  return reason === 'empty'
    ? { key: 'error.required.factor-name' }
    : { key: 'error.factor-name-long', params: { max: longestFactorName } };
}
