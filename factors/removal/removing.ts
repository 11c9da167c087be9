// Takes factors off an account at the person's wish: at once, or after 72 hours where the proof was less than the factor.
// Invariant (B7): decided on the very version of the record that it replaces, so of two requests at once one factor stays
// where the organisation requires one; a factor that is to go later counts as gone here, and nowhere else.
import type { EventContext } from '../../audit/event.ts';
import { reaches } from '../../policy/level.ts';
import { levelOfFactor } from '../../policy/proof.ts';
import type { Level } from '../../policy/tenant-policy.ts';
import type { Enrollment, Enrollments } from '../../ports/enrollments.ts';
import { frozenUntil } from '../binding.ts';
import { changeEnrollments } from '../change-enrollments.ts';
import { enrolledFactor, isUntried } from '../enrolled-factor.ts';
import { type FactorDeps, refused, unfinished } from '../factor-deps.ts';
import { forgetDevices } from '../forget-devices.ts';
import { missingOf, type StayingRules, stayingRules } from './staying.ts';
import { withoutFactors } from './without.ts';

export interface RemovingFactor {
  readonly accountId: string;
  /** The enrollment. */
  readonly factorId: string;
  /** What the person has proved freshly (A12). */
  readonly provedLevel: Level;
  readonly context: EventContext;
}

export type FactorRemoved =
  /** `until`: when it goes, ms; null where it is gone. */
  | { readonly ok: true; readonly until: number | null }
  | { readonly ok: false; readonly reason: 'not-enrolled' }
  /** One has to stay. */
  | { readonly ok: false; readonly reason: 'last-factor' }
  /** See Freeze. `until`: ms. */
  | { readonly ok: false; readonly reason: 'frozen'; readonly until: number };

export interface Removing {
  remove(removing: RemovingFactor): Promise<FactorRemoved>;
  /** False where none of this factor is under way. */
  cancel(cancelling: Omit<RemovingFactor, 'provedLevel'>): Promise<boolean>;
}

const delayMs = 72 * 3_600_000;

export function createRemoving(deps: FactorDeps): Removing {
  return { remove: (removing) => remove(deps, removing), cancel: (cancelling) => cancel(deps, cancelling) };
}

async function remove(deps: FactorDeps, removing: RemovingFactor): Promise<FactorRemoved> {
  const { accountId, factorId, context } = removing;
  const rules = await rulesOf(deps, accountId);
  const first = judge(await deps.storage.enrollments.find(accountId), removing, rules);
  if (!first.ok) return first;
  const { until, going } = first;
  // Asked again, it goes when it was said to go.
  if (until !== null && going) return { ok: true, until: going.until };
  const about = { kind: first.factor.kind, enrollmentId: factorId };
  const event =
    until === null
      ? ({ type: 'factor.removed', ...about } as const)
      : ({ type: 'removal.requested', ...about, until } as const);
  // Earned by what goes, or by somebody who may be the reason why it goes. Before as well: after a crash nobody looks again.
  const takesDevices = until === null && !isUntried(first.factor);
  if (takesDevices) await forgetDevices(deps, 'factor', { ...context, accountId });
  const eventId = await deps.audit.append(event, context, rules.now);
  const done = await changeEnrollments(deps, accountId, (present) => {
    const judged = judge(present, removing, rules);
    return judged.ok
      ? { ok: true, changes: changesOf(present, factorId, until, eventId, rules.now) }
      : judged;
  });
  if (!done.ok) {
    unfinished(deps, context, eventId, event.type);
    return done;
  }
  if (takesDevices) await forgetDevices(deps, 'factor', { ...context, accountId });
  return { ok: true, until };
}

async function rulesOf({ storage, now }: FactorDeps, accountId: string): Promise<Rules> {
  const rules = await stayingRules(storage, accountId);
  if (!rules) throw new Error(`A factor was to be removed from ${accountId}, which has no policy.`);
  return { ...rules, now: now() };
}

interface Rules extends StayingRules {
  /** ms. */
  readonly now: number;
}

function judge(present: Enrollments, { factorId, provedLevel }: RemovingFactor, rules: Rules) {
  const factor = present.factors.find(({ id }) => id === factorId);
  if (!factor) return refused('not-enrolled');
  const until = frozenUntil(present.frozen, rules.now);
  if (until !== null) return { ok: false, reason: 'frozen', until } as const;
  if (!mayLose(present, factor, rules)) return refused('last-factor');
  const isProof =
    isUntried(factor) || reaches(provedLevel, levelOfFactor(enrolledFactor(factor), rules.policy));
  const going = present.removals.find((one) => one.factorId === factorId);
  return { ok: true, factor, going, until: isProof ? null : rules.now + delayMs } as const;
}

/** Of what is not on its way out already. What counts for nothing can always go. */
function mayLose(present: Enrollments, factor: Enrollment, rules: Rules): boolean {
  if (isUntried(factor)) return true;
  const going = new Set([factor.id, ...present.removals.map(({ factorId }) => factorId)]);
  const staying = present.factors.filter(({ id }) => !going.has(id));
  return missingOf(staying, present, rules) === null;
}

function changesOf(
  present: Enrollments,
  factorId: string,
  until: number | null,
  eventId: string,
  at: number,
): Partial<Enrollments> {
  if (until === null) return withoutFactors(present, [factorId]);
  const others = present.removals.filter((one) => one.factorId !== factorId);
  return { removals: [...others, { factorId, at, until, eventId }] };
}

async function cancel(
  deps: FactorDeps,
  { accountId, factorId, context }: Omit<RemovingFactor, 'provedLevel'>,
): Promise<boolean> {
  const done = await changeEnrollments(deps, accountId, (present) => {
    const factor = present.factors.find(({ id }) => id === factorId);
    const removals = present.removals.filter((one) => one.factorId !== factorId);
    if (!factor || removals.length === present.removals.length) return { ok: false } as const;
    return { ok: true, changes: { removals }, kind: factor.kind } as const;
  });
  if (!done.ok) return false;
  // The factor stays: nothing is granted, so the event comes after.
  deps.audit.queue(
    { type: 'removal.cancelled', kind: done.kind, enrollmentId: factorId },
    context,
    deps.now(),
  );
  return true;
}
