// Gives the enrolled member an authenticator app and backup codes, as if they had gone through the set-up pages.
// Invariant: both come in one conditional update after their events, sealed and hashed as the factors themselves do it.
import { type AdminDeps, contextOf, newId, record } from '../admin/actions/action.ts';
import type { AdminActor } from '../admin/actions/authorize.ts';
import type { Account } from '../ports/accounts.ts';
import type { BackupCodeSet, Enrollments, TotpEnrollment } from '../ports/enrollments.ts';
import type { Vault } from '../ports/vault.ts';
import { done } from './done.ts';
import type { AccountSecrets } from './secrets-file.ts';

export interface EnrollDeps extends AdminDeps {
  readonly vault: Vault;
  /** Backup codes as they are kept. */
  readonly hashBackupCodes: (
    accountId: string,
    codes: readonly string[],
  ) => Promise<Pick<BackupCodeSet, 'salt' | 'codes'>>;
}

/** Nothing to do where the account has a record of factors already, emptied or not. */
export async function ensureEnrolled(
  deps: EnrollDeps,
  actor: AdminActor,
  account: Account,
  { totpSecret, backupCodes }: AccountSecrets,
): Promise<void> {
  const { storage, audit, now } = deps;
  const current = await storage.enrollments.find(account.id);
  if (totpSecret === null || current.version > 0) return;

  const set = { id: newId(), ...(await deps.hashBackupCodes(account.id, backupCodes)) };
  const context = contextOf(actor, {
    tenantId: account.tenantId,
    accountId: account.id,
    email: account.email,
  });
  const enrollmentId = newId();
  const enrolled = { type: 'factor.enrolled', kind: 'totp', enrollmentId, confirmedBy: 'operator' } as const;
  const factorEventId = await audit.append(enrolled, context, now());
  const issued = { type: 'backup-codes.issued', setId: set.id, count: backupCodes.length } as const;
  const written = await record(deps, issued, context, async (eventId) => {
    const factor = totpEnrollment(deps, account.id, enrollmentId, totpSecret, factorEventId);
    const next = withFactors(current, factor, { ...set, createdAt: now(), disabledAt: null, eventId });
    return { ok: await storage.enrollments.replace(next) };
  });
  done(written, 'enrollment');
}

function totpEnrollment(
  { vault, now }: EnrollDeps,
  accountId: string,
  id: string,
  secret: string,
  eventId: string,
): TotpEnrollment {
  return {
    kind: 'totp',
    id,
    name: 'Sample authenticator',
    secret: vault.seal(secret, accountId),
    lastStep: 0,
    confirmedAt: now(),
    lastUsedAt: null,
    disabledAt: null,
    eventId,
  };
}

function withFactors(current: Enrollments, factor: TotpEnrollment, backupCodes: BackupCodeSet): Enrollments {
  return { ...current, version: current.version + 1, factors: [factor], backupCodes };
}
