// The backup codes of the account: how many are left, and ten new ones in their place (B3).
// Invariant: new ones only after fresh proof of a second step (A12); they are shown once, on the page of their set-up.

import type { AskingNewCodes, NewCodesGiven } from '../factors/backup-codes/renewing.ts';
import { sealShownCodes } from '../factors/backup-codes/shown.ts';
import { frozenUntil } from '../factors/binding.ts';
import type { FormFields } from '../http/form-body.ts';
import { showBusy, showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import { provableLevelOf } from '../policy/situation.ts';
import type { BackupCodeSet, EnrollmentStore } from '../ports/enrollments.ts';
import type { Vault } from '../ports/vault.ts';
import { doneOf } from './done.ts';
import { contextOf } from './own-context.ts';
import { changes, reads } from './rows.ts';
import type { CodesDeps } from './set-up/codes.ts';
import { beginSetUp, changeSetUp, newSetUpId, setUpPath } from './set-up/set-up.ts';
import { lookOf, policyOf, redirect, type Visit, type Visits } from './visit.ts';

export interface BackupCodesPageDeps extends CodesDeps {
  readonly vault: Vault;
  readonly enrollments: EnrollmentStore;
  readonly giveNewBackupCodes: (asking: AskingNewCodes) => Promise<NewCodesGiven>;
}

const page = '/account/backup-codes';
const ends = ['renewed'] as const;
const newPage = `${page}/new`;

export function backupCodesRoutes(deps: BackupCodesPageDeps, visits: Visits): readonly RouteRow[] {
  const fresh = { fresh: true } as const;
  return [
    reads(
      '/backup-codes',
      visits.reading((visit) => show(deps, visit)),
    ),
    reads(
      '/backup-codes/new',
      visits.reading((visit) => showNew(deps, visit), fresh),
    ),
    changes(
      '/backup-codes/new',
      visits.acting(newPage, (visit, fields) => makeNew(deps, visit, fields), fresh),
      'hashes in flight',
    ),
  ];
}

/** Codes stand in for a factor: there has to be one, and it has to be possible to prove it. */
function mayHaveCodes(visit: Visit): boolean {
  const { account } = visit.judged.facts;
  return (
    account !== null && account.factors.length > 0 && provableLevelOf(account, policyOf(visit)) !== 'none'
  );
}

function stoppedUntil({ now }: BackupCodesPageDeps, { judged }: Visit): number | null {
  return frozenUntil(judged.account?.frozen ?? null, now());
}

async function show(deps: BackupCodesPageDeps, visit: Visit): Promise<void> {
  const { backupCodes } = await deps.enrollments.find(visit.account.id);
  const until = stoppedUntil(deps, visit);
  await deps.pages.show(
    visit.ctx,
    'account/backup-codes',
    {
      set: backupCodes && {
        left: leftOf(backupCodes),
        of: backupCodes.codes.length,
        madeAt: backupCodes.createdAt,
      },
      newHref: mayHaveCodes(visit) && until === null ? newPage : null,
      frozenUntil: until,
      done: doneOf(visit, ends),
      addHref: '/account/factors',
    },
    lookOf(visit),
  );
}

/** Unused ones; none where they failed too often. */
export function leftOf({ codes, disabledAt }: BackupCodeSet): number {
  return disabledAt === null ? codes.filter(({ usedAt }) => usedAt === null).length : 0;
}

async function showNew(deps: BackupCodesPageDeps, visit: Visit): Promise<void> {
  // Where changes are stopped, that page says so.
  if (!mayHaveCodes(visit) || stoppedUntil(deps, visit) !== null) return redirect(visit, page);
  const { backupCodes } = await deps.enrollments.find(visit.account.id);
  await deps.pages.show(
    visit.ctx,
    'account/backup-codes-new',
    {
      action: `${newPage}?set-up=${newSetUpId()}`,
      csrf: visit.csrf,
      replaces: backupCodes?.id ?? '',
      backHref: page,
    },
    lookOf(visit),
  );
}

async function makeNew(
  deps: BackupCodesPageDeps,
  visit: Visit,
  { replaces = '' }: FormFields,
): Promise<void> {
  const { ctx, account } = visit;
  if (!mayHaveCodes(visit)) return redirect(visit, page);
  const { 'set-up': id } = ctx.query;
  const at = await beginSetUp(deps, visit, typeof id === 'string' ? id : '', { setUpKind: null });
  if (!at) return showProblem(deps.pages, ctx, 400, 'bad-form');
  const given = await deps.giveNewBackupCodes({
    accountId: account.id,
    replaces: replaces === '' ? null : replaces,
    context: contextOf(visit, { signInId: at.setUp.id }),
  });
  if (given.ok) {
    const unkeptBackupCodes = sealShownCodes(deps.vault, given.codes, account.id);
    await changeSetUp(deps, at, { unkeptBackupCodes });
    return redirect(visit, setUpPath(at.setUp));
  }
  if (given.reason === 'busy') return showBusy(deps.pages, ctx);
  // A second click: the first has made them, and its set-up shows them. Or they were made elsewhere: then it leads to how many there are.
  redirect(visit, given.reason === 'changed' ? setUpPath(at.setUp) : page);
}
