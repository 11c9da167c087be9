// Who sends text messages: the gateway that is configured, else the outbox of development, else nobody.
// Invariant: in production a message goes to the gateway or nowhere; it is never kept.
import type { SmsBalance, SmsFailed, SmsGateway } from '../../ports/sms.ts';
import { createSmsBalance, createSmsGateway, type GatewayDeps } from './gateway.ts';
import { createOutboxGateway, type OutboxGatewayDeps } from './outbox.ts';
import type { SmsSettings } from './settings.ts';

export interface OpenedSms {
  readonly gateway: SmsGateway;
  /** Null where nobody can be asked. */
  readonly balance: (SmsBalance & { readonly low: number | null }) | null;
  /** Messages wait to be read in the browser. */
  readonly keeps: boolean;
}

export interface OpenSmsDeps extends GatewayDeps, OutboxGatewayDeps {
  /** Told of each message that the gateway did not take. */
  readonly onFailure: (failure: SmsFailed) => void;
}

export function openSms(
  { sms, mode }: { readonly sms: SmsSettings | null; readonly mode: 'development' | 'production' },
  deps: OpenSmsDeps,
): OpenedSms {
  if (sms) {
    const gateway = telling(createSmsGateway(sms, deps), deps.onFailure);
    const balance = sms.balance && { ...createSmsBalance(sms.balance, deps), low: sms.balance.low };
    return { gateway, balance, keeps: false };
  }
  const keeps = mode === 'development';
  return { gateway: keeps ? createOutboxGateway(deps) : noSmsGateway, balance: null, keeps };
}

export const noSmsGateway: SmsGateway = {
  send: async () => ({ ok: false, reason: 'no-gateway', status: null }),
};

function telling(gateway: SmsGateway, tell: (failure: SmsFailed) => void): SmsGateway {
  return {
    async send(tenantId, message) {
      const sent = await gateway.send(tenantId, message);
      if (!sent.ok) tell(sent);
      return sent;
    },
  };
}
