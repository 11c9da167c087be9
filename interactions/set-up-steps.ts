// Counts the steps of set-up for the person: confirming who they are, the app, the backup codes.
// Invariant: the count does not change on the way.
import type { Step as StepCount } from '../views/pages.ts';
import type { Visit } from './visit.ts';

/** The confirmation is a step of its own unless an invitation was it. */
export function setUpStep(
  { signIn }: Visit,
  at: 'confirmation' | 'authenticator' | 'backup-codes',
): StepCount {
  const confirms = signIn.confirmation?.by !== 'invitation' ? 1 : 0;
  const number = { confirmation: 1, authenticator: confirms + 1, 'backup-codes': confirms + 2 }[at];
  return { number, of: confirms + 2 };
}
