// Uses a passkey of the account for the first time, right after it was registered or later on: from then on it counts.
// Invariant: its pages ask for fresh proof (A12), since they finish what binds a factor; backup codes that come with it stay
// sealed in the set-up until they are kept.
import { type Passkey, userVerificationOf } from '../factors/passkey/passkey.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { shownTime } from '../http/waiting.ts';
import type { Enrollment, EnrollmentStore } from '../ports/enrollments.ts';
import type { Tenants } from '../ports/tenants.ts';
import { type ErrorKey, emptyForm, type FormState, formWithError } from '../views/form.ts';
import type { PageModels } from '../views/pages.ts';
import { passkeyErrors } from '../views/passkey-errors.ts';
import { type Again, statusOf } from './again.ts';
import { type ConfirmingDeps, enrollingAt } from './set-up/confirming.ts';
import { keepProof, type SettingUp } from './set-up/set-up.ts';
import { labelOf, lookOf, policyOf, type Visit } from './visit.ts';

export interface UsePasskeyDeps extends ConfirmingDeps {
  readonly pages: Pages;
  readonly tenants: Tenants;
  readonly enrollments: EnrollmentStore;
  readonly passkey: Passkey;
}

export type PasskeyForm = FormState<'passkey'>;

/** A passkey and the set-up in which it is used. */
export interface FirstUse {
  readonly passkey: Enrollment;
  /** Id of the set-up, which need not have begun. */
  readonly setUpId: string;
  readonly action: string;
  /** The page anew. */
  readonly href: string;
  /** Registered just now. */
  readonly isNew: boolean;
  /** Null where nothing else can be set up instead. */
  readonly besideSetUp: PageModels['interactions/second-factor-passkey']['besideSetUp'];
}

export async function showFirstUse(
  deps: UsePasskeyDeps,
  visit: Visit,
  { passkey: { id, name }, setUpId: signInId, action, href, isNew, besideSetUp }: FirstUse,
  shown: Again<PasskeyForm> | null,
): Promise<void> {
  const { account } = visit;
  const userVerification = userVerificationOf(policyOf(visit).passkeys);
  const options = await deps.passkey.ask({
    accountId: account.id,
    signInId,
    factors: [id],
    userVerification,
  });
  await deps.pages.show(
    visit.ctx,
    'interactions/second-factor-passkey',
    {
      action,
      csrf: visit.csrf,
      account: labelOf(account),
      organization: (await deps.tenants.find(account.tenantId))?.name ?? '',
      others: [],
      otherAccountAction: null,
      lostHref: null,
      cancelAction: null,
      remember: null,
      form: shown?.form ?? emptyForm,
      passkey: { how: 'prove', action, options, freshHref: href },
      firstUse: { name, isNew },
      besideSetUp,
    },
    lookOf(visit, statusOf(visit, shown, deps.now())),
  );
}

/** What it came to, if it was used: its proof counts in this session then. Else what to say. */
export async function useFirst(
  deps: UsePasskeyDeps,
  at: SettingUp,
  { id }: Enrollment,
  { passkey: assertion = '' }: FormFields,
): Promise<{ readonly backupCodes: boolean } | Again<PasskeyForm> | 'busy'> {
  if (assertion === '') return passkeyAgain('error.passkey-none');
  const policy = policyOf(at.visit).passkeys;
  const result = await deps.passkey.verify({ ...enrollingAt(deps, at), assertion, factors: [id], policy });
  if (result.ok) {
    await keepProof(deps, at);
    return result;
  }
  switch (result.reason) {
    case 'busy':
      return 'busy';
    case 'too-many':
      return passkeyWaiting('error.too-many', result.until);
    case 'locked':
      return passkeyWaiting('error.locked', result.until);
    default:
      return passkeyAgain(passkeyErrors[result.reason]);
  }
}

export function passkeyAgain(key: ErrorKey): Again<PasskeyForm> {
  return { form: formWithError('passkey' as const, key), lockedUntil: null };
}

export function passkeyWaiting(key: 'error.locked' | 'error.too-many', until: number): Again<PasskeyForm> {
  const form = formWithError('passkey' as const, key, { until: shownTime(until) });
  return { form, lockedUntil: until };
}
