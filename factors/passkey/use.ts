// What an assertion that verified leaves behind: the counter moved, the event, the evidence. With the first one a passkey begins
// to count.
// Invariant: the counter moves by compare-and-set before anything is granted; of a copied key nothing is granted;
// on a frozen account no key is raised, and elsewhere only after its event.
import type { EventContext } from '../../audit/event.ts';
import type { Evidence } from '../../policy/facts.ts';
import type { Enrollments, PasskeyEnrollment } from '../../ports/enrollments.ts';
import type { FactorAttempts } from '../attempts.ts';
import { isFrozen } from '../binding.ts';
import { changeEnrollments } from '../change-enrollments.ts';
import { beginsToCount, type IssuedCodes, issueCodes, makeCodesIfNone } from '../counting.ts';
import { isUntried } from '../enrolled-factor.ts';
import {
  type FactorDeps,
  type KeepingCodes,
  type Proving,
  recordProof,
  refused,
  unfinished,
} from '../factor-deps.ts';
import { isUsable } from '../failing.ts';
import type { Hashing } from '../password/hash.ts';
import { forgetBefore, replacedBy, tellReplaced } from '../removal/replaced.ts';
import { type Asserted, isCopied } from './assertion.ts';
import type { PasskeySite } from './site.ts';

export interface PasskeyDeps extends FactorDeps {
  readonly factorAttempts: FactorAttempts;
  readonly site: PasskeySite;
  readonly hashing: Hashing;
}

/**
 * `expired`: the challenge was older than five minutes. `not-verified`: it needs a PIN or fingerprint. `busy`: no place for the
 * hash of backup codes. None is counted.
 */
export type PasskeyRefusal =
  | { readonly ok: false; readonly reason: 'malformed' | 'expired' | 'not-verified' | 'copied' | 'busy' }
  /** B6: ten a minute. */
  | { readonly ok: false; readonly reason: 'too-many'; readonly until: number };

export type PasskeyUsed =
  /** `notRaisedUntil`: see PasskeyVerified. */
  | { readonly ok: true; readonly codes: IssuedCodes | null; readonly notRaisedUntil: number | null }
  | { readonly ok: false; readonly reason: 'gone' | 'copied' | 'busy' };

/** Writes down what the assertion says. `codes`: the backup codes that came, because it counts from now on. */
export async function usePasskey(
  deps: PasskeyDeps,
  proving: Proving,
  passkey: PasskeyEnrollment,
  asserted: Asserted,
  isRaised: boolean,
): Promise<PasskeyUsed> {
  const context = { ...proving.context, accountId: proving.accountId };
  const issued = isUntried(passkey) ? await prepareFirst(deps, context, passkey) : noCodes;
  if (!issued.ok) return issued;
  const { codes } = issued;
  const raisedBy = isRaised ? await tellRaised(deps, context, passkey, asserted) : null;
  const used = await changeEnrollments(deps, proving.accountId, (present) =>
    use(present, passkey.id, asserted, { isRaised, isTold: raisedBy !== null, codes }, deps.now()),
  );
  if (raisedBy !== null && !(used.ok && used.wasRaised)) unfinished(deps, context, raisedBy, 'factor.raised');
  if (codes && !(used.ok && used.isFirst))
    unfinished(deps, context, codes.set.eventId, 'backup-codes.issued');
  if (used.ok) {
    const { isFirst, notRaisedUntil, replaced } = used;
    await tellReplaced(deps, replaced, context);
    return { ok: true, codes: isFirst ? codes : null, notRaisedUntil };
  }
  if (used.reason === 'copied')
    deps.audit.queue({ type: 'passkey.copy-suspected', source: passkey.id }, context, deps.now());
  return used;
}

type OfAccount = EventContext & { readonly accountId: string };

const noCodes = { ok: true, codes: null } as const;

async function prepareFirst(deps: PasskeyDeps, context: OfAccount, passkey: PasskeyEnrollment) {
  const present = await deps.storage.enrollments.find(context.accountId);
  const ran = await deps.hashing.run((place) => makeCodesIfNone(deps, place, present));
  if (!ran.ok) return ran;
  const foreseen = beginsToCount(present, passkey, null, deps.now());
  await forgetBefore(deps, replacedBy(present, foreseen.factors), context);
  return { ok: true, codes: ran.value && (await issueCodes(deps, ran.value, context)) } as const;
}

/** The event's id; null where it can be seen that nothing would come of it. */
async function tellRaised(
  deps: PasskeyDeps,
  context: OfAccount,
  { id }: PasskeyEnrollment,
  asserted: Asserted,
): Promise<string | null> {
  const at = deps.now();
  const seen = use(
    await deps.storage.enrollments.find(context.accountId),
    id,
    asserted,
    { isRaised: true, isTold: true, codes: null },
    at,
  );
  if (!seen.ok || !seen.wasRaised) return null;
  return deps.audit.append({ type: 'factor.raised', kind: 'passkey', enrollmentId: id }, context, at);
}

interface Using {
  readonly isRaised: boolean;
  /** Its event stands: without one nothing is raised. */
  readonly isTold: boolean;
  readonly codes: IssuedCodes | null;
}

/** Decided anew on every version of the record. @param at ms */
function use(
  present: Enrollments,
  id: string,
  asserted: Asserted,
  { isRaised, isTold, codes }: Using,
  at: number,
) {
  const passkey = present.factors.filter((each) => isUsable(each, 'passkey')).find((each) => each.id === id);
  if (!passkey) return refused('gone');
  if (isCopied(passkey, asserted)) return refused('copied');
  const isFirst = isUntried(passkey);
  const stopped = isRaised && !isFirst && isFrozen(present.frozen, at) ? present.frozen : null;
  const { counter, backedUp } = asserted;
  const verifiesUser = passkey.verifiesUser || (isRaised && isTold && stopped === null);
  const next = { ...passkey, counter, backedUp, lastUsedAt: at, verifiesUser };
  const changes = isFirst
    ? beginsToCount(present, next, codes, at)
    : { factors: present.factors.map((each) => (each.id === id ? next : each)) };
  const wasRaised = verifiesUser && !passkey.verifiesUser;
  const replaced = replacedBy(present, changes.factors);
  return { ok: true, changes, isFirst, wasRaised, replaced, notRaisedUntil: stopped?.until ?? null } as const;
}

/** Hands over the backup codes that came, then writes the event and grants the evidence. */
export async function recordPasskey(
  deps: PasskeyDeps,
  proving: Proving & KeepingCodes,
  { id: source }: PasskeyEnrollment,
  { userVerified }: Asserted,
  codes: IssuedCodes | null,
): Promise<Evidence> {
  if (codes) {
    await proving.keep?.(codes.shown);
    await deps.factorAttempts.forget(proving.accountId, 'backup-code');
  }
  const event = { type: 'factor.used', kind: 'passkey', source } as const;
  return recordProof(deps, event, proving, { kind: 'passkey', source, userVerified });
}
