// The reset of an account's second factors by an admin: everything goes, and the person has to enroll again.
// Invariant: links, codes and remembered devices are void before one compare-and-set leaves nothing of the rest: factors, backup
// codes, set-ups under way, openings, a break-glass window, and what was confirmed so far. Only that a window was used stays.
// Sessions and grants are the caller's to end.
import type { EventContext } from '../../audit/event.ts';
import type { BreakGlassWindow, Enrollments } from '../../ports/enrollments.ts';
import { changeEnrollments } from '../change-enrollments.ts';
import type { FactorDeps } from '../factor-deps.ts';
import { forgetDevices } from '../forget-devices.ts';

export interface Resetting {
  readonly accountId: string;
  /** How the person's identity was checked: "phone", "in person", "video". */
  readonly identityChecked: string;
  readonly reason: string;
  readonly context: EventContext;
}

/** Kinds that were there: "totp", "backup-codes", "pending", "break-glass", "remembered-devices". Call it only for an account that exists. */
export async function resetFactors(
  deps: FactorDeps,
  { accountId, identityChecked, reason, context }: Resetting,
): Promise<{ readonly cleared: readonly string[] }> {
  const present = await deps.storage.enrollments.find(accountId);
  const [device] = await deps.storage.rememberedDevices.list(accountId, null, 1);
  const cleared = [...kindsOf(present, deps.now()), ...(device ? ['remembered-devices'] : [])];
  await deps.audit.append({ type: 'factors.reset', cleared, identityChecked, reason }, context, deps.now());
  await deps.storage.oneTimeSecrets.void(accountId);
  await forgetDevices(deps, 'admin', { ...context, accountId });
  // The time is taken last: whatever was proved with a code that was void by then is older.
  await changeEnrollments(deps, accountId, ({ frozen, breakGlass }) => {
    const resetAt = deps.now();
    const lifted = frozen && { ...frozen, until: Math.min(frozen.until, resetAt) };
    return {
      ok: true,
      changes: {
        ...nothing,
        resetAt,
        confirmationsVoidUntil: resetAt,
        frozen: lifted,
        breakGlass: ended(breakGlass, resetAt),
      },
    };
  });
  return { cleared };
}

const nothing = {
  factors: [],
  pending: null,
  backupCodes: null,
  markedForReenrollment: true,
  opening: null,
  removals: [],
} as const;

/** Its code and what rests on it are over; that one was used still counts for its 24 hours. */
function ended(window: BreakGlassWindow | null, at: number): BreakGlassWindow | null {
  return window?.usedAt == null ? null : { ...window, until: Math.min(window.until, at) };
}

function kindsOf({ factors, pending, backupCodes, breakGlass }: Enrollments, now: number): readonly string[] {
  const kinds = new Set<string>(factors.map(({ kind }) => kind));
  if (backupCodes) kinds.add('backup-codes');
  if (pending) kinds.add('pending');
  if (breakGlass && now < breakGlass.until) kinds.add('break-glass');
  return [...kinds];
}
