// Counts the steps of set-up for the person: confirming who they are, choosing a kind, the factor, the backup codes.
// Invariant: the count does not change on the way.
import type { Enroll } from '../policy/decision.ts';
import type { Step as StepCount } from '../views/pages-set-up.ts';
import { offeredKinds } from './next-step.ts';
import type { Visit } from './visit.ts';

/**
 * The confirmation is a step of its own unless an invitation was it, and so is the choice unless there is none.
 * @param enroll null where it is over: then what was chosen tells
 */
export function setUpStep(
  { signIn }: Visit,
  at: 'confirmation' | 'choice' | 'factor' | 'backup-codes',
  enroll: Enroll | null,
): StepCount {
  const confirms = signIn.confirmation?.by !== 'invitation' ? 1 : 0;
  const isChosen = enroll ? offeredKinds(enroll).length > 1 : signIn.setUpKind !== null;
  const chooses = isChosen ? 1 : 0;
  const factor = confirms + chooses + 1;
  const number = { confirmation: 1, choice: confirms + 1, factor, 'backup-codes': factor + 1 }[at];
  return { number, of: factor + 1 };
}
