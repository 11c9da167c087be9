// Puts the factors together: what they share (counters, hashing) is made once, so that limits hold for all of them.
// Invariant: one queue of hashes a process.

import { createFactorAttempts } from './attempts.ts';
import { type BackupCodes, createBackupCodes } from './backup-codes/backup-codes.ts';
import { type AskingNewCodes, giveNewBackupCodes, type NewCodesGiven } from './backup-codes/renewing.ts';
import { type BreakGlass, createBreakGlass } from './break-glass.ts';
import { createEmailChange, type EmailChange, type EmailChangeDeps } from './email-change.ts';
import type { FactorDeps } from './factor-deps.ts';
import { createHelpAsking, type HelpAsking } from './help-request.ts';
import { createNotMe, type NotMe, type NotMeDeps } from './not-me.ts';
import { createPasskey, type Passkey } from './passkey/passkey.ts';
import {
  createPasskeyRegistration,
  type PasskeyRegistration,
  type PasskeyRegistrationDeps,
} from './passkey/registration.ts';
import { passkeySite } from './passkey/site.ts';
import { createPasswordAttempts } from './password/attempts.ts';
import { createHashing, type Hashing, type HashingOptions } from './password/hash.ts';
import { createPasswordLink, type PasswordLink, type PasswordLinkDeps } from './password/link.ts';
import { createPassword, type Password, type PasswordDeps } from './password/password.ts';
import { createPasswordSetting, type PasswordSetting } from './password/setting.ts';
import { createRememberedDevice, type RememberedDeviceFactor } from './remembered-device.ts';
import { createRemoving, type Removing } from './removal/removing.ts';
import { type Resetting, resetFactors } from './removal/reset.ts';
import { type Renamed, type Renaming, renameFactor } from './renaming.ts';
import { createEnrollmentCode, type EnrollmentCode } from './second-ways/enrollment-code.ts';
import { createInvitations, type Invitations } from './second-ways/invitation.ts';
import { createMailboxCode, type MailboxCode, type MailboxCodeDeps } from './second-ways/mailbox-code.ts';
import { createSmsEnrolling, type SmsEnrolling } from './sms/enrollment.ts';
import type { SmsSendingDeps } from './sms/sending.ts';
import { createSms, type Sms } from './sms/sms.ts';
import { createTotpEnrolling, type TotpEnrolling } from './totp/enrollment.ts';
import { createTotp, type Totp } from './totp/totp.ts';
import { type Unlocking, unlock } from './unlock.ts';

export interface FactorsDeps extends FactorDeps {
  readonly storage: NotMeDeps['storage'];
  readonly hashing: HashingOptions;
  /** Sends the mailbox code; see MailboxCodeDeps. */
  readonly mail: MailboxCodeDeps['mail'];
  /** Sends a code by text message; see SmsSendingDeps. */
  readonly text: SmsSendingDeps['text'];
  /** Counts what becomes of text messages; see SmsSendingDeps. */
  readonly countSms: SmsSendingDeps['countSms'];
  /** Sends the codes of a change of address; see EmailChangeDeps. */
  readonly mailEmailChange: EmailChangeDeps['mailEmailChange'];
  /** Sends a link to whoever forgot the password; see PasswordLinkDeps. */
  readonly mailPasswordLink: PasswordLinkDeps['mailPasswordLink'];
  /** Resolves after so many ms; see PasswordDeps. */
  readonly wait: PasswordDeps['wait'];
  /** An origin: passkeys are made for its host. */
  readonly issuer: string;
  readonly models: PasskeyRegistrationDeps['models'];
}

export interface Factors {
  readonly hashing: Hashing;
  readonly password: Password;
  readonly passwordSetting: PasswordSetting;
  readonly passwordLink: PasswordLink;
  readonly totp: Totp;
  readonly totpEnrolling: TotpEnrolling;
  readonly sms: Sms;
  readonly smsEnrolling: SmsEnrolling;
  readonly passkey: Passkey;
  readonly passkeyRegistration: PasskeyRegistration;
  readonly backupCodes: BackupCodes;
  readonly breakGlass: BreakGlass;
  readonly mailboxCode: MailboxCode;
  readonly emailChange: EmailChange;
  readonly enrollmentCode: EnrollmentCode;
  readonly invitations: Invitations;
  readonly rememberedDevice: RememberedDeviceFactor;
  /** See backup-codes/renewing.ts. */
  giveNewBackupCodes(asking: AskingNewCodes): Promise<NewCodesGiven>;
  /** See renaming.ts. */
  rename(renaming: Renaming): Promise<Renamed>;
  readonly removing: Removing;
  readonly notMe: NotMe;
  readonly helpAsking: HelpAsking;
  /** See reset.ts. */
  reset(resetting: Resetting): Promise<{ readonly cleared: readonly string[] }>;
  /** See unlock.ts. */
  unlock(unlocking: Unlocking): Promise<void>;
}

export function createFactors(deps: FactorsDeps): Factors {
  const hashing = createHashing(deps.hashing);
  const shared = {
    ...deps,
    hashing,
    site: passkeySite(deps.issuer),
    factorAttempts: createFactorAttempts(deps),
    passwordAttempts: createPasswordAttempts(deps),
  };
  const rememberedDevice = createRememberedDevice(deps);
  const passwordSetting = createPasswordSetting(shared);
  return {
    hashing,
    password: createPassword(shared),
    passwordSetting,
    passwordLink: createPasswordLink({ ...shared, passwordSetting }),
    totp: createTotp(shared),
    totpEnrolling: createTotpEnrolling(shared),
    sms: createSms(shared),
    smsEnrolling: createSmsEnrolling(shared),
    passkey: createPasskey(shared),
    passkeyRegistration: createPasskeyRegistration(shared),
    backupCodes: createBackupCodes(shared),
    breakGlass: createBreakGlass(shared),
    mailboxCode: createMailboxCode(shared),
    emailChange: createEmailChange(shared),
    enrollmentCode: createEnrollmentCode(shared),
    invitations: createInvitations({ ...shared, passwordSetting }),
    rememberedDevice,
    giveNewBackupCodes: (asking) => giveNewBackupCodes(shared, asking),
    rename: (renaming) => renameFactor(deps, renaming),
    removing: createRemoving(deps),
    notMe: createNotMe(deps),
    helpAsking: createHelpAsking(deps),
    reset: (resetting) => resetFactors(deps, resetting),
    unlock: (unlocking) => unlock(shared, unlocking),
  };
}
