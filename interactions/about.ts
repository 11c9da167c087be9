// Whom a step is about, and what its audit events say of that: made alike by every step.
// Invariant: the account is the one that was judged in this request.
import type { EventContext } from '../audit/event.ts';
import type { Judged } from '../decision/decisions.ts';
import type { GatheredAccount } from '../decision/gather.ts';
import { eventContext } from '../http/event-context.ts';
import type { Visit } from './visit.ts';

/** Throws where nobody has signed in yet: the step was reached past next-step. */
export function accountOf({ judged }: { readonly judged: Judged }): GatheredAccount {
  if (!judged.account) throw new Error('A step for somebody was reached by nobody: next-step is broken.');
  return judged.account;
}

/** What pages call the account that was judged; empty while nobody has signed in. */
export function shownName({ account }: Judged): string {
  return account?.entry.email ?? account?.entry.username ?? '';
}

/** Of somebody who has signed in; of the sign-in alone while nobody has. */
export function contextOf({ ctx, client, signIn }: Visit, { account }: Judged): EventContext {
  return eventContext(ctx, {
    tenantId: account?.account.tenantId ?? signIn.tenantId,
    accountId: account?.account.id,
    email: account?.entry.email,
    clientId: client.id,
    signInId: signIn.id,
  });
}
