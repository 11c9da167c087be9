// Takes a second step off the account, later where it is lost, or all of them (B7, A14); and stops what is under way.
// Invariant: after fresh proof at the best level of the account (A12); who cannot prove that any more proves a lesser factor, and
// never a password alone where a second step can be proved (CVE-2026-3429).
import { freshLevelOf } from '../decision/fresh.ts';
import { enrolledFactor, isUntried } from '../factors/enrolled-factor.ts';
import type { FactorRemoved, Removing } from '../factors/removal/removing.ts';
import type { Pages } from '../http/pages.ts';
import type { RouteRow } from '../http/route.ts';
import { reaches } from '../policy/level.ts';
import { levelOfFactor } from '../policy/proof.ts';
import type { Enrollment, EnrollmentStore } from '../ports/enrollments.ts';
import type { PageModels } from '../views/pages.ts';
import { canTurnOff, factorPath, mayBeLost, ownFactor, pageOf } from './factors.ts';
import { contextOf } from './own-context.ts';
import { changes, reads } from './rows.ts';
import { type Fresh, lookOf, policyOf, redirect, type Visit, type Visits } from './visit.ts';

export interface RemovalDeps {
  readonly pages: Pages;
  readonly enrollments: EnrollmentStore;
  readonly removing: Removing;
}

/** Null where there was none; what is gone already is none. */
type Refused = PageModels['account/factor-remove']['refused'];
type Way = 'remove' | 'lost';

const all = '/account/factors';
const off = `${all}/off`;
/** A lost factor is removed with a lesser one. */
const proofs = { remove: { fresh: true }, lost: { fresh: true, atMost: 'mfa' } } as const satisfies Record<
  Way,
  Fresh
>;

export function removalRoutes(deps: RemovalDeps, visits: Visits): readonly RouteRow[] {
  const ways = ['remove', 'lost'] as const;
  return [
    ...ways.flatMap((way) => [
      reads(
        `/factor/:factor/${way}`,
        visits.reading((visit) => ask(deps, visit, way), proofs[way]),
      ),
      changes(
        `/factor/:factor/${way}`,
        visits.acting(pageOf(way), (visit) => remove(deps, visit, way), proofs[way]),
      ),
    ]),
    // Who has only the password must not stop what the owner asked for. The page leads back from fresh proof to the button.
    reads(
      '/factor/:factor/keep',
      visits.reading(async (visit) => {
        const factor = await ownFactor(deps, visit);
        if (factor) redirect(visit, factorPath(factor.id));
      }, proofs.lost),
    ),
    changes(
      '/factor/:factor/keep',
      visits.acting(pageOf('keep'), (visit) => keep(deps, visit), proofs.lost),
    ),
    reads(
      '/factors/off',
      visits.reading((visit) => askOff(deps, visit, null), { fresh: true }),
    ),
    changes(
      '/factors/off',
      visits.acting(off, (visit) => turnOff(deps, visit), { fresh: true }),
    ),
  ];
}

async function ask(deps: RemovalDeps, visit: Visit, way: Way): Promise<void> {
  const factor = await ownFactor(deps, visit);
  if (!factor) return;
  if (way === 'lost' && !mayBeLost(factor, visit)) return redirect(visit, factorPath(factor.id, 'remove'));
  await show(deps, visit, factor, way, null);
}

async function show(
  { pages }: RemovalDeps,
  visit: Visit,
  factor: Enrollment,
  way: Way,
  refused: Refused,
): Promise<void> {
  const { id, kind, name } = factor;
  await pages.show(
    visit.ctx,
    'account/factor-remove',
    {
      action: factorPath(id, way),
      csrf: visit.csrf,
      kind,
      name,
      isDelayed: !isEnough(visit, factor),
      isUntried: isUntried(factor),
      refused,
      backHref: factorPath(id),
    },
    lookOf(visit, refused === null ? 200 : 409),
  );
}

/** Whether what was proved reaches what the factor proves. */
function isEnough(visit: Visit, factor: Enrollment): boolean {
  return (
    isUntried(factor) ||
    reaches(freshLevelOf(visit.judged), levelOfFactor(enrolledFactor(factor), policyOf(visit)))
  );
}

async function remove(deps: RemovalDeps, visit: Visit, way: Way): Promise<void> {
  const factor = await ownFactor(deps, visit);
  if (!factor) return;
  if (way === 'lost' && !mayBeLost(factor, visit)) return redirect(visit, factorPath(factor.id, 'remove'));
  const removed = await removeOne(deps, visit, factor.id);
  if (removed.ok) return redirect(visit, `${all}?done=${removed.until === null ? 'removed' : 'going'}`);
  if (removed.reason === 'not-enrolled') return redirect(visit, all);
  await show(deps, visit, factor, way, removed);
}

function removeOne({ removing }: RemovalDeps, visit: Visit, factorId: string): Promise<FactorRemoved> {
  const provedLevel = freshLevelOf(visit.judged);
  return removing.remove({
    accountId: visit.account.id,
    factorId,
    provedLevel,
    context: contextOf(visit),
  });
}

async function keep(deps: RemovalDeps, visit: Visit): Promise<void> {
  const factorId = String(visit.ctx.params.factor);
  const about = { accountId: visit.account.id, factorId, context: contextOf(visit) };
  const isKept = await deps.removing.cancel(about);
  if (isKept) return redirect(visit, `${all}?done=kept`);
  // Sent twice, or not one of theirs.
  const factor = await ownFactor(deps, visit);
  if (factor) redirect(visit, all);
}

async function askOff({ pages, enrollments }: RemovalDeps, visit: Visit, refused: Refused): Promise<void> {
  const { factors } = await enrollments.find(visit.account.id);
  if (factors.length === 0 || !canTurnOff(visit)) return redirect(visit, all);
  await pages.show(
    visit.ctx,
    'account/factors-off',
    {
      action: off,
      csrf: visit.csrf,
      names: factors.map(({ name }) => name),
      isDelayed: factors.some((factor) => !isEnough(visit, factor)),
      refused,
      backHref: all,
    },
    lookOf(visit, refused === null ? 200 : 409),
  );
}

async function turnOff(deps: RemovalDeps, visit: Visit): Promise<void> {
  if (!canTurnOff(visit)) return redirect(visit, all);
  const { factors } = await deps.enrollments.find(visit.account.id);
  let isLater = false;
  for (const { id } of factors) {
    const removed = await removeOne(deps, visit, id);
    if (!removed.ok && removed.reason !== 'not-enrolled') return askOff(deps, visit, removed);
    isLater ||= removed.ok && removed.until !== null;
  }
  redirect(visit, `${all}?done=${isLater ? 'going' : 'off'}`);
}
