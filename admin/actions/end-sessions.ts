// What an admin's act ends besides: every session, grant and token of the account, and every remembered device.
// Invariant: it only restricts, so it goes ahead and its event is queued; nothing is told of where nothing was granted.
import type { EventContext } from '../../audit/event.ts';
import { forgetDevices } from '../../factors/forget-devices.ts';
import type { AdminDeps } from './action.ts';

export async function endSessions(deps: AdminDeps, accountId: string, context: EventContext): Promise<void> {
  const { storage, audit, now } = deps;
  const at = now();
  const granted = await storage.grantBases.ofAccount(accountId, at);
  await storage.sessions.endAll(accountId, at);
  await forgetDevices(deps, 'admin', { ...context, accountId });
  if (granted.length > 0) audit.queue({ type: 'session.ended', by: 'admin' }, context, at);
}
