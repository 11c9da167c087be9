// Whether what an audit event grants came into being: for the follow-up after a crash between event and effect (F3).
// Invariant: says "no" only where nothing later could have taken the effect away: a claim that something did not happen
// has to be as true as one that it did. Expired is not gone: everything is looked for as of the moment of the event.
import type { AuditEvent, EventType, RecordedEvent } from '../audit/event.ts';
import { eventOf, rowsOf } from '../audit/read.ts';
import type { Storage } from '../ports/storage.ts';
import { wasRenamed } from './renamed-tenant.ts';

export type EffectStores = Pick<
  Storage,
  | 'accounts'
  | 'audit'
  | 'clients'
  | 'consents'
  | 'enrollments'
  | 'evidence'
  | 'grantBases'
  | 'groups'
  | 'helpRequests'
  | 'oneTimeSecrets'
  | 'passwords'
  | 'policies'
  | 'rememberedDevices'
  | 'signIns'
  | 'tenants'
>;

/** True also for events that grant nothing, and for those whose effect leaves no trace (`factor.unlocked`, `keys.rotated`). */
export async function effectExists(stores: EffectStores, recorded: RecordedEvent): Promise<boolean> {
  // Each judge is listed under the type that it takes.
  const judge = judges[recorded.event.type] as Judge<AuditEvent> | undefined;
  return judge ? judge(stores, recorded.event, recorded) : true;
}

type Judge<Event> = (stores: EffectStores, event: Event, recorded: RecordedEvent) => Promise<boolean>;
type Judges = { readonly [Type in EventType]?: Judge<Extract<AuditEvent, { type: Type }>> };

const wasHeld: Judge<AuditEvent> = ({ evidence }, _event, { id, at, context }) =>
  evidence.everHeld(id, { signInId: context.signInId ?? '', at });

/** The secret's id is the event's. A newer one voids it, and so does what ends or changes the account. */
const wasIssued: Judge<AuditEvent> = async (stores, { type }, recorded) =>
  (await stores.oneTimeSecrets.find(recorded.id, recorded.at)) !== undefined ||
  happenedLater(stores, recorded, [
    type,
    'factors.reset',
    'account.disabled',
    'account.updated',
    'notice.disputed',
  ]);

/** The record names the event that made it what it is: this one, or one that came after. */
const madeAccount: Judge<AuditEvent> = async (stores, _event, { id, chain, sequence, context }) => {
  const account = await stores.accounts.find(context.accountId ?? '');
  if (!account || account.eventId === id) return account !== undefined;
  const maker = await stores.audit.findById(account.eventId);
  return maker?.chain === chain && maker.sequence > sequence;
};

/** Takes a factor away, at once or in 72 hours; and what else can become of such a removal to come. */
const goneLater = ['factor.removed', 'removal.requested'] as const;
const takesFactors = ['factors.reset', 'factor.disabled', 'notice.disputed', ...goneLater] as const;
const stayedLater = ['removal.cancelled', 'removal.lapsed', 'removal.requested', 'notice.disputed'] as const;

