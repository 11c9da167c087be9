// Verifies codes of an authenticator app. Setting one up is totp-enrollment's.
// Invariant (B2): a step is accepted once, and never an earlier one: the step moves by compare-and-set before anything is granted.
import type { Evidence } from '../policy/facts.ts';
import type { Enrollment, Enrollments, TotpEnrollment } from '../ports/enrollments.ts';
import { type Admission, type FactorAttempts, refusalOf } from './attempts.ts';
import { changeEnrollments } from './change-enrollments.ts';
import { type FactorDeps, type Proving, recordProof, refused } from './factor-deps.ts';
import { matchingStep, readTotpCode } from './totp-code.ts';
import { failureOf, reportEnd, reportWrong } from './wrong.ts';

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
  | {
      readonly ok: false;
      readonly reason: 'malformed' | 'wrong' | 'disabled' | 'not-enrolled';
    }
  /** `notTried`: takes the counting back, for who finds that the very same sign-in had used it. */
  | { readonly ok: false; readonly reason: 'used-already'; readonly notTried: () => Promise<void> }
  /** Even a right code is refused until then (ms), and not used up. */
  | { readonly ok: false; readonly reason: 'locked'; readonly until: number };

export interface Totp {
  /** Counts a try, as `verify` would; null where there is nothing to count, because it cannot be a code. Call it only after a right first factor. */
  admit(accountId: string, code: string): Promise<Admission> | null;
  /** Call it only after a right first factor: its counter is hard. */
  verify(proving: TotpProving): Promise<TotpVerified>;
}

const fail = failureOf({ type: 'factor.failed', kind: 'totp' });

export function createTotp(deps: TotpDeps): Totp {
  return {
    admit: (accountId, code) =>
      readTotpCode(code) === null ? null : deps.factorAttempts.take(accountId, 'totp'),
    verify: (proving) => verify(deps, proving),
  };
}

type Admitted = Extract<Admission, { ok: true }>;

async function verify(deps: TotpDeps, proving: TotpProving): Promise<TotpVerified> {
  const code = readTotpCode(proving.code);
  if (code === null) return refused('malformed');
  const { factors } = await deps.storage.enrollments.find(proving.accountId);
  if (!factors.some(({ kind }) => kind === 'totp')) return refused('not-enrolled');
  if (!factors.some(isUsable)) return fail(deps, proving, refused('disabled'));
  const admission = proving.admission ?? (await deps.factorAttempts.take(proving.accountId, 'totp'));
  if (!admission.ok) return notAdmitted(deps, proving, admission);
  const now = deps.now();
  const used = await changeEnrollments(deps, proving.accountId, (present) => use(deps, present, code, now));
  if (!used.ok) return wrong(deps, proving, admission, used.reason);
  return right(deps, proving, admission, used.source);
}

function isUsable(factor: Enrollment): factor is TotpEnrollment {
  return factor.kind === 'totp' && factor.disabledAt === null;
}

async function wrong(
  deps: TotpDeps,
  proving: TotpProving,
  admission: Admitted,
  reason: 'wrong' | 'used-already',
): Promise<TotpVerified> {
  const { accountId, context } = proving;
  // A code that was used already was right once: being the hundredth, it ends nothing.
  const spent = reason === 'wrong' && admission.ifWrong.spent && (await disable(deps, accountId));
  await reportWrong(deps, 'totp', { ...admission.ifWrong, spent }, { ...context, accountId });
  fail(deps, proving, refused(reason));
  return reason === 'wrong' ? refused(reason) : { ...refused(reason), notTried: admission.notTried };
}

/** The one too many disables the factor, even where it was counted and the server stopped before it wrote that down. */
async function notAdmitted(
  deps: TotpDeps,
  proving: TotpProving,
  admission: Extract<Admission, { ok: false }>,
): Promise<TotpVerified> {
  const { accountId, context } = proving;
  if (admission.reason === 'disabled' && admission.spent && (await disable(deps, accountId)))
    reportEnd(deps, 'totp', { ...context, accountId });
  return fail(deps, proving, refusalOf(admission));
}

/**
 * NIST SP 800-63B-4 3.2.2: the factor stays confirmed, but proves nothing until it is renewed. True for the one call that
 * disabled it.
 */
async function disable(deps: TotpDeps, accountId: string): Promise<boolean> {
  const disabledAt = deps.now();
  const disabled = await changeEnrollments(deps, accountId, ({ factors }) =>
    factors.some(isUsable)
      ? {
          ok: true,
          changes: { factors: factors.map((each) => (isUsable(each) ? { ...each, disabledAt } : each)) },
        }
      : { ok: false },
  );
  return disabled.ok;
}

/** The changes that use this code up; decided anew on every version of the record. */
function use({ vault }: TotpDeps, present: Enrollments, code: string, now: number) {
  let seen = false;
  for (const factor of present.factors.filter(isUsable)) {
    const step = matchingStep(vault.open(factor.secret, present.accountId), code, now);
    if (step !== null && step > factor.lastStep) {
      const used = { ...factor, lastStep: step, lastUsedAt: now };
      const factors = present.factors.map((each) => (each.id === factor.id ? used : each));
      return { ok: true, changes: { factors }, source: factor.id } as const;
    }
    seen ||= step !== null;
  }
  return refused(seen ? 'used-already' : 'wrong');
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
