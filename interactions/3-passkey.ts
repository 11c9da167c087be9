// The first factor by a passkey: it tells by itself who it is, so no identifier is typed, nobody is named before, and the
// organisation need not be known.
// Invariant: whatever is wrong with whose passkey it is reads alike, so that nothing is told of who exists.

import { sealShownCodes } from '../factors/backup-codes/shown.ts';
import { normaliseIdentifier } from '../factors/identifier.ts';
import type { FirstPasskeyVerified } from '../factors/passkey/first.ts';
import type { FormFields } from '../http/form-body.ts';
import { shownTime } from '../http/waiting.ts';
import { type ErrorKey, type FormState, formWithError } from '../views/form.ts';
import type { MessageParams } from '../views/messages/catalogue.ts';
import { showOrganization } from './2-organization.ts';
import { acceptFirst, contextOfNobody, type FirstFactorDeps, showFirstFactor } from './first-factor.ts';
import { type Again, type Runnable, runnable, type Submitted } from './step.ts';
import type { Visit } from './visit.ts';

interface Form {
  readonly state: FormState<'passkey'>;
  /** The passkey that the browser may forget; or null. */
  readonly removed: string | null;
}

/** By the steps on whose pages it stands. */
export interface PasskeySteps {
  readonly password: Runnable<'password'>;
  readonly organization: Runnable<'organization'>;
}

export function createPasskeySteps(deps: FirstFactorDeps): PasskeySteps {
  const stateOf = (again: Again<Form> | null) => again && { ...again, form: again.form.state };
  return {
    password: runnable<'password', Form>({
      show: ({ visit }, again) => showFirstFactor(deps, visit, stateOf(again), again?.form.removed),
      submit: ({ visit }, fields) => submit(deps, visit, fields),
    }),
    organization: runnable<'organization', Form>({
      show: ({ visit }, again) => showOrganization(deps, visit, stateOf(again), again?.form.removed),
      submit: ({ visit }, fields) => submit(deps, visit, fields),
    }),
  };
}

async function submit(
  deps: FirstFactorDeps,
  visit: Visit,
  { passkey: assertion = '' }: FormFields,
): Promise<Submitted<Form>> {
  const { signIn, tenant } = visit;
  if (assertion === '') return again('error.passkey-none');
  const tenantId = tenant?.id ?? null;
  const result = await deps.passkey.verifyFirst({
    tenantId,
    assertion,
    signInId: signIn.id,
    expiresAt: signIn.expiresAt,
    context: contextOfNobody(visit, tenantId),
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
  const state: FormState<'passkey'> = formWithError('passkey', key, params);
  return { outcome: 'again', form: { state, removed } } as const;
}
