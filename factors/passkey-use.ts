// What an assertion that verified leaves behind: the counter moved, the event, the evidence.
// Invariant: the counter moves by compare-and-set before anything is granted; of a copied key nothing is granted;
// on a frozen account no key is raised.
import type { Evidence } from '../policy/facts.ts';
import type { Enrollment, Enrollments, PasskeyEnrollment } from '../ports/enrollments.ts';
import type { FactorAttempts } from './attempts.ts';
import { isFrozen } from './binding.ts';
import { changeEnrollments } from './change-enrollments.ts';
import { type FactorDeps, type Proving, recordProof, refused } from './factor-deps.ts';
import { isUsable } from './failing.ts';
import { type Asserted, isCopied } from './passkey-assertion.ts';
import type { PasskeySite } from './passkey-site.ts';

export interface PasskeyDeps extends FactorDeps {
  readonly factorAttempts: FactorAttempts;
  readonly site: PasskeySite;
}

/** `expired`: the challenge was older than five minutes. `not-verified`: it needs a PIN or fingerprint. None is counted. */
export type PasskeyRefusal =
  | { readonly ok: false; readonly reason: 'malformed' | 'expired' | 'not-verified' | 'copied' }
  /** B6: ten a minute. */
  | { readonly ok: false; readonly reason: 'too-many'; readonly until: number };

export type PasskeyUsed =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'gone' }
  | { readonly ok: false; readonly reason: 'copied' };

/** Writes down what the assertion says; decided anew on every version of the record. */
export async function usePasskey(
  deps: PasskeyDeps,
  { accountId, context }: Proving,
  { id }: PasskeyEnrollment,
  asserted: Asserted,
  isRaised: boolean,
): Promise<PasskeyUsed> {
  const lastUsedAt = deps.now();
  const used = await changeEnrollments(deps, accountId, (present) => {
    const passkey = present.factors
      .filter((each) => isUsable(each, 'passkey'))
      .find((each) => each.id === id);
    if (!passkey) return refused('gone');
    if (isCopied(passkey, asserted)) return refused('copied');
    const { counter, backedUp } = asserted;
    const next = {
      ...passkey,
      counter,
      backedUp,
      lastUsedAt,
      verifiesUser: passkey.verifiesUser || (isRaised && !isFrozen(present.frozen, lastUsedAt)),
    };
    return { ok: true, changes: { factors: replaced(present, next) } } as const;
  });
  if (!used.ok && used.reason === 'copied')
    deps.audit.queue({ type: 'passkey.copy-suspected', source: id }, { ...context, accountId }, deps.now());
  return used;
}

function replaced({ factors }: Enrollments, next: PasskeyEnrollment): readonly Enrollment[] {
  return factors.map((each) => (each.id === next.id ? next : each));
}

export function recordPasskey(
  deps: PasskeyDeps,
  proving: Proving,
  { id: source }: PasskeyEnrollment,
  { userVerified }: Asserted,
): Promise<Evidence> {
  const event = { type: 'factor.used', kind: 'passkey', source } as const;
  return recordProof(deps, event, proving, { kind: 'passkey', source, userVerified });
}
