// Sends codes as text messages: in the name of the person's organization, in the person's language.
// Invariant: a message is handed to the gateway at once and never kept by us, because it holds a code.
import type { Account } from '../ports/accounts.ts';
import type { SmsGateway, SmsSent } from '../ports/sms.ts';
import type { Tenants } from '../ports/tenants.ts';
import { renderCodeMessage } from '../views/text-message.ts';
import { localeOf } from './letters.ts';

export interface TextMessagesDeps {
  readonly tenants: Tenants;
  readonly gateway: SmsGateway;
  /** Whose pages ask for the codes. */
  readonly issuer: string;
}

/** @returns what sends a code to a number (E.164) */
export function createTextMessages({ tenants, gateway, issuer }: TextMessagesDeps) {
  const host = new URL(issuer).hostname;
  return async (account: Account, number: string, code: string): Promise<SmsSent> => {
    const tenant = await tenants.find(account.tenantId);
    const organization = tenant?.name ?? '';
    const text = renderCodeMessage({ code, organization, host }, localeOf(account, tenant));
    return gateway.send(account.tenantId, { to: number, text });
  };
}
