// Verifies codes of an authenticator app. Setting one up is enrollment.ts.
// Invariant (B2): a step is accepted once, and never an earlier one: the step moves by compare-and-set before anything is granted.
import type { Evidence } from '../../policy/facts.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import type { Admission, FactorAttempts } from '../attempts.ts';
import { changeEnrollments } from '../change-enrollments.ts';
import { type FactorDeps, type Proving, recordProof, refused } from '../factor-deps.ts';
import { type Admitted, failingOf, isUsable, type NotAdmitted, type Wrong } from '../failing.ts';
import { isOfOtherTime, matchingStep, readTotpCode } from './code.ts';

export interface TotpDeps extends FactorDeps {
  readonly factorAttempts: FactorAttempts;
}

export interface TotpProving extends Proving {
  readonly code: string;
  /** A try that `admit` has counted for this very code; counted now if left out. */
  readonly admission?: Admission;
}

export type TotpVerified =
  | { readonly ok: true; readonly evidence: Evidence }
  /** `malformed` and `not-enrolled` are not counted. */
  | { readonly ok: false; readonly reason: 'malformed' | 'not-enrolled' }
  /** Wrong, but right some minutes ago: the clock of the app may be off. Counted and written down as any wrong code. */
  | { readonly ok: false; readonly reason: 'other-time' }
  | Wrong
  | NotAdmitted;

export interface Totp {
  /** Counts a try, as `verify` would; null where there is nothing to count, because it cannot be a code. Call it only after a right first factor. */
  admit(accountId: string, code: string): Promise<Admission> | null;
  /** Call it only after a right first factor: its counter is hard. */
  verify(proving: TotpProving): Promise<TotpVerified>;
}

const { fail, wrong, notAdmitted } = failingOf('totp');

export function createTotp(deps: TotpDeps): Totp {
  return {
    admit: (accountId, code) =>
      readTotpCode(code) === null ? null : deps.factorAttempts.take(accountId, 'totp'),
    verify: (proving) => verify(deps, proving),
  };
}

async function verify(deps: TotpDeps, proving: TotpProving): Promise<TotpVerified> {
  const code = readTotpCode(proving.code);
  if (code === null) return refused('malformed');
  const { factors } = await deps.storage.enrollments.find(proving.accountId);
  if (!factors.some(({ kind }) => kind === 'totp')) return refused('not-enrolled');
  if (!factors.some((each) => isUsable(each, 'totp'))) return fail(deps, proving, refused('disabled'));
  const admission = proving.admission ?? (await deps.factorAttempts.take(proving.accountId, 'totp'));
  if (!admission.ok) return notAdmitted(deps, proving, admission);
  const now = deps.now();
  const used = await changeEnrollments(deps, proving.accountId, (present) => use(deps, present, code, now));
  if (!used.ok) {
    const failed = await wrong(deps, proving, admission, used.reason);
    return used.wasRight ? refused('other-time') : failed;
  }
  return right(deps, proving, admission, used.source);
}

/** The changes that use this code up; decided anew on every version of the record. */
function use({ vault }: TotpDeps, present: Enrollments, code: string, now: number) {
  let seen = false;
  for (const factor of present.factors.filter((each) => isUsable(each, 'totp'))) {
    const step = matchingStep(vault.open(factor.secret, present.accountId), code, now);
    if (step !== null && step > factor.lastStep) {
      const used = { ...factor, lastStep: step, lastUsedAt: now };
      const factors = present.factors.map((each) => (each.id === factor.id ? used : each));
      return { ok: true, changes: { factors }, source: factor.id } as const;
    }
    seen ||= step !== null;
  }
  if (seen) return { ...refused('used-already'), wasRight: false };
  const wasRight = present.factors.some(
    (each) =>
      isUsable(each, 'totp') && isOfOtherTime(vault.open(each.secret, present.accountId), code, now, 'past'),
  );
  return { ...refused('wrong'), wasRight };
}

async function right(
  deps: TotpDeps,
  proving: TotpProving,
  admission: Admitted,
  source: string,
): Promise<TotpVerified> {
  const proof = { kind: 'totp', source } as const;
  const evidence = await recordProof(deps, { type: 'factor.used', ...proof }, proving, proof);
  await admission.right();
  return { ok: true, evidence };
}
