// Which accounts get a mail when their password is forgotten.
// Invariant: asked anew at every step, so that what was mailed counts no longer than the account may have it.
import type { PasswordLinkRefusal } from '../../audit/event.ts';
import type { Account } from '../../ports/accounts.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import { confirmedOf } from '../enrolled-factor.ts';
import type { FactorDeps } from '../factor-deps.ts';
import { addressRefusal } from '../second-ways/mailbox-code.ts';

/** Why this account gets no new password by mail; null if it may. */
export async function passwordLinkRefusal(
  { storage, now }: Pick<FactorDeps, 'storage' | 'now'>,
  account: Account,
): Promise<PasswordLinkRefusal | null> {
  if (account.status !== 'active') return 'account-disabled';
  const [tenant, policy, password, enrollments] = await Promise.all([
    storage.tenants.find(account.tenantId),
    storage.policies.current(account.tenantId),
    storage.passwords.find(account.id),
    storage.enrollments.find(account.id),
  ]);
  if (tenant?.status !== 'active') return 'tenant-suspended';
  const address = addressRefusal(account, now());
  if (address) return address;
  if (enrollments.markedForReenrollment && policy?.policy.secondFactor !== 'off') return 'must-enroll-again';
  if (password !== undefined) return null;
  // Who signs in with passkeys only gets no password, but with a backup code may set up another passkey. Where the mailbox
  // does not count, that would rest on the backup code alone.
  const mailboxCounts = policy?.policy.mailboxConfirms === true;
  return mailboxCounts && confirmedOf(enrollments).length > 0 && hasBackupCode(enrollments)
    ? null
    : 'nothing-to-renew';
}

function hasBackupCode({ backupCodes }: Enrollments): boolean {
  return backupCodes?.disabledAt === null && backupCodes.codes.some(({ usedAt }) => usedAt === null);
}
