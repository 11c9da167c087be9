// Ten new backup codes in place of the old ones, when the person asks for them (B3).
// Invariant: the old set is void in the compare-and-set that brings the new one, and whoever was slower replaces nothing.
import type { EventContext } from '../../audit/event.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import type { FactorAttempts } from '../attempts.ts';
import { isFrozen } from '../binding.ts';
import { changeEnrollments } from '../change-enrollments.ts';
import { confirmedOf } from '../enrolled-factor.ts';
import { type FactorDeps, refused, unfinished } from '../factor-deps.ts';
import type { Hashing, HashPlace } from '../password/hash.ts';
import { backupCodeCount, makeBackupCodes } from './set.ts';

export interface NewBackupCodesDeps extends FactorDeps {
  readonly hashing: Hashing;
  readonly factorAttempts: FactorAttempts;
}

export interface AskingNewCodes {
  readonly accountId: string;
  /** The set that is to be replaced, as the person saw it; null where there was none. */
  readonly replaces: string | null;
  readonly context: EventContext;
}

export type NewCodesGiven =
  /** As they are to be shown, this once. */
  | { readonly ok: true; readonly codes: readonly string[] }
  /** `frozen`: see Freeze. `changed`: there is another set by now. `no-factor`: there is nothing that they could stand in for. */
  | { readonly ok: false; readonly reason: 'changed' | 'no-factor' | 'frozen' | 'busy' };

/** Call it only after fresh proof of a factor (A12). Writes `backup-codes.issued` first. */
export async function giveNewBackupCodes(
  deps: NewBackupCodesDeps,
  asking: AskingNewCodes,
): Promise<NewCodesGiven> {
  const ran = await deps.hashing.run((place) => give(deps, asking, place));
  return ran.ok ? ran.value : ran;
}

async function give(
  deps: NewBackupCodesDeps,
  { accountId, replaces, context }: AskingNewCodes,
  place: HashPlace,
): Promise<NewCodesGiven> {
  const { storage, audit, now } = deps;
  const isSame = ({ backupCodes }: Enrollments) => (backupCodes?.id ?? null) === replaces;
  const check = (record: Enrollments) => {
    if (confirmedOf(record).length === 0) return refused('no-factor');
    if (isFrozen(record.frozen, now())) return refused('frozen');
    return isSame(record) ? ({ ok: true } as const) : refused('changed');
  };
  const first = check(await storage.enrollments.find(accountId));
  if (!first.ok) return first;
  const { set, shown } = await makeBackupCodes(deps, place, accountId);
  const event = {
    type: 'backup-codes.issued',
    setId: set.id,
    count: backupCodeCount,
    why: 'regenerated',
  } as const;
  const eventId = await audit.append(event, context, now());
  const done = await changeEnrollments(deps, accountId, (record) => {
    const checked = check(record);
    return checked.ok ? { ok: true, changes: { backupCodes: { ...set, eventId } } } : checked;
  });
  if (!done.ok) {
    unfinished(deps, context, eventId, event.type);
    return done;
  }
  await deps.factorAttempts.forget(accountId, 'backup-code');
  return { ok: true, codes: shown };
}
