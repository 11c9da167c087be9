// What setting up any kind of factor shares: a set-up that is begun in one sign-in, and what confirming it brings about.
// Invariant (B8): nothing counts before it is confirmed; then enrollment and backup codes come into being in one
// compare-and-set. A passkey is only put down here: it counts, and brings backup codes, once it is used (passkey/use.ts). A
// first factor is enrolled only with the second way of B9.
import type { Evidence } from '../policy/facts.ts';
import { levelOfFactor } from '../policy/proof.ts';
import type { FactorKind, TenantPolicy } from '../policy/tenant-policy.ts';
import type { Enrollments } from '../ports/enrollments.ts';
import type { Confirmation } from '../ports/sign-ins.ts';
import type { FactorAttempts } from './attempts.ts';
import { bindsWhileFrozen, confirmsRaising, raises } from './binding.ts';
import { changeEnrollments } from './change-enrollments.ts';
import { beginsToCount, type IssuedCodes, issueCodes, makeCodesIfNone } from './counting.ts';
import { confirmedOf, enrolledFactor, isUntried } from './enrolled-factor.ts';
import {
  type FactorDeps,
  type KeepingCodes,
  newId,
  type Proving,
  refused,
  unfinished,
} from './factor-deps.ts';
import type { Hashing, HashPlace } from './password/hash.ts';
import { forgetBefore, replacedBy, tellReplaced } from './removal/replaced.ts';
import { isConfirmed } from './second-ways/confirmation.ts';

export interface EnrollingDeps extends FactorDeps {
  readonly hashing: Hashing;
  readonly factorAttempts: FactorAttempts;
}

/** Who enrolls, where the proof goes, and what the account gets besides. */
export interface Enrolling extends Proving, KeepingCodes {
  /** The second way of B9; null where a confirmed factor was proved instead. */
  readonly confirmation: Confirmation | null;
}

export type Factor = Enrollments['factors'][number];
export type Pending = NonNullable<Enrollments['pending']>;

/** What every new enrollment is given. */
export type NewlyEnrolled = Pick<Factor, 'confirmedAt' | 'lastUsedAt' | 'disabledAt' | 'eventId'>;

/** What confirming comes to, on one version of the record. */
export interface Confirmable {
  readonly ok: true;
  readonly enrollmentId: string;
  readonly make: (given: NewlyEnrolled) => Factor;
}

type NotConfirmed = { readonly ok: false; readonly reason: 'not-confirmed' };
type Refusal = { readonly ok: false; readonly reason: string };

/** How a kind of factor is confirmed. */
export interface Candidate<Refused extends Refusal> {
  readonly kind: FactorKind;
  /** Decided anew on every version of the record. */
  readonly check: (present: Enrollments) => Confirmable | Refused;
  /** Which of the account's factors it takes the place of, besides those of its kind that failed too often. */
  readonly replaces?: (present: Factor) => boolean;
  /** What it comes to if another account has the same one. */
  readonly taken?: Refused;
}

export interface Enrolled {
  readonly ok: true;
  readonly factor: Factor;
  readonly codes: IssuedCodes | null;
}

const pendingMs = 60 * 60_000;

/** Whether a set-up of this kind is under way in this sign-in. @param now ms */
export function isLive<Kind extends Pending['kind']>(
  pending: Pending | null,
  kind: Kind,
  signInId: string,
  now: number,
): pending is Extract<Pending, { kind: Kind }> {
  return pending?.kind === kind && pending.signInId === signInId && pending.expiresAt > now;
}

/** Begins a set-up, in place of one that was begun before. B6: at most five a minute. */
export async function beginSetUp<P extends Pending>(
  deps: EnrollingDeps,
  accountId: string,
  signInId: string,
  make: (begun: Omit<Pending, 'kind' | 'secret'>) => P,
) {
  const limited = await deps.factorAttempts.limitSetUp(accountId, 'start');
  if (!limited.ok) return { ok: false, reason: 'too-many', until: limited.until } as const;
  const startedAt = deps.now();
  const pending = make({ id: newId(deps), signInId, startedAt, expiresAt: startedAt + pendingMs });
  return changeEnrollments(deps, accountId, () => ({ ok: true, changes: { pending }, pending }) as const);
}

/**
 * B9: where nothing can prove, there is nothing to rest on but the second way. Where something can, the policy has asked for
 * it before it lets anybody set up; a disabled factor can not, and backup codes may stand in for it.
 */
export function mayEnroll(present: Enrollments, { confirmation }: Enrolling): boolean {
  const { backupCodes } = present;
  const factors = confirmedOf(present);
  const hasFactor = factors.some(({ disabledAt }) => disabledAt === null);
  const canProve =
    hasFactor || (factors.length > 0 && backupCodes !== null && backupCodes.disabledAt === null);
  return canProve || isConfirmed(confirmation, present);
}

