// Ends every session, grant, token and remembered device of an account: part of resets, new passwords, and "this was not me".
// The running server tells their applications (ports/logouts).
// Invariant: it only restricts, so it goes ahead and its event is queued; nothing is told of where nothing was granted.
import type { AuditLog, EventContext } from '../audit/event.ts';
import type { Storage } from '../ports/storage.ts';
import { type ForgottenBy, forgetDevices } from './forget-devices.ts';
import { noteLogouts } from './note-logouts.ts';

export interface EndingDeps {
  readonly storage: Pick<Storage, 'grantBases' | 'logouts' | 'rememberedDevices' | 'sessions'>;
  readonly audit: Pick<AuditLog, 'queue'>;
  /** ms. */
  readonly now: () => number;
}

export async function endSessions(
  deps: EndingDeps,
  accountId: string,
  by: ForgottenBy & ('person' | 'admin'),
  context: EventContext,
): Promise<void> {
  const { storage, audit, now } = deps;
  const at = now();
  let isGranted = false;
  for await (const some of storage.grantBases.ofAccount(accountId, at)) {
    isGranted = true;
    await noteLogouts(storage.logouts, some, at);
  }
  await storage.sessions.endAll(accountId, at);
  await forgetDevices(deps, by, { ...context, accountId });
  if (isGranted) audit.queue({ type: 'session.ended', by }, context, at);
}
