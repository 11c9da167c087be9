// The page of a passkey that was set up before and never used: it is used now, and counts.
// Invariant: like every set-up it asks for fresh proof (A12); a passkey of another account is as good as none.
import type { FormFields } from '../http/form-body.ts';
import { showBusy, showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import type { Enrollment } from '../ports/enrollments.ts';
import type { Again } from './again.ts';
import { canBeTried, factorPath, ownFactor, pageOf } from './factors.ts';
import { changes, reads } from './rows.ts';
import { addedHref, beginSetUp, endSetUp, givenSetUp, newSetUpId, setUpPath } from './set-up/set-up.ts';
import { type PasskeyForm, showFirstUse, type UsePasskeyDeps, useFirst } from './use-passkey.ts';
import { redirect, type Visit, type Visits } from './visit.ts';

export function tryPasskeyRoutes(deps: UsePasskeyDeps, visits: Visits): readonly RouteRow[] {
  const fresh = { fresh: true } as const;
  const path = '/factor/:factor/try';
  return [
    reads(
      path,
      visits.reading((visit) => show(deps, visit), fresh),
    ),
    changes(
      path,
      visits.acting(pageOf('try'), (visit, fields) => submit(deps, visit, fields), fresh),
      'ten a minute an account (B6)',
    ),
  ];
}

async function show(deps: UsePasskeyDeps, visit: Visit): Promise<void> {
  const passkey = await untriedOf(deps, visit);
  if (passkey) await ask(deps, visit, passkey, newSetUpId(), null);
}

/** The one that the address names; null where the answer was given already. */
async function untriedOf(deps: UsePasskeyDeps, visit: Visit): Promise<Enrollment | null> {
  const factor = await ownFactor(deps, visit);
  if (!factor || canBeTried(factor, visit)) return factor;
  redirect(visit, factorPath(factor.id));
  return null;
}

/** @param given of the set-up that begins when the passkey answers */
function ask(
  deps: UsePasskeyDeps,
  visit: Visit,
  passkey: Enrollment,
  given: string,
  shown: Again<PasskeyForm> | null,
): Promise<void> {
  const href = factorPath(passkey.id, 'try');
  const use = { passkey, setUpId: givenSetUp(given), action: `${href}?set-up=${given}`, href };
  return showFirstUse(deps, visit, { ...use, isNew: false, besideSetUp: null }, shown);
}

async function submit(deps: UsePasskeyDeps, visit: Visit, fields: FormFields): Promise<void> {
  const passkey = await untriedOf(deps, visit);
  if (!passkey) return;
  const given = String(visit.ctx.query['set-up']);
  const at = await beginSetUp(deps, visit, given, { setUpKind: 'passkey' });
  if (!at) return showProblem(deps.pages, visit.ctx, 400, 'bad-form');
  const used = await useFirst(deps, at, passkey, fields);
  if (used === 'busy') return showBusy(deps.pages, visit.ctx);
  if ('form' in used) return ask(deps, visit, passkey, given, used);
  if (used.backupCodes) return redirect(visit, setUpPath(at.setUp));
  await endSetUp(deps, at);
  redirect(visit, addedHref);
}
