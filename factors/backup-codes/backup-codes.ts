// Verifies backup codes: a second factor for when the phone is not at hand. They are made when a factor is confirmed.
// Invariant: a code is used once: it is marked by compare-and-set before anything is granted.
import type { Evidence } from '../../policy/facts.ts';
import type { BackupCodeSet, Enrollments } from '../../ports/enrollments.ts';
import { type Admission, type FactorAttempts, refusalOf } from '../attempts.ts';
import { changeEnrollments } from '../change-enrollments.ts';
import { type FactorDeps, type Proving, recordProof, refused } from '../factor-deps.ts';
import type { Hashing, HashPlace } from '../password/hash.ts';
import { readTypedCode } from '../typed-code.ts';
import { failureOf, reportEnd, reportWrong } from '../wrong.ts';
import { findBackupCode } from './set.ts';

export interface BackupCodesDeps extends FactorDeps {
  readonly hashing: Hashing;
  readonly factorAttempts: FactorAttempts;
}

export interface BackupCodeProving extends Proving {
  readonly code: string;
}

export type BackupCodeVerified =
  /** `left`: unused codes of the set. */
  | { readonly ok: true; readonly evidence: Evidence; readonly left: number }
  /** `malformed`, `not-enrolled` and `busy` are not counted. */
  | {
      readonly ok: false;
      readonly reason: 'malformed' | 'wrong' | 'disabled' | 'not-enrolled' | 'busy';
    }
  /** `notTried`: takes the counting back, for who finds that the very same sign-in had used it. */
  | { readonly ok: false; readonly reason: 'used-already'; readonly notTried: () => Promise<void> }
  /** Even a right code is refused until then (ms), and not used up. */
  | { readonly ok: false; readonly reason: 'locked'; readonly until: number };

export interface BackupCodes {
  /** Call it only after a right first factor: its counter is hard. */
  verify(proving: BackupCodeProving): Promise<BackupCodeVerified>;
}

/** How many unused codes are few: the person is warned (B3). */
export const fewBackupCodes = 3;

const fail = failureOf({ type: 'factor.failed', kind: 'backup-code' });

export function createBackupCodes(deps: BackupCodesDeps): BackupCodes {
  return {
    async verify(proving) {
      const code = readTypedCode(proving.code);
      if (code === null) return refused('malformed');
      const ran = await deps.hashing.run((place) => verify(deps, { ...proving, code }, place));
      return ran.ok ? ran.value : ran;
    },
  };
}

type Admitted = Extract<Admission, { ok: true }>;

async function verify(
  deps: BackupCodesDeps,
  proving: BackupCodeProving,
  place: HashPlace,
): Promise<BackupCodeVerified> {
  const { accountId, code } = proving;
  const { backupCodes } = await deps.storage.enrollments.find(accountId);
  if (backupCodes === null) return refused('not-enrolled');
  if (backupCodes.disabledAt !== null) return fail(deps, proving, refused('disabled'));
  const admission = await deps.factorAttempts.take(accountId, 'backup-code');
  if (!admission.ok) return notAdmitted(deps, proving, admission);
  const index = await findBackupCode(deps.vault, place, accountId, backupCodes, code);
  const at = deps.now();
  const used = await changeEnrollments(deps, accountId, (present) => use(present, backupCodes.id, index, at));
  if (!used.ok) return wrong(deps, proving, admission, used.reason);
  return right(deps, proving, admission, used.set);
}

/** The changes that use up the code at `index` of the set in which it was found. */
function use(present: Enrollments, setId: string, index: number, at: number) {
  const set = present.backupCodes;
  const code = set?.codes[index];
  if (set === null || set.id !== setId || set.disabledAt !== null || !code) return refused('wrong');
  if (code.usedAt !== null) return refused('used-already');
  const codes = set.codes.map((each, place) => (place === index ? { ...each, usedAt: at } : each));
  const next = { ...set, codes };
  return { ok: true, changes: { backupCodes: next }, set: next } as const;
}

async function right(
  deps: BackupCodesDeps,
  proving: BackupCodeProving,
  admission: Admitted,
  set: BackupCodeSet,
): Promise<BackupCodeVerified> {
  const left = set.codes.filter(({ usedAt }) => usedAt === null).length;
  const proof = { kind: 'backup-code', source: set.id } as const;
  const evidence = await recordProof(deps, { type: 'factor.used', ...proof, left }, proving, proof);
  await admission.right();
  return { ok: true, evidence, left };
}

async function wrong(
  deps: BackupCodesDeps,
  proving: BackupCodeProving,
  admission: Admitted,
  reason: 'wrong' | 'used-already',
): Promise<BackupCodeVerified> {
  const { accountId, context } = proving;
  // A code that was used already was right once: being the hundredth, it ends nothing.
  const spent = reason === 'wrong' && admission.ifWrong.spent && (await disable(deps, accountId));
  await reportWrong(deps, 'backup-code', { ...admission.ifWrong, spent }, { ...context, accountId });
  fail(deps, proving, refused(reason));
  return reason === 'wrong' ? refused(reason) : { ...refused(reason), notTried: admission.notTried };
}

/** The one too many disables the set, even where it was counted and the server stopped before it wrote that down. */
async function notAdmitted(
  deps: BackupCodesDeps,
  proving: BackupCodeProving,
  admission: Extract<Admission, { ok: false }>,
): Promise<BackupCodeVerified> {
  const { accountId, context } = proving;
  if (admission.reason === 'disabled' && admission.spent && (await disable(deps, accountId)))
    reportEnd(deps, 'backup-code', { ...context, accountId });
  return fail(deps, proving, refusalOf(admission));
}

/** True for the one call that disabled it. */
async function disable(deps: BackupCodesDeps, accountId: string): Promise<boolean> {
  const disabledAt = deps.now();
  const disabled = await changeEnrollments(deps, accountId, ({ backupCodes }) =>
    backupCodes && backupCodes.disabledAt === null
      ? { ok: true, changes: { backupCodes: { ...backupCodes, disabledAt } } }
      : { ok: false },
  );
  return disabled.ok;
}
