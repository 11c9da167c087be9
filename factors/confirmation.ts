// The last two acts of showing a second way (B9): the event, then the confirmation that holds its id.
// Invariant: a confirmation is never evidence; it only lets a first factor be enrolled in this sign-in.
import type { EventContext } from '../audit/event.ts';
import type { Confirmation } from '../ports/sign-ins.ts';
import type { FactorDeps } from './factor-deps.ts';

export async function recordConfirmation(
  { audit, now }: Pick<FactorDeps, 'audit' | 'now'>,
  by: Confirmation['by'],
  accountId: string,
  context: EventContext,
): Promise<Confirmation> {
  const at = now();
  const eventId = await audit.append({ type: 'enrollment.confirmed', by }, { ...context, accountId }, at);
  return { by, accountId, at, eventId };
}
