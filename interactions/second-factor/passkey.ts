// The second factor by a passkey: the browser asks for it, and its answer comes as a form.
// Invariant: only passkeys that decide() named may answer, and the server checks that they did.

import type { Passkey, PasskeyVerified } from '../../factors/passkey.ts';
import type { Pages } from '../../http/pages.ts';
import { shownTime } from '../../http/waiting.ts';
import type { EnrollmentStore } from '../../ports/enrollments.ts';
import { type ErrorKey, emptyForm, formWithError } from '../../views/form.ts';
import type { MessageParams } from '../../views/messages/catalogue.ts';
import { passkeyErrors } from '../../views/passkey-errors.ts';
import { accountOf } from '../about.ts';
import { advance, look, type Submitted, statusOf, stepPath } from '../step.ts';
import type { Visit } from '../visit.ts';
import { type Method, type MethodForm, proving } from './method.ts';

export interface PasskeyMethodDeps {
  readonly pages: Pages;
  readonly passkey: Passkey;
  readonly enrollments: EnrollmentStore;
}

export function createPasskeyMethod(deps: PasskeyMethodDeps): Method {
  return {
    async show(visit, frame, shown, { found }) {
      const { id: signInId, accountId } = visit.signIn;
      const options = await deps.passkey.ask({ accountId: accountId ?? '', signInId, ...found.passkeys });
      const model = {
        ...frame,
        form: shown?.form ?? emptyForm,
        passkey: {
          how: 'prove',
          action: frame.action,
          options,
          freshHref: `${stepPath(visit, '')}?method=passkey`,
        },
        justRegistered: await justRegistered(deps, visit),
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
      const result = await deps.passkey.verify({ ...proving(at), assertion, factors, policy });
      return result.ok ? advance : refused(result);
    },
  };
}

/** Its name, until it has been used once. */
async function justRegistered({ enrollments }: PasskeyMethodDeps, { signIn }: Visit): Promise<string | null> {
  const { factors } = await enrollments.find(signIn.accountId ?? '');
  const fresh = factors.filter(
    ({ kind, confirmedAt, lastUsedAt }) =>
      kind === 'passkey' && lastUsedAt === null && confirmedAt >= signIn.arrivedAt,
  );
  return fresh.at(-1)?.name ?? null;
}

function refused(result: Extract<PasskeyVerified, { ok: false }>): Submitted<MethodForm> {
  switch (result.reason) {
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
