// What one way to prove the second factor is: its page, and what it makes of a post. One file a kind beside this one.
// Invariant: which of them may answer is what decide() said; a method only tries what it was given.

import type { FormFields } from '../../http/form-body.ts';
import { shownTime } from '../../http/waiting.ts';
import type { EvidenceKind } from '../../policy/facts.ts';
import type { SecondFactorFound } from '../../ports/sign-ins.ts';
import { type ErrorKey, type FormState, formWithError } from '../../views/form.ts';
import type { SecondFactorFrame } from '../../views/pages.ts';
import { accountOf, contextOf } from '../about.ts';
import type { AtSetUp } from '../set-up-frame.ts';
import type { Again, At, Begin, Begun, Submitted, UsedAlready } from '../step.ts';
import type { Visit } from '../visit.ts';

export type AtSecond = At<'second-factor'>;
export type MethodForm = FormState<'code' | 'passkey'>;

/** The kinds that have a page. */
export type MethodKind = Exclude<EvidenceKind, 'password'>;

/** What a method's page may depend on besides. */
export interface Around {
  readonly found: SecondFactorFound;
  /** As in next-step. */
  readonly besideSetUp: AtSetUp | null;
}

export interface Method {
  /** Begins what a post leads to anyway, while the sign-in is still being read; see step.ts. */
  readonly begin?: Begin;
  /** `frame`: what all pages of the second factor have. */
  show(
    visit: Visit,
    frame: SecondFactorFrame,
    again: Again<MethodForm> | null,
    around: Around,
  ): Promise<void>;
  submit(at: AtSecond, fields: FormFields, begun: Promise<Begun> | null): Promise<Submitted<MethodForm>>;
}

/** Who tries, where the evidence goes, and what the events say. */
export function proving(at: AtSecond) {
  const { visit, judged } = at;
  return {
    accountId: accountOf(at).account.id,
    signInId: visit.signIn.id,
    expiresAt: visit.signIn.expiresAt,
    context: contextOf(visit, judged),
  };
}

export function again(key: ErrorKey): Submitted<MethodForm> {
  return { outcome: 'again', form: formWithError('code' as const, key) };
}

/** What becomes of a code that was not right. @param errors the texts for each reason */
export function refusedCode<Reason extends string>(
  result:
    | { reason: Reason }
    | { reason: 'locked'; until: number }
    | ({ reason: 'used-already' | 'expired' } & UsedAlready),
  errors: Readonly<Record<string, ErrorKey>>,
): Submitted<MethodForm> {
  if (result.reason === 'busy') return { outcome: 'busy' };
  if ('until' in result) {
    const form = formWithError('code' as const, 'error.locked', { until: shownTime(result.until) });
    return { outcome: 'again', form, lockedUntil: result.until };
  }
  const form = formWithError('code' as const, errors[result.reason] ?? 'error.code-wrong');
  return { outcome: 'again', form, usedAlready: 'notTried' in result ? result : null };
}
