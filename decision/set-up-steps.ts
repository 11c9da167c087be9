// Counts the steps of a set-up for the person: showing who they are by a second way, choosing a kind, the factor, backup codes.
// Invariant: a step is counted where it was taken or will be; so the total changes on the way only where what is chosen or made
// asks for a second way that nobody could know of.
import type { FactorKind, Level } from '../policy/tenant-policy.ts';
import type { Confirmation } from '../ports/sign-ins.ts';
import type { Judged } from './decisions.ts';
import { needsSecondWay, needsSecondWayFor } from './second-way.ts';

export interface SetUpUnderWay {
  /** The second way that was shown so far. */
  readonly confirmation: Confirmation | null;
  /** What may be set up, strongest first; one, where nothing is left to choose. */
  readonly kinds: readonly FactorKind[];
  /** Whether the choice comes before a second way that is needed whatever is chosen. */
  readonly choiceFirst: boolean;
  /** What was chosen; null before. */
  readonly chosen: FactorKind | null;
  /** What it has to reach. */
  readonly level: Level;
  /** A passkey was made, and found to raise what the account can prove. */
  readonly raisesLevel: boolean;
}

export type SetUpStepName = 'confirmation' | 'choice' | 'factor' | 'backup-codes';

/** Null where it is the only step. */
export function countSetUpSteps(
  at: SetUpStepName,
  underWay: SetUpUnderWay,
  judged: Judged,
): { readonly number: number; readonly of: number } | null {
  const { kinds, choiceFirst, chosen } = underWay;
  const chooses = kinds.length > 1 ? 1 : 0;
  const confirms = at === 'confirmation' || isConfirmationAStep(underWay, judged) ? 1 : 0;
  const factor = confirms + chooses + 1;
  const of = factor + (at === 'backup-codes' || !hasCodes(judged) ? 1 : 0);
  // What only the chosen kind asks for comes behind the choice.
  const confirmation = chosen === null ? 1 : chooses + 1;
  const number = { confirmation, choice: choiceFirst ? 1 : confirms + 1, factor, 'backup-codes': of }[at];
  return of === 1 ? null : { number, of };
}

/** An invitation was one before any of these. */
function isConfirmationAStep(
  { confirmation, kinds, chosen, level, raisesLevel }: SetUpUnderWay,
  judged: Judged,
): boolean {
  if (confirmation !== null) return confirmation.by !== 'invitation';
  if (needsSecondWay(null, judged)) return true;
  const kind = chosen ?? (kinds.length === 1 ? kinds[0] : undefined);
  return kind !== undefined && needsSecondWayFor({ kind, level, raisesLevel }, null, judged);
}

/** New ones come with the factor where none are left. */
function hasCodes({ facts: { account } }: Judged): boolean {
  return account?.backupCodes != null && account.backupCodes.left > 0;
}
