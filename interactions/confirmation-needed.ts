// Says whether a first enrollment still needs the second way of B9: a stolen password must not be enough to enroll.
// Invariant: with no confirmed factor there is no proof to rest on, so something beside the password has to be shown.
import type { Judged } from '../decision/decisions.ts';
import { isConfirmed } from '../factors/confirmation.ts';
import type { Visit } from './visit.ts';

export function needsConfirmation({ signIn }: Visit, { account: gathered }: Judged): boolean {
  if (!gathered || gathered.account.factors.length > 0) return false;
  return !isConfirmed(signIn.confirmation, gathered.account.id, gathered.resetAt);
}
