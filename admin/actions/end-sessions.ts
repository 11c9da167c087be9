// What an admin's act ends besides: every session, grant and token of the account.
// Invariant: it only restricts, so it goes ahead and its event is queued; nothing is told of where nothing was granted.
import type { EventContext } from '../../audit/event.ts';
import type { SessionEnds } from '../../decision/session-ends.ts';
import type { AdminDeps } from './action.ts';

export interface EndingDeps extends AdminDeps {
  readonly sessionEnds: Pick<SessionEnds, 'ofAccount'>;
}

export async function endSessions(
  { storage, audit, now, sessionEnds }: EndingDeps,
  accountId: string,
  context: EventContext,
): Promise<void> {
  const at = now();
  const granted = await storage.grantBases.ofAccount(accountId, at);
  await sessionEnds.ofAccount(accountId, at);
  if (granted.length > 0) audit.queue({ type: 'session.ended', by: 'admin' }, context, at);
}
