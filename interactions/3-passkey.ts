// The first factor by a passkey: it tells by itself who it is, so no identifier is typed and nobody is named before.
// Invariant: whatever is wrong with whose passkey it is reads alike, so that nothing is told of who exists.

import { normaliseIdentifier } from '../factors/identifier.ts';
import type { FirstPasskeyVerified } from '../factors/passkey-first.ts';
import { sealShownCodes } from '../factors/shown-codes.ts';
import type { FormFields } from '../http/form-body.ts';
import { shownTime } from '../http/waiting.ts';
import { type ErrorKey, formWithError } from '../views/form.ts';
import type { MessageParams } from '../views/messages/catalogue.ts';
import {
  acceptFirst,
  contextOfNobody,
  type FirstFactorDeps,
  type FirstFactorForm,
  showFirstFactor,
} from './first-factor.ts';
import type { At, Step, Submitted } from './step.ts';

interface Form {
  readonly state: FirstFactorForm;
  /** The passkey that the browser may forget; or null. */
  readonly removed: string | null;
}

/** Beside the password's: both stand on one page. */
export function createPasskeyStep(deps: FirstFactorDeps): Step<'password', Form> {
  return {
    show: ({ visit }, again) =>
      showFirstFactor(deps, visit, again && { ...again, form: again.form.state }, again?.form.removed),
    submit: (at, fields) => submit(deps, at, fields),
  };
}

async function submit(
  deps: FirstFactorDeps,
  { visit }: At<'password'>,
  { passkey: assertion = '' }: FormFields,
): Promise<Submitted<Form>> {
  const { signIn, tenant } = visit;
  if (assertion === '') return again('error.passkey-none');
  if (!tenant) throw new Error('A passkey was taken before the organisation was known: next-step is broken.');
  const result = await deps.passkey.verifyFirst({
    tenantId: tenant.id,
    assertion,
    signInId: signIn.id,
    expiresAt: signIn.expiresAt,
    context: contextOfNobody(visit, tenant.id),
  });
  if (!result.ok) return refused(result);
  const account = await deps.accounts.find(result.accountId);
  const identifier = normaliseIdentifier(account?.email ?? account?.username ?? '');
  const { accountId, backupCodes } = result;
  const unkept = backupCodes && sealShownCodes(deps.vault, backupCodes, accountId);
  return acceptFirst(deps, visit, accountId, identifier, unkept);
}

function refused(result: Extract<FirstPasskeyVerified, { ok: false }>): Submitted<Form> {
  switch (result.reason) {
    case 'busy':
      return { outcome: 'busy' };
    case 'too-many':
      return { ...again('error.too-many', { until: shownTime(result.until) }), lockedUntil: result.until };
    case 'used-already':
      return { ...again(errors[result.reason]), usedAlready: result };
    case 'unknown':
      return again(errors.unknown, {}, result.removed);
    default:
      return again(errors[result.reason]);
  }
}

const errors = {
  malformed: 'error.passkey-odd',
  // A stranger's passkey and a changed answer of one's own are not told apart.
  wrong: 'error.passkey-unknown',
  unknown: 'error.passkey-unknown',
  expired: 'error.passkey-expired',
  'used-already': 'error.passkey-used',
  'not-verified': 'error.passkey-not-verified',
  'second-only': 'error.passkey-second-only',
  copied: 'error.passkey-copied',
  disabled: 'error.passkey-disabled',
} as const satisfies Record<string, ErrorKey>;

function again(key: ErrorKey, params: MessageParams = {}, removed: string | null = null) {
  const state: FirstFactorForm = formWithError('passkey', key, params);
  return { outcome: 'again', form: { state, removed } } as const;
}
