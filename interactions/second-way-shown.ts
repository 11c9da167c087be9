// Which second way of B9 was shown in this sign-in, and counts. Every step that sets something up asks here.
// Invariant: one mailbox never counts twice: where a code from it stood in for the first factor, as for somebody without a password,
// it is no second way in that sign-in, whenever and wherever it was shown.
import type { Judged } from '../decision/decisions.ts';
import type { Confirmation } from '../ports/sign-ins.ts';
import type { Visit } from './visit.ts';

type At = { readonly visit: Pick<Visit, 'signIn'>; readonly judged: Pick<Judged, 'facts'> };

export function secondWayShown(at: At): Confirmation | null {
  const { confirmation } = at.visit.signIn;
  return confirmation?.by === 'mailbox' && mailboxStoodFirst(at) ? null : confirmation;
}

/** With a password it is asked before anything is set up, and a password chosen by mail is remembered with the account. */
export function mailboxStoodFirst({ visit: { signIn }, judged: { facts } }: At): boolean {
  const wasShown = signIn.passwordReset !== null && signIn.passwordReset.shown !== null;
  return wasShown && facts.account?.passwordVersion === null;
}
