// Mails to be sent, in MongoDB.
// Invariant: an id is written once, sent or not; each message is taken by one conditional update of its own, so what one
// sender has taken no other takes before its next try, and a crash between two leaves the rest to be taken.
import type { Outbox, OutboxMessage } from '../../ports/outbox.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';

/** A message with when it is due, for as long as it is unsent: so one range of one index finds what is due. */
export interface StoredMessage extends OutboxMessage {
  readonly dueAt?: number;
}

const fields: Fields<StoredMessage> = {
  id: 'text',
  tenantId: 'text',
  sealedMail: 'text',
  createdAt: 'number',
  sentAt: 'number',
  tries: 'number',
  nextTryAt: 'number',
  dueAt: 'number',
};

/** ms that a mail which was sent leaves its document (its text is gone by then), so that it is not sent twice. */
const sentMailsMs = 30 * 86_400_000;

export interface SweptOutbox extends Outbox {
  /** Removes up to `limit` that were sent long ago. */
  sweep(now: number, limit: number): Promise<number>;
}

export function messageCollection(database: Database): Collection<StoredMessage> {
  return database.collection<StoredMessage>('outbox', fields, 'id');
}

export function createOutbox(database: Database): SweptOutbox {
  const outbox = messageCollection(database);
  return {
    put: (message) =>
      database.ask([message.id], false, async () => (await outbox.insert(storedMessage(message))) === null),
    takeDue: (now, retryAt, limit) =>
      database.ask([now, retryAt, limit], [], () => takeDue(outbox, now, retryAt, limit)),
    sent: (id, at, forget) =>
      database.ask([id, at], undefined, async () => {
        const set = { sentAt: at, ...(forget && { sealedMail: '' }) };
        await outbox.update({ id }, { set, clear: { dueAt: true } });
      }),
    reseal: (id, from, to) =>
      database.ask([id, from, to], false, () =>
        outbox.update({ id, sealedMail: from }, { set: { sealedMail: to } }),
      ),
    list: (before, limit) =>
      database.ask([before?.createdAt ?? 0, before?.id ?? '', limit], [], () => list(outbox, before, limit)),
    sweep: (now, limit) =>
      database.ask([now, limit], 0, () => outbox.removeSome({ sentAt: { $lte: now - sentMailsMs } }, limit)),
  };
}

/** Oldest due first. */
async function takeDue(
  outbox: Collection<StoredMessage>,
  now: number,
  retryAt: number,
  limit: number,
): Promise<OutboxMessage[]> {
  const taken: OutboxMessage[] = [];
  while (taken.length < limit) {
    const message = await outbox.take(
      { dueAt: { $lte: now } },
      { dueAt: 1, id: 1 },
      { set: { nextTryAt: retryAt, dueAt: retryAt }, add: { tries: 1 } },
    );
    if (!message) break;
    taken.push(asMessage(message));
  }
  return taken;
}

const newestFirst = { createdAt: -1, id: -1 } as const;

/** Two ranges of one index rather than one `$or`: first what is left of that moment, then what is older. */
async function list(
  outbox: Collection<StoredMessage>,
  before: Parameters<Outbox['list']>[0],
  limit: number,
): Promise<OutboxMessage[]> {
  if (!before) return (await outbox.list({}, newestFirst, limit)).map(asMessage);
  const { createdAt, id } = before;
  const beside = await outbox.list({ createdAt, id: { $lt: id } }, newestFirst, limit);
  const older = await outbox.list({ createdAt: { $lt: createdAt } }, newestFirst, limit - beside.length);
  return [...beside, ...older].map(asMessage);
}

export function storedMessage(message: OutboxMessage): StoredMessage {
  return message.sentAt === null ? { ...message, dueAt: message.nextTryAt } : message;
}

export function asMessage({ dueAt: _dueAt, ...message }: StoredMessage): OutboxMessage {
  return message;
}
