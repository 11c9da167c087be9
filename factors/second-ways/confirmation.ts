// The last two acts of showing a second way (B9): the event, then the confirmation that holds its id.
// Invariant: a confirmation is never evidence; it only lets a first factor be enrolled in this sign-in.
import type { EventContext } from '../../audit/event.ts';
import type { Confirmation } from '../../ports/sign-ins.ts';
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

/** Whether this is a second way of this account, shown after its last reset (ms): what a thief showed before it is void. */
export function isConfirmed(
  confirmation: Confirmation | null,
  accountId: string,
  resetAt: number | null,
): boolean {
  return confirmation?.accountId === accountId && (resetAt === null || confirmation.at > resetAt);
}
