// Mails to be sent, and in development to be read in the browser. Durable, so none is lost in a crash.
// Invariant: a message id is written once, so that a notice made twice from one event is sent once.

export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

export interface OutboxMessage {
  readonly id: string;
  /** The tenant that it is sent for. */
  readonly tenantId: string;
  /** Sealed JSON of `Mail`: links and codes in it are secrets. */
  readonly sealedMail: string;
  /** ms. */
  readonly createdAt: number;
  /** ms; null until it was handed over. */
  readonly sentAt: number | null;
  readonly tries: number;
  /** ms; not tried again before. */
  readonly nextTryAt: number;
}

export interface Outbox {
  /** Writes if the id is new; false if it was there. */
  put(message: OutboxMessage): Promise<boolean>;
  /** Takes up to `limit` unsent ones that are due, and pushes their next try to `retryAt`, so that two senders do not take the same. Counts the try. */
  takeDue(now: number, retryAt: number, limit: number): Promise<readonly OutboxMessage[]>;
  /** Marks as sent; with `forget`, the mail's text is removed. Sweeping may remove it 30 days later. */
  sent(id: string, at: number, forget: boolean): Promise<void>;
  /** Replaces the sealed mail if it is still this one; false if it was sent or replaced meanwhile. */
  reseal(id: string, from: string, to: string): Promise<boolean>;
  /** Newest first. */
  list(
    before: { readonly createdAt: number; readonly id: string } | null,
    limit: number,
  ): Promise<readonly OutboxMessage[]>;
}

/** Hands a mail over. Throws if that failed, with what an operator can act on. */
export interface MailSender {
  send(mail: Mail): Promise<void>;
}
