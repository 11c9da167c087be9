// In development: text messages are kept beside the mails, to be read in the browser.
// Invariant: each is stored sealed for its own id, and as sent: no mail server ever takes it.
import type { Outbox } from '../../ports/outbox.ts';
import type { SmsGateway } from '../../ports/sms.ts';
import type { Vault } from '../../ports/vault.ts';
import { mailOwner } from '../mail/mailer.ts';

export interface OutboxGatewayDeps {
  readonly outbox: Pick<Outbox, 'put'>;
  readonly vault: Pick<Vault, 'seal'>;
  /** ms. */
  readonly now: () => number;
}

export function createOutboxGateway({ outbox, vault, now }: OutboxGatewayDeps): SmsGateway {
  return {
    async send(tenantId, message) {
      const id = crypto.randomUUID();
      const at = now();
      const sealedMail = vault.seal(JSON.stringify(message), mailOwner(id));
      await outbox.put({ id, tenantId, sealedMail, createdAt: at, sentAt: at, tries: 1, nextTryAt: at });
      return { ok: true, messageId: id };
    },
  };
}