/** What every new factor needs besides: see binding.ts. @param policy null where the tenant has none: then nothing is bound */
function mayBind(
  present: Enrollments,
  { confirmation }: Enrolling,
  factor: Factor,
  policy: TenantPolicy | null,
  now: number,
): boolean {
  if (policy === null || !bindsWhileFrozen(present, confirmation, now)) return false;
  const level = levelOfFactor(enrolledFactor(factor), policy);
  return (
    !raises(level, confirmedOf(present).map(enrolledFactor), policy) || confirmsRaising(confirmation, present)
  );
}

/**
 * Writes the events, and then everything that the confirmation brings about, at once. Grants no evidence.
 * @param place for new backup codes; null for a passkey, which brings none yet
 */
export async function enroll<Refused extends Refusal>(
  deps: EnrollingDeps,
  enrolling: Enrolling,
  candidate: Candidate<Refused>,
  place: HashPlace | null,
): Promise<Enrolled | Refused | NotConfirmed> {
  const { accountId, context } = enrolling;
  const present = await deps.storage.enrollments.find(accountId);
  const policy = await policyOf(deps, accountId);
  const check = (now: Enrollments): Confirmable | Refused | NotConfirmed => {
    const checked = candidate.check(now);
    if (!checked.ok) return checked;
    const factor = checked.make(notYet);
    return mayBind(now, enrolling, factor, policy, deps.now()) ? checked : refused('not-confirmed');
  };
  const first = check(present);
  if (!first.ok) return first;
  const made = place && (await makeCodesIfNone(deps, place, present));
  const confirmedBy = enrolling.confirmation?.by ?? 'factor';
  const { enrollmentId } = first;
  const foreseen = enrolled(present, first.make(notYet), candidate, null, deps.now());
  const about = { ...context, accountId };
  await forgetBefore(deps, replacedBy(present, foreseen.factors), about);
  const event = { type: 'factor.enrolled', kind: candidate.kind, enrollmentId, confirmedBy } as const;
  const eventId = await deps.audit.append(event, context, deps.now());
  const codes = made && (await issueCodes(deps, made, context));
  const decide = (now: Enrollments) => {
    const checked = check(now);
    if (!checked.ok) return checked;
    const at = deps.now();
    const factor = checked.make({ ...notYet, confirmedAt: at, eventId });
    const changes = enrolled(now, factor, candidate, codes, at);
    return { ok: true, changes, factor, replaced: replacedBy(now, changes.factors) } as const;
  };
  const done = await changeEnrollments(deps, accountId, decide, candidate.taken);
  if (done.ok) {
    await tellReplaced(deps, done.replaced, about);
    return { ok: true, factor: done.factor, codes };
  }
  unfinished(deps, context, eventId, event.type);
  if (codes) unfinished(deps, context, codes.set.eventId, 'backup-codes.issued');
  return done;
}

/** Confirming with a code is itself a proof: hands over new backup codes, then grants the evidence. */
export async function proveByEnrolling(
  deps: EnrollingDeps,
  { accountId, signInId, expiresAt, keep }: Enrolling,
  { factor, codes }: Enrolled,
): Promise<{
  readonly ok: true;
  readonly evidence: Evidence;
  readonly backupCodes: readonly string[] | null;
}> {
  const { kind, id: source, eventId: id } = factor;
  const evidence: Evidence = { id, accountId, kind, source, signInId, at: deps.now() };
  if (codes) await keep?.(codes.shown);
  await deps.storage.evidence.add({ kind: 'sign-in', id: signInId, accountId }, evidence, expiresAt);
  await deps.factorAttempts.forget(accountId, kind);
  if (codes) await deps.factorAttempts.forget(accountId, 'backup-code');
  return { ok: true, evidence, backupCodes: codes?.shown ?? null };
}

async function policyOf({ storage }: EnrollingDeps, accountId: string): Promise<TenantPolicy | null> {
  const entry = await storage.directory.find(accountId);
  const current = entry && (await storage.policies.current(entry.tenantId));
  return current?.policy ?? null;
}

/** For looking at a factor that is not enrolled yet. */
const notYet: NewlyEnrolled = { confirmedAt: 0, lastUsedAt: null, disabledAt: null, eventId: '' };

/** @param at ms */
function enrolled(
  present: Enrollments,
  factor: Factor,
  { replaces = () => false }: Pick<Candidate<Refusal>, 'replaces'>,
  codes: IssuedCodes | null,
  at: number,
): Pick<Enrollments, 'factors'> & Partial<Enrollments> {
  const kept = { ...present, factors: present.factors.filter((each) => !replaces(each)) };
  if (isUntried(factor)) return { factors: [...kept.factors, factor] };
  return { ...beginsToCount(kept, factor, codes, at), pending: null };
}
