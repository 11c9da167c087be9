// Shows new backup codes until the person says that they are kept, and lets them be downloaded and printed.
// Invariant: they stand sealed in the set-up only; once kept, nobody sees them again, admins included (B3).
import { openShownCodes } from '../../factors/backup-codes/shown.ts';
import { sendBackupCodesFile } from '../../http/backup-codes-file.ts';
import type { FormFields } from '../../http/form-body.ts';
import type { Pages } from '../../http/pages.ts';
import type { Tenants } from '../../ports/tenants.ts';
import type { Vault } from '../../ports/vault.ts';
import { emptyForm, type FormState, formWithError } from '../../views/form.ts';
import { labelOf, lookOf, redirect } from '../visit.ts';
import { stepOf } from './frame.ts';
import { addedHref, endSetUp, type SettingUp, type SetUpDeps, setUpPath } from './set-up.ts';

export interface CodesDeps extends SetUpDeps {
  readonly pages: Pages;
  readonly vault: Vault;
  readonly tenants: Tenants;
}

type Form = FormState<'kept'>;

export async function showCodes(deps: CodesDeps, at: SettingUp, form: Form = emptyForm): Promise<void> {
  const { visit, setUp } = at;
  await deps.pages.show(
    visit.ctx,
    'interactions/set-up-backup-codes',
    {
      action: setUpPath(setUp, 'backup-codes'),
      csrf: visit.csrf,
      // New ones alone are no set-up.
      step: setUp.setUpKind === null ? null : stepOf(at, 'backup-codes'),
      form,
      codes: codesOf(deps, at),
      downloadHref: setUpPath(setUp, 'backup-codes-file'),
      printHref: setUpPath(setUp, 'backup-codes-print'),
    },
    lookOf(visit, form === emptyForm ? 200 : 422),
  );
}

export async function saidKept(deps: CodesDeps, at: SettingUp, { kept }: FormFields): Promise<void> {
  if (kept !== 'yes') return showCodes(deps, at, formWithError('kept', 'error.required.kept'));
  await endSetUp(deps, at);
  redirect(at.visit, at.setUp.setUpKind === null ? '/account/backup-codes?done=renewed' : addedHref);
}

export async function downloadCodes(deps: CodesDeps, at: SettingUp): Promise<void> {
  const { visit } = at;
  const organization = await organizationOf(deps, at);
  await sendBackupCodesFile(deps.pages, visit.ctx, lookOf(visit), { codes: codesOf(deps, at), organization });
}

export async function printCodes(deps: CodesDeps, at: SettingUp): Promise<void> {
  const { visit, setUp } = at;
  await deps.pages.show(
    visit.ctx,
    'interactions/backup-codes-print',
    {
      codes: codesOf(deps, at),
      account: labelOf(visit.account),
      organization: await organizationOf(deps, at),
      at: deps.now(),
      backHref: setUpPath(setUp),
    },
    lookOf(visit),
  );
}

/** Those that were not said to be kept. */
function codesOf({ vault }: CodesDeps, { visit, setUp }: SettingUp): readonly string[] {
  const { unkeptBackupCodes } = setUp;
  return unkeptBackupCodes === null ? [] : openShownCodes(vault, unkeptBackupCodes, visit.account.id);
}

async function organizationOf({ tenants }: CodesDeps, { visit }: SettingUp): Promise<string> {
  return (await tenants.find(visit.account.tenantId))?.name ?? '';
}
