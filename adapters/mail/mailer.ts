// Puts mails into the outbox and delivers them from there, so that none is lost in a crash or while the mail server is away.
// Invariant: a mail is stored sealed for its own id; once sent, its text is gone; without a sender it is kept to be read.
import type { Mail, MailSender, Outbox, OutboxMessage } from '../../ports/outbox.ts';
import type { TextMessage } from '../../ports/sms.ts';
import type { Vault } from '../../ports/vault.ts';

export interface MailerDeps {
  readonly outbox: Outbox;
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  /** Null in development: mails are kept in the outbox and read there. */
  readonly sender: MailSender | null;
  /** ms. */
  readonly now: () => number;
  /** Told of each mail that could not be handed over; it is tried again. Never holds the mail. */
  readonly onFailure?: (failure: DeliveryFailure) => void;
}

export interface DeliveryFailure {
  readonly id: string;
  readonly error: unknown;
}

export interface StoredMail {
  readonly id: string;
  readonly tenantId: string;
  /** In development text messages are kept beside the mails: see adapters/sms/outbox. */
  readonly mail: Mail | TextMessage;
  /** ms. */
  readonly createdAt: number;
}

export interface Mailer {
  /** Resolves when the mail is kept, not when it is sent. False if there was one of that id: it is not sent twice. */
  send(id: string, tenantId: string, mail: Mail): Promise<boolean>;
  /** Hands over what is due, until nothing is or `stop`. Returns how many were sent and how many failed. For a job. */
  deliver(stop?: AbortSignal): Promise<{ readonly sent: number; readonly failed: number }>;
  /** Mails that are kept, newest first. */
  read(limit?: number): Promise<readonly StoredMail[]>;
}

const minute = 60_000;
/** At once, on connections of their own, so that a batch ends within its lease. */
const batchSize = 5;

/**
 * The port gives every mail that is taken the same next try, a minute later, and counts the takes: so a take is a tick of
 * a minute, and this says on which ticks the mail is tried: at once, then after 1, 5 and 30 minutes, 2, 6 and 12
 * hours, and every 24 hours.
 */
export function isTryDue(tick: number): boolean {
  let due = 1;
  for (const pause of [1, 5, 30, 120, 360, 720]) {
    if (tick <= due) return tick === due;
    due += pause;
  }
  return tick >= due && (tick - due) % 1440 === 0;
}

export function createMailer(deps: MailerDeps): Mailer {
  const { outbox, vault, now } = deps;
  return {
    send(id, tenantId, mail) {
      const at = now();
      const sealedMail = vault.seal(JSON.stringify(mail), mailOwner(id));
      return outbox.put({ id, tenantId, sealedMail, createdAt: at, sentAt: null, tries: 0, nextTryAt: at });
    },
    deliver: (stop) => deliver(deps, stop),
    async read(limit = 100) {
      const messages = await outbox.list(null, limit);
      return messages
        .filter(({ sealedMail }) => sealedMail !== '')
        .map(({ id, tenantId, createdAt, sealedMail }) => ({
          id,
          tenantId,
          createdAt,
          mail: open<Mail | TextMessage>(vault, id, sealedMail),
        }));
    },
  };
}

async function deliver(deps: MailerDeps, stop?: AbortSignal): Promise<{ sent: number; failed: number }> {
  const total = { sent: 0, failed: 0 };
  const { sender, outbox, now } = deps;
  while (sender && !stop?.aborted) {
    const at = now();
    const taken = await outbox.takeDue(at, at + minute, batchSize);
    if (taken.length === 0) break;
    const due = taken.filter(({ tries }) => isTryDue(tries));
    const results = await Promise.all(due.map((message) => handOver(deps, sender, message)));
    const sent = results.filter(Boolean).length;
    total.sent += sent;
    total.failed += results.length - sent;
    // The mail server is away: what is left stays due, and is not put off by an outage that it has not met.
    if (due.length > 0 && sent === 0) break;
  }
  return total;
}

async function handOver(
  { outbox, vault, now, onFailure = () => undefined }: MailerDeps,
  sender: MailSender,
  { id, sealedMail }: OutboxMessage,
): Promise<boolean> {
  try {
    await sender.send(open<Mail>(vault, id, sealedMail));
  } catch (error) {
    onFailure({ id, error });
    return false;
  }
  await outbox.sent(id, now(), true);
  return true;
}

function open<Kept extends Mail | TextMessage>(
  vault: Pick<Vault, 'open'>,
  id: string,
  sealedMail: string,
): Kept {
  // Only a mailer seals under this owner, and the outbox of text messages, which are never due: what is sent is a Mail.
  return JSON.parse(vault.open(sealedMail, mailOwner(id))) as Kept;
}

/** For whom the mail of that id is sealed: an envelope that is moved to another message does not open there. */
export function mailOwner(id: string): string {
  return `outbox ${id}`;
}
