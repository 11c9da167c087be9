// Puts mails into the outbox and reads them back.
// Invariant: a mail is sealed for its own message id, because links and codes stand in it; only who holds the keys reads it.
import type { Mail, Outbox, OutboxMessage } from '../ports/outbox.ts';
import type { Vault } from '../ports/vault.ts';

export interface OutboxMail {
  /**
   * Written once for an id: a notice made twice from one event is one mail. A new id unless given.
   * @returns false if a mail of that id was there
   */
  put(tenantId: string, mail: Mail, id?: string): Promise<boolean>;
  /** Throws if the message was changed or its key is gone. */
  read(message: OutboxMessage): Mail;
}

export interface OutboxMailDeps {
  readonly outbox: Pick<Outbox, 'put'>;
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  /** ms. */
  readonly now: () => number;
  /** At least 128 random bits. */
  readonly randomId: () => string;
}

export function createOutboxMail({ outbox, vault, now, randomId }: OutboxMailDeps): OutboxMail {
  return {
    put(tenantId, mail, id = randomId()) {
      const createdAt = now();
      const sealedMail = vault.seal(JSON.stringify(mail), ownerOf(id));
      return outbox.put({
        id,
        tenantId,
        sealedMail,
        createdAt,
        sentAt: null,
        tries: 0,
        nextTryAt: createdAt,
      });
    },
    read({ id, sealedMail }) {
      // Only `put` seals under this owner, so it is a Mail.
      return JSON.parse(vault.open(sealedMail, ownerOf(id))) as Mail;
    },
  };
}

function ownerOf(id: string): string {
  return `outbox ${id}`;
}
