// What an admin's act ends besides: every session, grant and token of the account.
// Invariant: it only restricts, so it goes ahead and its event is queued; nothing is told of where nothing was granted.
import type { EventContext } from '../../audit/event.ts';
import type { AdminDeps } from './action.ts';

export async function endSessions(
  { storage, audit, now }: AdminDeps,
  accountId: string,
  context: EventContext,
): Promise<void> {
  const at = now();
  const granted = await storage.grantBases.ofAccount(accountId, at);
  await storage.sessions.endAll(accountId, at);
  if (granted.length > 0) audit.queue({ type: 'session.ended', by: 'admin' }, context, at);
}
