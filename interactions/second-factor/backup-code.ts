// The second factor by one of the backup codes.
// Invariant: a code is used once; who has few left reads how many before the sign-in ends.
import { type BackupCodes, fewBackupCodes } from '../../factors/backup-codes/backup-codes.ts';
import type { Pages } from '../../http/pages.ts';
import { type ErrorKey, emptyForm } from '../../views/form.ts';
import { advance, look, statusOf } from '../step.ts';
import { changeSignIn, type VisitDeps } from '../visit.ts';
import { again, type Method, proving, refusedCode } from './method.ts';

export interface BackupCodeMethodDeps extends Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
  readonly backupCodes: BackupCodes;
}

export function createBackupCodeMethod(deps: BackupCodeMethodDeps): Method {
  return {
    show: (visit, frame, shown) =>
      deps.pages.show(
        visit.ctx,
        'interactions/backup-code',
        { ...frame, form: shown?.form ?? emptyForm },
        look(visit, statusOf(shown)),
      ),
    async submit(at, { code = '' }) {
      if (code.trim() === '') return again('error.required.code');
      const result = await deps.backupCodes.verify({ ...proving(at), code });
      if (!result.ok) return refusedCode(result, errors);
      if (result.left > fewBackupCodes) return advance;
      const changed = await changeSignIn(deps, at.visit.signIn.id, { fewBackupCodesLeft: result.left });
      return changed ? advance : { outcome: 'expired' };
    },
  };
}

const errors = {
  wrong: 'error.backup-code-wrong',
  malformed: 'error.backup-code-malformed',
  'used-already': 'error.backup-code-used',
  disabled: 'error.factor-disabled',
  'not-enrolled': 'error.backup-code-wrong',
} as const satisfies Record<string, ErrorKey>;
