// Who, from where and with what, for audit events, as a request shows it.
// Invariant: the address is the one worked out from configured proxies, never a header's.
import type { Context } from 'koa';
import type { Actor, EventContext } from '../audit/event.ts';
import { addressOf } from './address.ts';

export interface About {
  readonly tenantId: string | null;
  readonly accountId?: string | null;
  readonly email?: string | null;
  readonly clientId?: string | null;
  readonly signInId?: string | null;
  /** The account itself, if not given. */
  readonly actor?: Actor;
}

export function eventContext(ctx: Context, about: About): EventContext {
  const accountId = about.accountId ?? null;
  return {
    tenantId: about.tenantId,
    actor: about.actor ?? (accountId === null ? { kind: 'system' } : { kind: 'account', id: accountId }),
    accountId,
    email: about.email ?? null,
    address: addressOf(ctx),
    // Bounded, so that a stranger cannot fill the log with it.
    userAgent: ctx.get('User-Agent').slice(0, 256) || null,
    clientId: about.clientId ?? null,
    signInId: about.signInId ?? null,
  };
}
