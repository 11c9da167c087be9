// The account that an act is about, for whoever may do that act to it.
// Invariant: who may not learns nothing of it, not even whether it is there.
import type { EventContext } from '../../audit/event.ts';
import type { Account } from '../../ports/accounts.ts';
import { type AdminDeps, contextOf, type NotAllowed, type Refused, refusal, refused } from './action.ts';
import type { AdminAct, AdminActor } from './authorize.ts';

export type Nobody = NotAllowed | Refused<'unknown-account'>;

export interface Found {
  readonly ok: true;
  readonly account: Account;
  readonly context: EventContext & { readonly accountId: string };
}

export async function findAccount(
  { storage }: AdminDeps,
  actor: AdminActor,
  act: AdminAct,
  accountId: string,
): Promise<Found | Nobody> {
  const account = await storage.accounts.find(accountId);
  const { tenantId = null, roles = null } = account ?? {};
  const no = refusal(actor, act, { tenantId, accountId, roles });
  if (no) return no;
  if (!account) return refused('unknown-account');
  const { email } = account;
  return { ok: true, account, context: { ...contextOf(actor, { tenantId, email }), accountId } };
}
