// Mails to be sent, in SQLite.
// Invariant: an id is written once, sent or not; what one sender has taken no other takes before its next try.
import type { Outbox, OutboxMessage } from '../../ports/outbox.ts';
import type { Database } from './database.ts';
import type { Queries } from './queries.ts';
import { insertNew } from './versioned.ts';

export const messageColumns = `id, tenant_id AS tenantId, sealed_mail AS sealedMail, created_at AS createdAt, sent_at AS sentAt,
  tries, next_try_at AS nextTryAt`;

export function createOutbox(database: Database): Outbox {
  return {
    put: (message) => database.write((q) => insertNew(q, 'outbox', messageRow(message))),
    takeDue: (now, retryAt, limit) => database.write((q) => takeDue(q, now, retryAt, limit)),
    async sent(id, at, forget) {
      await database.write((q) =>
        q.run(
          `UPDATE outbox SET sent_at = ?, sealed_mail = CASE ? WHEN 1 THEN '' ELSE sealed_mail END WHERE id = ?`,
          at,
          forget ? 1 : 0,
          id,
        ),
      );
    },
    reseal: (id, from, to) =>
      database.write(
        (q) =>
          q.run('UPDATE outbox SET sealed_mail = ? WHERE id = ? AND sealed_mail = ?', to, id, from) === 1,
      ),
    list: (before, limit) =>
      database.read((q) =>
        q.all<OutboxMessage>(
          `SELECT ${messageColumns} FROM outbox WHERE (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?`,
          before?.createdAt ?? Number.MAX_SAFE_INTEGER,
          before?.id ?? '',
          limit,
        ),
      ),
  };
}

/** Oldest due first. */
function takeDue(q: Queries, now: number, retryAt: number, limit: number): OutboxMessage[] {
  const due = q.all<{ id: string }>(
    'SELECT id FROM outbox WHERE sent_at IS NULL AND next_try_at <= ? ORDER BY next_try_at, id LIMIT ?',
    now,
    limit,
  );
  return due.flatMap(({ id }) =>
    q.all<OutboxMessage>(
      `UPDATE outbox SET tries = tries + 1, next_try_at = ? WHERE id = ? RETURNING ${messageColumns}`,
      retryAt,
      id,
    ),
  );
}

export function messageRow(message: OutboxMessage) {
  return {
    id: message.id,
    tenant_id: message.tenantId,
    sealed_mail: message.sealedMail,
    created_at: message.createdAt,
    sent_at: message.sentAt,
    tries: message.tries,
    next_try_at: message.nextTryAt,
  };
}
