// Forgets an account's failed tries, when an admin says so.
// Invariant: a factor that failed too often stays disabled: only renewing it helps (NIST SP 800-63B-4 3.2.2). A password and the
// mailbox, which nobody sets up anew, are admitted again.
import type { EventContext } from '../audit/event.ts';
import { factorKinds } from '../policy/tenant-policy.ts';
import type { Account } from '../ports/accounts.ts';
import type { CountedKind, FactorAttempts } from './attempts.ts';
import { changeEnrollments } from './change-enrollments.ts';
import type { FactorDeps } from './factor-deps.ts';
import type { PasswordAttempts } from './password/attempts.ts';
import { endResendDelay } from './sms/budget.ts';

export interface Unlocking {
  readonly account: Account;
  readonly context: EventContext;
}

export interface UnlockDeps extends FactorDeps {
  readonly factorAttempts: FactorAttempts;
  readonly passwordAttempts: PasswordAttempts;
}

const kinds: readonly CountedKind[] = [
  ...factorKinds,
  'backup-code',
  'break-glass',
  'mailbox-code',
  'enrollment-code',
  'email-change',
];

/** All counters of the account, in every network and browser. Writes `factor.unlocked` first. */
export async function unlock(deps: UnlockDeps, { account, context }: Unlocking): Promise<void> {
  const { id: accountId, tenantId, email, username } = account;
  await deps.audit.append(
    { type: 'factor.unlocked' },
    { ...context, tenantId, accountId, email },
    deps.now(),
  );
  await deps.passwordAttempts.forget(
    tenantId,
    [email, username].filter((each) => each !== null),
  );
  await deps.storage.passwords.admit(accountId);
  await changeEnrollments(deps, accountId, (present) =>
    present.mailboxDisabledAt === null ? { ok: false } : { ok: true, changes: { mailboxDisabledAt: null } },
  );
  for (const kind of kinds) await deps.factorAttempts.forget(accountId, kind);
  await endResendDelay(deps, accountId);
}
