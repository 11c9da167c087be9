// Who does what on the account pages, for events: the person, on the own account, in the account application.
// Invariant: an event of the account pages names the account that is signed in, never one that a form named.
import type { EventContext } from '../audit/event.ts';
import { accountClientId } from '../decision/built-in-clients.ts';
import { eventContext } from '../http/event-context.ts';
import type { Visit } from './visit.ts';

interface About {
  /** The application that it is about, if it is not the account pages themselves. */
  readonly clientId?: string;
  /** The set-up that it belongs to; null outside of one. */
  readonly signInId?: string | null;
}

export function contextOf(
  { ctx, account }: Visit,
  { clientId = accountClientId, signInId = null }: About = {},
): EventContext & { readonly accountId: string } {
  const { id: accountId, tenantId, email } = account;
  return { ...eventContext(ctx, { tenantId, accountId, email, clientId, signInId }), accountId };
}
