// The reset of an account's second factors by an admin: everything goes, and the person has to enroll again.
// Invariant: links and codes are void before one compare-and-set leaves nothing of the rest: factors, backup codes, set-ups
// under way, openings, and what was confirmed so far. Sessions and grants are the caller's to end.
import type { EventContext } from '../audit/event.ts';
import type { Enrollments } from '../ports/enrollments.ts';
import { changeEnrollments } from './change-enrollments.ts';
import type { FactorDeps } from './factor-deps.ts';

export interface Resetting {
  readonly accountId: string;
  /** How the person's identity was checked: "phone", "in person", "video". */
  readonly identityChecked: string;
  readonly reason: string;
  readonly context: EventContext;
}

/** Kinds that were there: "totp", "backup-codes", "pending". Call it only for an account that exists. */
export async function resetFactors(
  deps: FactorDeps,
  { accountId, identityChecked, reason, context }: Resetting,
): Promise<{ readonly cleared: readonly string[] }> {
  const cleared = kindsOf(await deps.storage.enrollments.find(accountId));
  await deps.audit.append({ type: 'factors.reset', cleared, identityChecked, reason }, context, deps.now());
  await deps.storage.oneTimeSecrets.void(accountId);
  // The time is taken last: whatever was proved with a code that was void by then is older.
  await changeEnrollments(deps, accountId, () => ({
    ok: true,
    changes: { ...nothing, resetAt: deps.now() },
  }));
  return { cleared };
}

const nothing = {
  factors: [],
  pending: null,
  backupCodes: null,
  markedForReenrollment: true,
  opening: null,
} as const;

function kindsOf({ factors, pending, backupCodes }: Enrollments): readonly string[] {
  const kinds = new Set<string>(factors.map(({ kind }) => kind));
  if (backupCodes) kinds.add('backup-codes');
  if (pending) kinds.add('pending');
  return [...kinds];
}
