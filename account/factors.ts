// The second steps of the account: what is set up, since when, when it was used last, and what to do about each.
// Invariant: a factor of another account is as good as none (CVE-2020-5240); a name changes nothing that proves.
import type { Context } from 'koa';
import { enrolledFactor, isUntried } from '../factors/enrolled-factor.ts';
import { passkeySite, userHandleOf } from '../factors/passkey/site.ts';
import { isFactorRequired, missingOf } from '../factors/removal/staying.ts';
import { longestFactorName, type Renamed, type Renaming } from '../factors/renaming.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import type { RouteRow } from '../http/route.ts';
import { reaches } from '../policy/level.ts';
import { levelOfFactor } from '../policy/proof.ts';
import type { Enrollment, EnrollmentStore, Enrollments } from '../ports/enrollments.ts';
import { type FieldError, type FormState, filledForm } from '../views/form.ts';
import type { ShownFactor } from '../views/pages-factors.ts';
import { leftOf } from './backup-codes.ts';
import { doneOf } from './done.ts';
import { showNotListed } from './not-listed.ts';
import { offersOf } from './offers.ts';
import { contextOf } from './own-context.ts';
import { changes, reads } from './rows.ts';
import { lookOf, policyOf, redirect, type Visit, type Visits } from './visit.ts';

export interface FactorsPageDeps {
  readonly issuer: URL;
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
      visits.acting(pageOf(), (visit, fields) => rename(deps, visit, fields)),
    ),
  ];
}

export function factorPath(id: string, part = ''): string {
  return `/account/factor/${id}${part && `/${part}`}`;
}

/** The page of the factor that the address of a form names. */
export function pageOf(part = ''): (ctx: Context) => string {
  return ({ params }) => factorPath(String(params.factor), part);
}

/** Whether all may go: nobody asks for one, and there is a password that is left to sign in with (B7). */
export function canTurnOff(visit: Visit): boolean {
  return !isRequired(visit) && hasPassword(visit);
}

function hasPassword({ judged }: Visit): boolean {
  return judged.facts.account?.passwordVersion !== null;
}

/** Whether enough stays without it and what is on its way out, as the removal itself judges. */
function canGo(record: Enrollments, factorId: string, visit: Visit): boolean {
  const going = new Set([factorId, ...record.removals.map((removal) => removal.factorId)]);
  const staying = record.factors.filter(({ id }) => !going.has(id));
  const rules = { policy: policyOf(visit), hasPassword: hasPassword(visit) };
  return missingOf(staying, record, rules) === null;
}

/** Whether the organization asks this account for a second step, so that one has to stay (B7). */
export function isRequired(visit: Visit): boolean {
  const { account } = visit.judged.facts;
  return account !== null && isFactorRequired(policyOf(visit), account);
}

/** Whether it was never used, and can be used now, so that it counts. */
export function canBeTried(factor: Enrollment, visit: Visit): boolean {
  return isUntried(factor) && factor.disabledAt === null && offersOf(visit).includes('passkey');
}

/** Whether it is better than what else could be proved in its place, so that somebody without it has another way to remove it. */
export function mayBeLost(factor: Enrollment, visit: Visit): boolean {
  return !isUntried(factor) && !reaches('mfa', levelOfFactor(enrolledFactor(factor), policyOf(visit)));
}

function shownFactor(factor: Enrollment, removals: Enrollments['removals'], visit: Visit): ShownFactor {
  const { id, kind, name, confirmedAt, lastUsedAt, disabledAt } = factor;
  return {
    href: factorPath(id),
    kind,
    name,
    addedAt: confirmedAt,
    lastUsedAt,
    isUntried: isUntried(factor),
    tryHref: canBeTried(factor, visit) ? factorPath(id, 'try') : null,
    isDisabled: disabledAt !== null,
    goesAt: removals.find(({ factorId }) => factorId === id)?.until ?? null,
    keepAction: factorPath(id, 'keep'),
  };
}

async function showAll({ pages, enrollments, issuer }: FactorsPageDeps, visit: Visit): Promise<void> {
  const { factors, backupCodes, removals } = await enrollments.find(visit.account.id);
  await pages.show(
    visit.ctx,
    'account/factors',
    {
      csrf: visit.csrf,
      factors: factors.map((factor) => shownFactor(factor, removals, visit)),
      addHref: offersOf(visit).length > 0 ? '/account/factors/add' : null,
      offHref: factors.length > 0 && canTurnOff(visit) ? '/account/factors/off' : null,
      backupCodesHref: '/account/backup-codes',
      backupCodesLeft: backupCodes && leftOf(backupCodes),
      passkeys: passkeysOf(issuer, visit, factors),
      done: doneOf(visit, ends),
    },
    lookOf(visit),
  );
}

/** WebAuthn Level 3 5.1.10, signalAllAcceptedCredentials. */
function passkeysOf({ origin }: URL, { account }: Visit, factors: readonly Enrollment[]) {
  const allAcceptedCredentialIDs = factors.flatMap((each) =>
    each.kind === 'passkey' ? [each.credentialId] : [],
  );
  return { rpID: passkeySite(origin).rpId, userID: userHandleOf(account.id), allAcceptedCredentialIDs };
}

const ends = ['added', 'removed', 'going', 'kept', 'off'] as const;

/** The factor that the address names, if it is one of this account's; else the answer says that it is none. */
export async function ownFactor(
  { enrollments, pages }: Pick<FactorsPageDeps, 'enrollments' | 'pages'>,
  visit: Visit,
): Promise<Enrollment | null> {
  const { factors } = await enrollments.find(visit.account.id);
  const found = factors.find(({ id }) => id === visit.ctx.params.factor);
  if (!found) await showNotListed(pages, visit, '/account/factors');
  return found ?? null;
}

async function showOne(deps: FactorsPageDeps, visit: Visit, form: Form | null): Promise<void> {
  const factor = await ownFactor(deps, visit);
  if (!factor) return;
  const { id, kind, name, disabledAt } = factor;
  const record = await deps.enrollments.find(visit.account.id);
  const { removals } = record;
  const goes = removals.some(({ factorId }) => factorId === id);
  const isLast = !isUntried(factor) && !canGo(record, id, visit);
  const isOffered = offersOf(visit).some((offered) => offered === kind);
  await deps.pages.show(
    visit.ctx,
    'account/factor',
    {
      ...shownFactor(factor, removals, visit),
      action: `${factorPath(id)}/name`,
      csrf: visit.csrf,
      form: form ?? filledForm({ name }),
      renewHref: disabledAt !== null && isOffered ? '/account/factors/add' : null,
      removal: goes
        ? null
        : isLast
          ? 'last'
          : {
              href: factorPath(id, 'remove'),
              lostHref: mayBeLost(factor, visit) ? factorPath(id, 'lost') : null,
            },
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
    context: contextOf(visit),
  });
  if (renamed.ok) return redirect(visit, `${factorPath(enrollmentId)}?saved=yes`);
  if (renamed.reason === 'unknown') return showNotListed(deps.pages, visit, '/account/factors');
  await showOne(deps, visit, { values: { name }, errors: { name: problem(renamed.reason) } });
}

function problem(reason: 'empty' | 'long'): FieldError {
  return reason === 'empty'
    ? { key: 'error.required.factor-name' }
    : { key: 'error.factor-name-long', params: { max: longestFactorName } };
}
