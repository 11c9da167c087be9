// Gives the enrolled member an authenticator app and backup codes, as if they had gone through the set-up pages.
// Invariant: both come in one conditional update after their events, sealed and hashed as the factors themselves do it.
import { randomBytes } from 'node:crypto';
import { type AdminDeps, contextOf, newId, record } from '../admin/actions/action.ts';
import type { AdminActor } from '../admin/actions/authorize.ts';
import { makeBackupCodes, type NewBackupCodes } from '../factors/backup-codes/set.ts';
import type { Hashing } from '../factors/password/hash.ts';
import type { Account } from '../ports/accounts.ts';
import type { TotpEnrollment } from '../ports/enrollments.ts';
import type { Vault } from '../ports/vault.ts';
import { done } from './done.ts';

export interface EnrollDeps extends AdminDeps {
  readonly vault: Vault;
  readonly hashing: Hashing;
}

export interface Enrolling {
  readonly account: Account;
  /** Base32. */
  readonly totpSecret: string;
  /** Puts the new codes where they can be shown again; durable before anything is made from them. */
  readonly keepBackupCodes: (shown: readonly string[]) => Promise<void>;
}

/** Nothing to do where the account has a record of factors already, emptied or not. */
export async function ensureEnrolled(
  deps: EnrollDeps,
  actor: AdminActor,
  { account, totpSecret, keepBackupCodes }: Enrolling,
): Promise<void> {
  const { storage, audit, now } = deps;
  const { id: accountId, tenantId, email } = account;
  const current = await storage.enrollments.find(accountId);
  if (current.version > 0) return;

  const { shown, set } = await newBackupCodes(deps, accountId);
  await keepBackupCodes(shown);
  const context = contextOf(actor, { tenantId, accountId, email });
  const enrollmentId = newId();
  const enrolled = { type: 'factor.enrolled', kind: 'totp', enrollmentId, confirmedBy: 'operator' } as const;
  const factorEventId = await audit.append(enrolled, context, now());
  const issued = { type: 'backup-codes.issued', setId: set.id, count: shown.length } as const;
  const written = await record(deps, issued, context, async (eventId) => {
    const factor = totpEnrollment(deps, accountId, enrollmentId, totpSecret, factorEventId);
    const next = { factors: [factor], backupCodes: { ...set, eventId } };
    return storage.enrollments.replace({ ...current, ...next, version: current.version + 1 });
  });
  done(written, 'enrollment');
}

async function newBackupCodes(
  { hashing, vault, now }: EnrollDeps,
  accountId: string,
): Promise<NewBackupCodes> {
  const made = await hashing.run((place) =>
    makeBackupCodes({ vault, now, random: randomBytes }, place, accountId),
  );
  return done(made, 'backup codes').value;
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
