// "I can't use any of these": asks the person's organisation for help, which its admins then see.
// Invariant: it only asks, and proves nothing; one is open at a time, and few are made a day.
import type { EventContext } from '../audit/event.ts';
import type { HelpRequest } from '../ports/help-requests.ts';
import { type FactorDeps, refused, unfinished } from './factor-deps.ts';

export interface AskingForHelp {
  readonly accountId: string;
  readonly tenantId: string;
  readonly note: string;
  readonly context: EventContext;
}

export type HelpAsked =
  /** Also where one was open already: that one. */
  | { readonly ok: true; readonly request: HelpRequest }
  | { readonly ok: false; readonly reason: 'too-long' }
  | { readonly ok: false; readonly reason: 'too-many'; readonly until: number };

export interface HelpAsking {
  /** Call it only after a right first factor, or the mailbox: strangers ask nothing in somebody's name. */
  ask(asking: AskingForHelp): Promise<HelpAsked>;
  /** Undefined if none is open. */
  open(accountId: string): Promise<HelpRequest | undefined>;
}

/** Characters. */
export const longestNote = 500;
const requestsADay = 3;
const day = 24 * 3_600_000;

export function createHelpAsking(deps: FactorDeps): HelpAsking {
  return { ask: (asking) => ask(deps, asking), open: (id) => deps.storage.helpRequests.openOf(id) };
}

async function ask(deps: FactorDeps, asking: AskingForHelp): Promise<HelpAsked> {
  const { accountId, tenantId, context } = asking;
  const { helpRequests, attempts } = deps.storage;
  const note = asking.note.normalize('NFC').trim();
  if ([...note].length > longestNote) return refused('too-long');
  const open = await helpRequests.openOf(accountId);
  if (open) return { ok: true, request: open };
  const at = deps.now();
  const limited = await attempts.limit(`help-request:${accountId}`, requestsADay, day, at);
  if (!limited.ok) return { ok: false, reason: 'too-many', until: limited.until };
  // The request has the event's id: whether it came into being can be told after a crash.
  const id = await deps.audit.append({ type: 'help.requested' }, { ...context, accountId, tenantId }, at);
  const request = { id, tenantId, accountId, note, at, closedAt: null, closedBy: null };
  if (await helpRequests.create(request)) return { ok: true, request };
  // Asked twice at once: the other is the one that is open.
  unfinished(deps, { ...context, accountId, tenantId }, id, 'help.requested');
  return { ok: true, request: (await helpRequests.openOf(accountId)) ?? request };
}
