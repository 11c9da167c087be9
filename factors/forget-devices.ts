// Ends every remembered device of an account: the one act for all that should (A9): a new password, a factor reset or removed,
// a disabled account, "sign out everywhere", the person's or an admin's wish.
// Invariant: it only restricts, so it goes ahead and its event is queued; nothing is told where nothing was remembered.
import type { AuditLog, EventContext } from '../audit/event.ts';
import type { Storage } from '../ports/storage.ts';

export interface ForgetDeps {
  readonly storage: Pick<Storage, 'rememberedDevices'>;
  readonly audit: Pick<AuditLog, 'queue'>;
  /** ms. */
  readonly now: () => number;
}

export type ForgottenBy = 'person' | 'admin' | 'password' | 'factor';

/** Of the account that the context is about. Returns how many. */
export async function forgetDevices(
  { storage, audit, now }: ForgetDeps,
  by: ForgottenBy,
  context: EventContext & { readonly accountId: string },
): Promise<number> {
  const at = now();
  const devices = await storage.rememberedDevices.revokeAll(context.accountId, at);
  if (devices > 0) audit.queue({ type: 'remembered-device.revoked', by, devices }, context, at);
  return devices;
}
