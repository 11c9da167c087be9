// The second factor by a passkey: the browser asks for it, and its answer comes as a form.
// Invariant: only passkeys that decide() named may answer, and the server checks that they did. One that is used for the first
// time brings backup codes, where there are none.

import { isUntried } from '../../factors/enrolled-factor.ts';
import type { Passkey, PasskeyVerified } from '../../factors/passkey/passkey.ts';
import type { Pages } from '../../http/pages.ts';
import { shownTime } from '../../http/waiting.ts';
import type { EnrollmentStore } from '../../ports/enrollments.ts';
import type { Vault } from '../../ports/vault.ts';
import { type ErrorKey, emptyForm, formWithError } from '../../views/form.ts';
import type { MessageParams } from '../../views/messages/catalogue.ts';
import { passkeyErrors } from '../../views/passkey-errors.ts';
import { accountOf } from '../about.ts';
import { keepCodes } from '../set-up-confirming.ts';
import { besideFirstUse } from '../set-up-frame.ts';
import { advance, look, type PostingDeps, type Submitted, statusOf, stepPath } from '../step.ts';
import { changeSignIn, type Visit, type VisitDeps } from '../visit.ts';
import { type Method, type MethodForm, proving } from './method.ts';

export interface PasskeyMethodDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly vault: Vault;
  readonly pages: Pages;
  readonly passkey: Passkey;
  readonly enrollments: EnrollmentStore;
}

export function createPasskeyMethod(deps: PasskeyMethodDeps): Method {
  return {
    async show(visit, frame, shown, { found, besideSetUp }) {
      const { id: signInId, accountId } = visit.signIn;
      const options = await deps.passkey.ask({ accountId: accountId ?? '', signInId, ...found.passkeys });
      const firstUse = await firstUseOf(deps, visit, found.passkeys.factors, besideSetUp !== null);
      const model = {
        ...frame,
        lostHref: besideSetUp ? null : frame.lostHref,
        form: shown?.form ?? emptyForm,
        passkey: {
          how: 'prove',
          action: frame.action,
          options,
          freshHref: `${stepPath(visit, '')}?method=passkey`,
        },
        firstUse,
        besideSetUp: besideSetUp && besideFirstUse(deps, besideSetUp, firstUse?.isNew !== true),
      } as const;
      await deps.pages.show(
        visit.ctx,
        'interactions/second-factor-passkey',
        model,
        look(visit, statusOf(shown)),
      );
    },
    async submit(at, { passkey: assertion = '' }) {
      if (assertion === '') return again('error.passkey-none');
      const { factors } = at.next.prove;
      const policy = accountOf(at).policy.passkeys;
      const keep = (codes: readonly string[]) => keepCodes(deps, at, codes);
      const result = await deps.passkey.verify({ ...proving(at), assertion, factors, policy, keep });
      if (!result.ok) return refused(result);
      const { notRaisedUntil } = result;
      if (notRaisedUntil === null) return advance;
      const changed = await changeSignIn(deps, at.visit.signIn.id, { notRaisedUntil });
      return changed ? advance : { outcome: 'expired' };
    },
  };
}

/** The newest that was never used. Where other ways would do as well, only one that was registered in this sign-in. */
async function firstUseOf(
  { enrollments }: PasskeyMethodDeps,
  { signIn }: Visit,
  answering: readonly string[],
  isAsked: boolean,
): Promise<{ readonly name: string; readonly isNew: boolean } | null> {
  const { factors } = await enrollments.find(signIn.accountId ?? '');
  const untried = factors.filter((each) => isUntried(each) && answering.includes(each.id)).at(-1);
  if (!untried) return null;
  const isNew = untried.confirmedAt >= signIn.arrivedAt;
  return isNew || isAsked ? { name: untried.name, isNew } : null;
}

function refused(result: Extract<PasskeyVerified, { ok: false }>): Submitted<MethodForm> {
  switch (result.reason) {
    case 'busy':
      return { outcome: 'busy' };
    case 'too-many':
      return { ...again('error.too-many', { until: shownTime(result.until) }), lockedUntil: result.until };
    case 'locked':
      return { ...again('error.locked', { until: shownTime(result.until) }), lockedUntil: result.until };
    case 'used-already':
      return { ...again(passkeyErrors[result.reason]), usedAlready: result };
    default:
      return again(passkeyErrors[result.reason]);
  }
}

function again(key: ErrorKey, params: MessageParams = {}) {
  return { outcome: 'again', form: formWithError('passkey' as const, key, params) } as const;
}
