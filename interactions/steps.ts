// The steps of the sign-in that have a form, by name.
// Invariant: a step without its file here does not compile.
import { createSelectAccount } from './1-select-account.ts';
import { createOrganization } from './2-organization.ts';
import { createNewPassword } from './3-new-password.ts';
import { createPasswordStep } from './3-password.ts';
import { createPasswordLinkStep } from './3-password-link.ts';
import { createSecondFactor } from './4-second-factor.ts';
import { createConfirmation } from './5-set-up-confirmation.ts';
import { createAuthenticator } from './6-set-up-authenticator.ts';
import { createChoice } from './6-set-up-choice.ts';
import { createSetUpPasskey } from './6-set-up-passkey.ts';
import { createPhone } from './6-set-up-phone.ts';
import { createBackupCodes, createBackupCodesLow } from './7-backup-codes.ts';
import { createNotRaised } from './7-not-raised.ts';
import type { Steps } from './go-on.ts';
import { runnable } from './step.ts';

export type StepDeps = Parameters<typeof createSelectAccount>[0] &
  Parameters<typeof createOrganization>[0] &
  Parameters<typeof createPasswordStep>[0] &
  Parameters<typeof createPasswordLinkStep>[0] &
  Parameters<typeof createNewPassword>[0] &
  Parameters<typeof createSecondFactor>[0] &
  Parameters<typeof createConfirmation>[0] &
  Parameters<typeof createChoice>[0] &
  Parameters<typeof createAuthenticator>[0] &
  Parameters<typeof createSetUpPasskey>[0] &
  Parameters<typeof createPhone>[0] &
  Parameters<typeof createBackupCodes>[0] &
  Parameters<typeof createBackupCodesLow>[0] &
  Parameters<typeof createNotRaised>[0];

export function createSteps(deps: StepDeps): Steps {
  return {
    'select-account': runnable(createSelectAccount(deps)),
    organization: runnable(createOrganization(deps)),
    password: runnable(createPasswordStep(deps)),
    'password-link': runnable(createPasswordLinkStep(deps)),
    'new-password': runnable(createNewPassword(deps)),
    'second-factor': runnable(createSecondFactor(deps)),
    'set-up-confirmation': runnable(createConfirmation(deps)),
    'set-up-choice': runnable(createChoice(deps)),
    'set-up-authenticator': runnable(createAuthenticator(deps)),
    'set-up-passkey': runnable(createSetUpPasskey(deps)),
    'set-up-phone': runnable(createPhone(deps)),
    'backup-codes': runnable(createBackupCodes(deps)),
    'backup-codes-low': runnable(createBackupCodesLow(deps)),
    'not-raised': runnable(createNotRaised(deps)),
  };
}
