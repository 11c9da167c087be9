// Shows the ten backup codes made in this sign-in until the person says that they are kept.
// Invariant: they stand sealed in the sign-in only; once kept, nobody sees them again, admins included (B3).
import { openShownCodes } from '../factors/backup-codes/shown.ts';
import type { Pages } from '../http/pages.ts';
import type { Vault } from '../ports/vault.ts';
import { emptyForm, type FormState, formWithError } from '../views/form.ts';
import { setUpStep } from './set-up-steps.ts';
import { advance, look, type PostingDeps, posting, type Step, statusOf, stepPath } from './step.ts';
import { changeSignIn, type Visit, type VisitDeps } from './visit.ts';

export interface BackupCodesDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
  readonly vault: Vault;
}

type Form = FormState<'kept'>;

export function createBackupCodes(deps: BackupCodesDeps): Step<'backup-codes', Form> {
  return {
    show: ({ visit, judged }, again) =>
      deps.pages.show(
        visit.ctx,
        'interactions/set-up-backup-codes',
        {
          ...posting(deps, visit, 'backup-codes'),
          step: isSettingUp(visit) ? setUpStep(visit, 'backup-codes', judged, null) : null,
          form: again?.form ?? emptyForm,
          codes: unkeptCodes(deps.vault, visit, judged.account?.account.id ?? '') ?? [],
          downloadHref: stepPath(visit, 'backup-codes.txt'),
          printHref: stepPath(visit, 'backup-codes/print'),
        },
        look(visit, statusOf(again)),
      ),

    async submit({ visit }, { kept }) {
      if (kept !== 'yes') return { outcome: 'again', form: formWithError('kept', 'error.required.kept') };
      const changed = await changeSignIn(deps, visit.signIn.id, { unkeptBackupCodes: null });
      return changed ? advance : { outcome: 'expired' };
    },
  };
}

/** Else they came with a passkey that was set up earlier. */
function isSettingUp({ signIn }: Visit): boolean {
  return signIn.confirmation !== null || signIn.setUpKind !== null;
}

/** Few are left: the person reads how many, once. */
export function createBackupCodesLow(deps: BackupCodesDeps): Step<'backup-codes-low', null> {
  return {
    show: ({ visit }) =>
      deps.pages.show(
        visit.ctx,
        'interactions/backup-codes-low',
        { ...posting(deps, visit, 'backup-codes-low'), left: visit.signIn.fewBackupCodesLeft ?? 0 },
        look(visit),
      ),
    async submit({ visit }) {
      const changed = await changeSignIn(deps, visit.signIn.id, { fewBackupCodesLeft: null });
      return changed ? advance : { outcome: 'expired' };
    },
  };
}

/** The codes of this sign-in that were not said to be kept; null if there are none. */
export function unkeptCodes(vault: Vault, { signIn }: Visit, accountId: string): readonly string[] | null {
  const { unkeptBackupCodes } = signIn;
  return unkeptBackupCodes === null ? null : openShownCodes(vault, unkeptBackupCodes, accountId);
}
