// What becomes of a try at a confirmed factor that was not right: the event, the lock, and after too many the factor's end.
// Invariant (NIST SP 800-63B-4 3.2.2): a factor that failed too often stays confirmed, but proves nothing until it is renewed.
import type { FactorKind } from '../policy/tenant-policy.ts';
import type { Enrollment } from '../ports/enrollments.ts';
import { type Admission, refusalOf } from './attempts.ts';
import { changeEnrollments } from './change-enrollments.ts';
import { type FactorDeps, type Proving, refused } from './factor-deps.ts';
import { failureOf, reportEnd, reportWrong } from './wrong.ts';

export type Admitted = Extract<Admission, { ok: true }>;
type Deps = Pick<FactorDeps, 'storage' | 'audit' | 'now'>;

export type Wrong =
  | { readonly ok: false; readonly reason: 'wrong' }
  /** `notTried`: takes the counting back, for who finds that the very same sign-in had used it. */
  | { readonly ok: false; readonly reason: 'used-already'; readonly notTried: () => Promise<void> };

export type NotAdmitted =
  | { readonly ok: false; readonly reason: 'disabled' }
  /** Even a right code is refused until then (ms), and not used up. */
  | { readonly ok: false; readonly reason: 'locked'; readonly until: number };

export interface Failing {
  /** Writes the failure down, folded, and hands it back. */
  readonly fail: ReturnType<typeof failureOf>;
  wrong(deps: Deps, proving: Proving, admission: Admitted, reason: 'wrong' | 'used-already'): Promise<Wrong>;
  /** The one too many disables the factor, even where it was counted and the server stopped before it wrote that down. */
  notAdmitted(
    deps: Deps,
    proving: Proving,
    admission: Extract<Admission, { ok: false }>,
  ): Promise<NotAdmitted>;
}

/** For one kind of factor. */
export function failingOf(kind: FactorKind): Failing {
  const fail = failureOf({ type: 'factor.failed', kind });
  return {
    fail,
    async wrong(deps, proving, admission, reason) {
      const { accountId, context } = proving;
      // A code that was used already was right once: being the hundredth, it ends nothing.
      const spent = reason === 'wrong' && admission.ifWrong.spent && (await disable(deps, accountId, kind));
      await reportWrong(deps, kind, { ...admission.ifWrong, spent }, { ...context, accountId });
      fail(deps, proving, refused(reason));
      return reason === 'wrong' ? refused(reason) : { ...refused(reason), notTried: admission.notTried };
    },
    async notAdmitted(deps, proving, admission) {
      const { accountId, context } = proving;
      if (admission.reason === 'disabled' && admission.spent && (await disable(deps, accountId, kind)))
        reportEnd(deps, kind, { ...context, accountId });
      return fail(deps, proving, refusalOf(admission));
    },
  };
}

export function isUsable<Kind extends FactorKind>(
  factor: Enrollment,
  kind: Kind,
): factor is Extract<Enrollment, { kind: Kind }> {
  return factor.kind === kind && factor.disabledAt === null;
}

/** True for the one call that disabled it. */
async function disable(deps: Deps, accountId: string, kind: FactorKind): Promise<boolean> {
  const disabledAt = deps.now();
  const disabled = await changeEnrollments(deps, accountId, ({ factors }) =>
    factors.some((each) => isUsable(each, kind))
      ? {
          ok: true,
          changes: {
            factors: factors.map((each) => (isUsable(each, kind) ? { ...each, disabledAt } : each)),
          },
        }
      : { ok: false },
  );
  return disabled.ok;
}
