// Which events are told to the officers of an organisation: its owners, its security admins and its alert addresses (A13).
// Invariant: as for other notices, the id comes from the event, and none holds a secret.
import type { Actor, AuditEvent, EventContext, RecordedEvent } from './event.ts';

/** From where, as views/mail puts it into words: address and browser, or who did it. */
export type Origin = { readonly place: string } | 'organization' | 'unknown';

/** When (ms) and from where. */
export interface Occurrence {
  readonly at: number;
  readonly origin: Origin;
}

/** `name` and `model` as views/mail takes them, but for whom it is about and who did it: the writer knows their names. */
export type OfficersLetter =
  | { readonly name: 'officers-help-requested' | 'officers-email-added'; readonly model: Occurrence }
  | {
      readonly name: 'officers-break-glass-opened';
      readonly model: Occurrence & {
        readonly until: number;
        readonly identityChecked: string;
        readonly reason: string;
      };
    }
  | {
      readonly name: 'officers-break-glass-used' | 'officers-notice-disputed';
      readonly model: Occurrence & { readonly until: number };
    };

export type OfficersNotice = OfficersLetter & {
  readonly id: string;
  readonly tenantId: string;
  /** Whom it is about. */
  readonly accountId: string;
  readonly actor: Actor;
};

/** Null if they need not be told. `originOf` says from where it came. */
export function officersNoticeOf(
  { id, event, at, context }: RecordedEvent,
  originOf: (context: EventContext) => Origin,
): OfficersNotice | null {
  const { tenantId, accountId, actor } = context;
  const occurrence = { at, origin: originOf(context) };
  const letter = letterOf(event, occurrence) ?? emailAdded(event, context, occurrence);
  if (letter === null || tenantId === null || accountId === null) return null;
  return { id: `officers-${id}`, tenantId, accountId, actor, ...letter };
}

/** By the person, to an account that had none: there is no old address that a notice could go to. */
function emailAdded(
  event: AuditEvent,
  { email, accountId, actor }: EventContext,
  model: Occurrence,
): OfficersLetter | null {
  const isAdded = event.type === 'account.updated' && event.fields.includes('email') && email === null;
  const isOwn = actor.kind === 'account' && actor.id === accountId;
  return isAdded && isOwn ? { name: 'officers-email-added', model } : null;
}

function letterOf(event: AuditEvent, occurrence: Occurrence): OfficersLetter | null {
  switch (event.type) {
    case 'break-glass.opened': {
      const { until, identityChecked, reason } = event;
      return {
        name: 'officers-break-glass-opened',
        model: { ...occurrence, until, identityChecked, reason },
      };
    }
    case 'break-glass.used':
      return { name: 'officers-break-glass-used', model: { ...occurrence, until: event.until } };
    case 'help.requested':
      return { name: 'officers-help-requested', model: occurrence };
    case 'notice.disputed':
      return { name: 'officers-notice-disputed', model: { ...occurrence, until: event.until } };
    default:
      return null;
  }
}
