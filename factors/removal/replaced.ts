// What goes because something new of its kind takes its place: a phone for another number, an app or
// a passkey that failed too often for a new one.
// Invariant: it goes as whatever is removed goes: with its event, and the browsers that are remembered.
import type { EventContext } from '../../audit/event.ts';
import type { Enrollment, Enrollments } from '../../ports/enrollments.ts';
import { confirmedOf } from '../enrolled-factor.ts';
import { type ForgetDeps, forgetDevices } from '../forget-devices.ts';

/** The factors that counted and are not among the next ones. */
export function replacedBy(present: Enrollments, next: readonly Enrollment[]): readonly Enrollment[] {
  return confirmedOf(present).filter(({ id }) => !next.some((one) => one.id === id));
}

/** Before they go, as well: after a crash nobody looks again. */
export async function forgetBefore(
  deps: ForgetDeps,
  replaced: readonly Enrollment[],
  context: EventContext & { readonly accountId: string },
): Promise<void> {
  if (replaced.length > 0) await forgetDevices(deps, 'factor', context);
}

/** After they have gone: what came instead is told by an event of its own. */
export async function tellReplaced(
  deps: ForgetDeps,
  replaced: readonly Enrollment[],
  context: EventContext & { readonly accountId: string },
): Promise<void> {
  if (replaced.length === 0) return;
  for (const { kind, id } of replaced)
    deps.audit.queue({ type: 'factor.removed', kind, enrollmentId: id }, context, deps.now());
  await forgetDevices(deps, 'factor', context);
}
