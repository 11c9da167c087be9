// Changes the record of the account that is signed in: first the event, then the record, which holds the event's id.
// Invariant: nobody changes another's record here; who was slower than somebody else is told, and the log says that it came to nothing.
import type { AuditLog } from '../audit/event.ts';
import type { Account, Accounts } from '../ports/accounts.ts';
import { contextOf } from './own-context.ts';
import type { Visit } from './visit.ts';

export interface OwnRecordDeps {
  readonly accounts: Accounts;
  readonly audit: AuditLog;
  readonly now: () => number;
}

/** @param fields names of what changes, for the event @param next as it is to be; version and event are filled in @returns false if somebody else was faster */
export async function changeOwnRecord(
  { accounts, audit, now }: OwnRecordDeps,
  visit: Visit,
  fields: readonly string[],
  next: Account,
): Promise<boolean> {
  const at = now();
  const { version } = visit.account;
  const context = contextOf(visit);
  const event = { type: 'account.updated', fields } as const;
  const eventId = await audit.append(event, context, at);
  const { ok } = await accounts.replace({ ...next, version: version + 1, updatedAt: at, eventId });
  if (!ok) audit.queue({ type: 'act.unfinished', eventId, eventType: event.type }, context, at);
  return ok;
}
