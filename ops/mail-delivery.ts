// The job that hands mails over to the mail server.
// Invariant: a mail leaves the outbox only after it was handed over; of one that cannot be sent the others do not suffer.
import type { Mail, MailSender, Outbox, OutboxMessage } from '../ports/outbox.ts';

export interface MailDeliveryDeps {
  readonly outbox: Pick<Outbox, 'takeDue' | 'sent'>;
  /** See outbox-mail. */
  readonly read: (message: OutboxMessage) => Mail;
  readonly sender: MailSender;
  /** ms. */
  readonly now: () => number;
}

/** ms until a mail that was not handed over, or whose sender died, is tried again. */
const retryMs = 5 * 60_000;
const atATime = 20;

/** For `Jobs.every`. Sends all that is due; rejects with the last failure, after all others were tried. */
export function createMailDelivery(deps: MailDeliveryDeps): (stop: AbortSignal) => Promise<void> {
  return async (stop) => {
    const failures: unknown[] = [];
    while (!stop.aborted) {
      const due = await deps.outbox.takeDue(deps.now(), deps.now() + retryMs, atATime);
      for (const message of due) await deliver(deps, message).catch((cause) => failures.push(cause));
      if (due.length < atATime) break;
    }
    if (failures.length > 0) {
      throw new Error(`${failures.length} mails could not be handed over; they are tried again`, {
        cause: failures.at(-1),
      });
    }
  };
}

/** What was sent is forgotten: its links and codes are secrets. A crash right after handing it over sends it twice. */
async function deliver(
  { outbox, read, sender, now }: MailDeliveryDeps,
  message: OutboxMessage,
): Promise<void> {
  await sender.send(read(message));
  await outbox.sent(message.id, now(), true);
}
