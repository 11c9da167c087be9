// After a crash between an event and its effect: the event is followed by one that says that nothing came of it (F3).
// Invariant: said once, and only of events old enough that their effect would be there.
import type { AuditStore, Positions } from '../ports/audit-store.ts';
import type { AuditLog, EventType, RecordedEvent } from './event.ts';
import { createFollower, type Follower } from './follower.ts';
import { eventOf, rowsOf } from './read.ts';

/** Types whose event stands before an effect that holds its id. Acts that only restrict come before their event. */
export const granting: ReadonlySet<EventType> = new Set<EventType>([
  'factor.used',
  'factor.enrolled',
  'factor.raised',
  'factor.removed',
  'removal.requested',
  'backup-codes.issued',
  'factors.reset',
  'factor.unlocked',
  'enrollment.put-off',
  'enrollment.confirmed',
  'enrollment-code.given',
  'break-glass.opened',
  'break-glass.used',
  'mailbox-code.sent',
  'email-change.codes-sent',
  'password-link.sent',
  'help.requested',
  'help.closed',
  'sms-code.sent',
  'invitation.sent',
  'invitation.used',
  'remembered-device.added',
  'password.set',
  'authorization.granted',
  'consent.given',
  'tenant.created',
  'tenant.updated',
  'tenant.resumed',
  'policy.changed',
  'group.created',
  'group.deleted',
  'account.created',
  'account.updated',
  'account.enabled',
  'client.created',
  'keys.rotated',
]);

const minute = 60_000;

/** Name among the followers in ports Positions. */
export const unfinishedFollower = 'unfinished';

export interface UnfinishedDeps {
  readonly store: Pick<AuditStore, 'read' | 'chains'>;
  readonly positions: Positions;
  readonly audit: Pick<AuditLog, 'append'>;
  /** Whether what the event granted is there, or was there and has gone since. True where it leaves no trace of its own. */
  readonly effectExists: (event: RecordedEvent) => Promise<boolean>;
  /** ms. */
  readonly now: () => number;
  /** ms in which an effect follows its event, or never does. Default a minute; less where servers are stopped. */
  readonly settledAfterMs?: number;
}

/** Run it at start, before expired records are swept, and then every minute. */
export function createUnfinished(deps: UnfinishedDeps): Follower {
  const { store, positions, audit, effectExists, now, settledAfterMs = minute } = deps;
  return createFollower({
    store,
    positions,
    name: unfinishedFollower,
    ready: ({ at }) => at + settledAfterMs <= now(),
    async handle(recorded) {
      const { id: eventId, event, context } = recorded;
      if (!granting.has(event.type) || (await effectExists(recorded))) return;
      if (await wasSaid(store, recorded)) return;
      const said = { type: 'act.unfinished', eventId, eventType: event.type } as const;
      await audit.append(said, { ...context, actor: { kind: 'system' } }, now());
    },
  });
}

/** By whoever lost a race and said so at once, or by us before a crash. Looks at rows up to the time `until`, ms. */
export async function wasSaid(
  store: Pick<AuditStore, 'read'>,
  { id, chain, sequence }: RecordedEvent,
  until = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  for await (const row of rowsOf(store, chain, sequence)) {
    if (row.at > until) return false;
    if (row.type !== 'act.unfinished') continue;
    const later = eventOf(row)?.event;
    if (later?.type === 'act.unfinished' && later.eventId === id) return true;
  }
  return false;
}
