// The last two acts of showing a second way (B9): the event, then the confirmation that holds its id.
// Invariant: a confirmation is never evidence; it only lets a first factor be enrolled in this sign-in.
import type { EventContext } from '../../audit/event.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import type { Confirmation } from '../../ports/sign-ins.ts';
import { changeEnrollments } from '../change-enrollments.ts';
import type { FactorDeps } from '../factor-deps.ts';

/** `at` (ms) is from before the second way was used up: so a reset that comes in between is later. */
export async function recordConfirmation(
  { audit, now }: Pick<FactorDeps, 'audit' | 'now'>,
  { by, accountId, at }: Omit<Confirmation, 'eventId'>,
  context: EventContext,
): Promise<Confirmation> {
  const eventId = await audit.append({ type: 'enrollment.confirmed', by }, { ...context, accountId }, now());
  return { by, accountId, at, eventId };
}

/** Whether it is of this account, and was shown after all that makes such void: what a thief showed before that enrolls nobody. */
export function isConfirmed(
  confirmation: Confirmation | null,
  { accountId, confirmationsVoidUntil: until }: Confirmable,
): boolean {
  return confirmation?.accountId === accountId && (until === null || confirmation.at > until);
}

/**
 * Of an account that is disabled: whoever was about to enroll is not who may do so once it is enabled.
 * @param since ms, when it was disabled: what was done since then is not done again
 */
export async function voidConfirmations(
  deps: Pick<FactorDeps, 'storage' | 'now'>,
  accountId: string,
  since: number,
): Promise<void> {
  await changeEnrollments(deps, accountId, ({ confirmationsVoidUntil: until }) =>
    until !== null && until >= since
      ? { ok: false }
      : { ok: true, changes: { confirmationsVoidUntil: deps.now() } },
  );
}

export type Confirmable = Pick<Enrollments, 'accountId' | 'confirmationsVoidUntil'>;
