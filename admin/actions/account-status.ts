// Disabling and enabling accounts.
// Invariant: disabling only restricts, so it goes ahead and its event is queued; whatever the account holds ends with it.

import { endSessions } from '../../factors/end-sessions.ts';
import { voidConfirmations } from '../../factors/second-ways/confirmation.ts';
import type { OneTimePurpose } from '../../ports/one-time-secrets.ts';
import { type AccountUpdated, replaceAccount } from './account-record.ts';
import { type AdminDeps, contextOf, record, refusal, refused } from './action.ts';
import type { AdminActor } from './authorize.ts';

export interface AccountStatusActions {
  /** From the next request on nobody is let in with it; its sessions, grants, invitations and codes end. */
  disable(actor: AdminActor, accountId: string, reason: string | null): Promise<AccountUpdated>;
  enable(actor: AdminActor, accountId: string, reason: string | null): Promise<AccountUpdated>;
}

export function createAccountStatusActions(deps: AdminDeps): AccountStatusActions {
  return {
    disable: (actor, accountId, reason) => disable(deps, actor, accountId, reason),
    enable: (actor, accountId, reason) => enable(deps, actor, accountId, reason),
  };
}

async function disable(
  deps: AdminDeps,
  actor: AdminActor,
  accountId: string,
  reason: string | null,
): Promise<AccountUpdated> {
  const current = await deps.storage.accounts.find(accountId);
  const no = refusal(actor, 'account.disable', { tenantId: current?.tenantId ?? null, accountId });
  if (no) return no;
  if (!current) return refused('unknown-account');
  const context = contextOf(actor, { tenantId: current.tenantId, accountId, email: current.email });
  if (current.status === 'active') {
    const next = {
      ...current,
      status: 'disabled',
      version: current.version + 1,
      updatedAt: deps.now(),
    } as const;
    const result = await replaceAccount(deps, next, ['status']);
    if (!result.ok) return result;
    deps.audit.queue({ type: 'account.disabled', reason }, context, deps.now());
  }
  // Also for one that was disabled already: an earlier attempt may have ended before this line.
  // Links and codes first: with the store of sessions away they would be good once it is enabled. But not before the event, or
  // the follow-up of crashes could not tell what became of them.
  await deps.storage.oneTimeSecrets.void(accountId);
  await voidConfirmations(deps, accountId, deps.now());
  await endSessions(deps, accountId, 'admin', context);
  const account = (await deps.storage.accounts.find(accountId)) ?? current;
  return { ok: true, account, fields: current.status === 'active' ? ['status'] : [] };
}

async function enable(
  deps: AdminDeps,
  actor: AdminActor,
  accountId: string,
  reason: string | null,
): Promise<AccountUpdated> {
  const current = await deps.storage.accounts.find(accountId);
  const no = refusal(actor, 'account.enable', { tenantId: current?.tenantId ?? null, accountId });
  if (no) return no;
  if (!current) return refused('unknown-account');
  if (current.status === 'active') return { ok: true, account: current, fields: [] };
  const next = { ...current, status: 'active', version: current.version + 1, updatedAt: deps.now() } as const;
  const context = contextOf(actor, { tenantId: current.tenantId, accountId, email: current.email });
  // Disabling may have been cut short when it had ended some of them: none comes back to life with the account.
  await endSessions(deps, accountId, 'admin', context);
  await useUp(deps, accountId);
  await voidConfirmations(deps, accountId, current.updatedAt);
  return record(deps, { type: 'account.enabled', reason }, context, (eventId) =>
    replaceAccount(deps, { ...next, eventId }, ['status']),
  );
}

/** What was sent to the person before. A code of the help desk may be from a reset in between, for the time that begins now. */
const sent: readonly OneTimePurpose[] = [
  ...(['mailbox-code', 'password-link', 'sms-code', 'invitation'] as const),
  ...(['email-change-old', 'email-change-new'] as const),
];

async function useUp({ storage, now }: AdminDeps, accountId: string): Promise<void> {
  for (const purpose of sent) {
    const secret = await storage.oneTimeSecrets.findFor(accountId, purpose, now());
    if (secret) await storage.oneTimeSecrets.consume(secret.id, now());
  }
}