const judges: Judges = {
  'factor.used': wasHeld,
  'break-glass.used': wasHeld,
  'enrollment.put-off': wasHeld,

  'factor.enrolled': async (stores, event, recorded) => {
    if (await wasHeld(stores, event, recorded)) return true;
    const { factors } = await enrollmentsOf(stores, recorded);
    if (factors.some(({ eventId }) => eventId === recorded.id)) return true;
    return happenedLater(stores, recorded, takesFactors);
  },

  // It never ceases to be one as long as it is there.
  'factor.raised': async (stores, { enrollmentId }, recorded) =>
    (await enrollmentsOf(stores, recorded)).factors.every(
      (one) => one.id !== enrollmentId || (one.kind === 'passkey' && one.verifiesUser),
    ),

  'backup-codes.issued': async (stores, { why }, recorded) => {
    const { backupCodes } = await enrollmentsOf(stores, recorded);
    if (backupCodes?.eventId === recorded.id) return true;
    // Unless asked for, they come into being together with the factor whose event stands before theirs, or not at all. With a
    // passkey they come when it is first used.
    const enrolled = why === 'regenerated' ? null : await enrolledBefore(stores, recorded);
    if (enrolled?.event.type === 'factor.enrolled' && enrolled.event.kind !== 'passkey')
      return effectExists(stores, enrolled);
    // They go with the last factor.
    return happenedLater(stores, recorded, ['backup-codes.issued', 'factors.reset', ...goneLater]);
  },

  'factor.removed': async (stores, { enrollmentId }, recorded) =>
    (await enrollmentsOf(stores, recorded)).factors.every(({ id }) => id !== enrollmentId),

  'removal.requested': async (stores, { enrollmentId }, recorded) => {
    const { factors, removals } = await enrollmentsOf(stores, recorded);
    if (removals.some(({ eventId }) => eventId === recorded.id)) return true;
    if (factors.every(({ id }) => id !== enrollmentId)) return true;
    return happenedLater(stores, recorded, stayedLater);
  },

  'factors.reset': async (stores, _event, recorded) =>
    (await enrollmentsOf(stores, recorded)).markedForReenrollment ||
    happenedLater(stores, recorded, ['factor.enrolled']),

  // Revoked ones stay for longer than this follow-up ever takes.
  'remembered-device.added': async ({ rememberedDevices }, { deviceId }, { id }) =>
    (await rememberedDevices.find(deviceId))?.eventId === id,

  'password.set': async (stores, _event, recorded) =>
    (await stores.passwords.find(recorded.context.accountId ?? ''))?.eventId === recorded.id ||
    happenedLater(stores, recorded, ['password.set']),

  'enrollment.confirmed': async (stores, _event, { id, at, context }) => {
    const signIn = await stores.signIns.find(context.signInId ?? '', at);
    // Ended, or taken over by somebody else: it may have been there.
    if (signIn?.accountId !== context.accountId) return true;
    return signIn?.confirmation?.eventId === id || (signIn?.confirmation?.at ?? 0) > at;
  },

  'break-glass.opened': async (stores, { type }, recorded) =>
    (await enrollmentsOf(stores, recorded)).breakGlass?.eventId === recorded.id ||
    happenedLater(stores, recorded, [type, 'factors.reset']),

  'mailbox-code.sent': wasIssued,
  'password-link.sent': wasIssued,
  'help.requested': async ({ helpRequests }, _event, { id }) => (await helpRequests.find(id)) !== undefined,
  // Gone altogether only long after it was closed.
  'help.closed': async ({ helpRequests }, { requestId }) =>
    (await helpRequests.find(requestId))?.closedAt !== null,
  'sms-code.sent': wasIssued,
  'email-change.codes-sent': wasIssued,
  'enrollment-code.given': wasIssued,
  'invitation.sent': wasIssued,

  'invitation.used': async (stores, _event, recorded) => {
    const { opening } = await enrollmentsOf(stores, recorded);
    if (opening?.by === 'invitation' && opening.at >= recorded.at) return true;
    return happenedLater(stores, recorded, [
      'factor.enrolled',
      'factors.reset',
      'enrollment-code.given',
      'invitation.used',
      'notice.disputed',
    ]);
  },

  'authorization.granted': ({ grantBases }, { grantId }, { at }) => grantBases.everSaved(grantId, at),

  'consent.given': async ({ consents }, { scopes }, { at, context }) => {
    const consent = await consents.find(context.accountId ?? '', context.clientId ?? '');
    // Agreed to by an earlier act as well: then nothing is missing, even if this one came to nothing.
    return consent !== undefined && (consent.at >= at || scopes.every((one) => consent.scopes.includes(one)));
  },

  'policy.changed': async ({ policies }, { version }, { id, context }) =>
    (await policies.find(context.tenantId ?? '', version))?.eventId === id,

  'tenant.created': async (stores, { shortName }) =>
    (await stores.tenants.findByShortName(shortName)) !== undefined || wasRenamed(stores, shortName),

  'tenant.updated': async (stores, { changes }, recorded) => {
    const tenant: object = (await stores.tenants.find(recorded.context.tenantId ?? '')) ?? {};
    const known = changes.filter(
      ({ setting }) => Object.hasOwn(tenant, setting) && !toldOtherwise.has(setting),
    );
    const isSo = known.some(({ setting, to }) => same(Reflect.get(tenant, setting) ?? null, to));
    return known.length === 0 || isSo || happenedLater(stores, recorded, ['tenant.updated']);
  },

  'tenant.resumed': async (stores, _event, recorded) =>
    (await stores.tenants.find(recorded.context.tenantId ?? ''))?.status === 'active' ||
    happenedLater(stores, recorded, ['tenant.suspended']),

  'group.created': async (stores, { groupId }, recorded) =>
    (await stores.groups.find(recorded.context.tenantId ?? '', groupId)) !== undefined ||
    happenedLater(stores, recorded, ['group.deleted']),

  'group.deleted': async ({ groups }, { groupId }, { context }) =>
    (await groups.find(context.tenantId ?? '', groupId)) === undefined,

  // An account is disabled, never removed.
  'account.created': async ({ accounts }, _event, { context }) =>
    (await accounts.find(context.accountId ?? '')) !== undefined,
  'account.updated': madeAccount,
  'account.enabled': madeAccount,

  'client.created': async (stores, { client }, recorded) =>
    (await stores.clients.find(client)) !== undefined ||
    happenedLater(
      stores,
      recorded,
      ['client.deleted'],
      (event) => 'client' in event && event.client === client,
    ),
};

/** Settings of a tenant whose value is too large or too personal for an event. */
const toldOtherwise = new Set(['logo', 'alertAddresses']);

function enrollmentsOf({ enrollments }: EffectStores, { context }: RecordedEvent) {
  return enrollments.find(context.accountId ?? '');
}

/** An event of one of these types after this one in its chain, about the same account. */
async function happenedLater(
  { audit }: EffectStores,
  { chain, sequence, context }: RecordedEvent,
  types: readonly EventType[],
  matches: (event: AuditEvent) => boolean = () => true,
): Promise<boolean> {
  for await (const row of rowsOf(audit, chain, sequence)) {
    const later = eventOf(row);
    if (!later || !types.includes(later.event.type) || !matches(later.event)) continue;
    if (later.context.accountId === context.accountId) return true;
  }
  return false;
}

/** The enrollment of the same sign-in whose event was written just before. */
async function enrolledBefore(
  { audit }: EffectStores,
  { chain, sequence, context }: RecordedEvent,
): Promise<RecordedEvent | null> {
  const rows = await audit.readBack(chain, sequence, 20, context.accountId ?? '');
  const before = rows.map(eventOf).find((one) => one?.event.type === 'factor.enrolled') ?? null;
  return before?.context.signInId === context.signInId ? before : null;
}

/** Both are JSON values. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
