// Sets up a passkey from the account pages: the browser makes it, and then it is used once, which shows that it works.
// Invariant: registering is no proof; what the policy forbids is refused here, whatever the browser was asked for.

import { type Passkey, userVerificationOf } from '../factors/passkey.ts';
import type { PasskeyRegistration } from '../factors/passkey-registration.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { showBusy } from '../http/problems.ts';
import { shownTime } from '../http/waiting.ts';
import type { Enrollment, EnrollmentStore } from '../ports/enrollments.ts';
import type { Tenants } from '../ports/tenants.ts';
import { type ErrorKey, emptyForm, type FormState, formWithError } from '../views/form.ts';
import { passkeyErrors, passkeyRegistrationErrors } from '../views/passkey-errors.ts';
import { type Again, statusOf } from './again.ts';
import { keepProof, type SettingUp, setUpPath } from './set-up.ts';
import { type ConfirmingDeps, enrollingAt, ofSetUp } from './set-up-confirming.ts';
import { setUpFrame } from './set-up-frame.ts';
import { labelOf, lookOf, policyOf, redirect } from './visit.ts';

export interface PasskeyDeps extends ConfirmingDeps {
  readonly pages: Pages;
  readonly tenants: Tenants;
  readonly enrollments: EnrollmentStore;
  readonly passkey: Passkey;
  readonly passkeyRegistration: PasskeyRegistration;
}

type Form = FormState<'passkey'>;

/** The one that was registered in this set-up. */
export async function registeredPasskey(
  { enrollments }: Pick<PasskeyDeps, 'enrollments'>,
  { visit, setUp }: SettingUp,
): Promise<Enrollment | null> {
  const { factors } = await enrollments.find(visit.account.id);
  const isNew = ({ kind, confirmedAt }: Enrollment) => kind === 'passkey' && confirmedAt >= setUp.arrivedAt;
  return factors.findLast(isNew) ?? null;
}

export async function showNewPasskey(
  deps: PasskeyDeps,
  at: SettingUp,
  shown: Again<Form> | null,
): Promise<void> {
  const { visit, setUp } = at;
  const policy = policyOf(visit);
  const action = setUpPath(setUp, 'new-passkey');
  const options = await deps.passkeyRegistration.offer({ ...ofSetUp(at), policy });
  const model = {
    ...setUpFrame(visit, action),
    form: shown?.form ?? emptyForm,
    passkey: { how: 'create', action, options: options ?? {}, freshHref: setUpPath(setUp) },
    needsHardware: policy.level === 'hardware',
  } as const;
  const look = lookOf(visit, statusOf(visit, shown, deps.now()));
  await deps.pages.show(visit.ctx, 'interactions/set-up-passkey', model, look);
}

export async function registerPasskey(
  deps: PasskeyDeps,
  at: SettingUp,
  { passkey: registration = '' }: FormFields,
): Promise<void> {
  const { visit, setUp } = at;
  if (registration === '') return showNewPasskey(deps, at, again('error.passkey-none'));
  const policy = policyOf(visit);
  const registering = { ...enrollingAt(deps, at), registration, policy, level: policy.level };
  const result = await deps.passkeyRegistration.register(registering);
  if (result.ok) return redirect(visit, setUpPath(setUp));
  switch (result.reason) {
    case 'busy':
      return showBusy(deps.pages, visit.ctx);
    case 'too-many':
      return showNewPasskey(deps, at, waiting('error.too-many', result.until));
    case 'used-already':
    // A double click, where the first has registered it; else the page comes with a new question.
    case 'not-confirmed':
      return redirect(visit, setUpPath(setUp));
    default:
      return showNewPasskey(deps, at, again(passkeyRegistrationErrors[result.reason]));
  }
}

export async function showUse(deps: PasskeyDeps, at: SettingUp, shown: Again<Form> | null): Promise<void> {
  const { visit, setUp } = at;
  const registered = await registeredPasskey(deps, at);
  if (!registered) return redirect(visit, setUpPath(setUp));
  const { id, name } = registered;
  const action = setUpPath(setUp, 'use-passkey');
  const userVerification = userVerificationOf(policyOf(visit).passkeys);
  const options = await deps.passkey.ask({ ...ofSetUp(at), factors: [id], userVerification });
  await deps.pages.show(
    visit.ctx,
    'interactions/second-factor-passkey',
    {
      action,
      csrf: visit.csrf,
      account: labelOf(visit.account),
      organization: (await deps.tenants.find(visit.account.tenantId))?.name ?? '',
      lockedUntil: shown?.lockedUntil ?? null,
      others: [],
      otherAccountAction: null,
      lostHref: null,
      cancelAction: null,
      remember: null,
      form: shown?.form ?? emptyForm,
      passkey: { how: 'prove', action, options, freshHref: setUpPath(setUp) },
      justRegistered: name,
    },
    lookOf(visit, statusOf(visit, shown, deps.now())),
  );
}

export async function usePasskeyOnce(
  deps: PasskeyDeps,
  at: SettingUp,
  { passkey: assertion = '' }: FormFields,
): Promise<void> {
  const { visit, setUp } = at;
  const registered = await registeredPasskey(deps, at);
  if (!registered) return redirect(visit, setUpPath(setUp));
  if (assertion === '') return showUse(deps, at, again('error.passkey-none'));
  const result = await deps.passkey.verify({
    ...enrollingAt(deps, at),
    assertion,
    factors: [registered.id],
    policy: policyOf(visit).passkeys,
  });
  if (result.ok) {
    await keepProof(deps, at);
    return redirect(visit, setUpPath(setUp));
  }
  if (result.reason === 'too-many' || result.reason === 'locked') {
    const key = result.reason === 'locked' ? 'error.locked' : 'error.too-many';
    return showUse(deps, at, waiting(key, result.until));
  }
  await showUse(deps, at, again(passkeyErrors[result.reason]));
}

function again(key: ErrorKey): Again<Form> {
  return { form: formWithError('passkey' as const, key), lockedUntil: null };
}

function waiting(key: 'error.locked' | 'error.too-many', until: number): Again<Form> {
  return {
    form: formWithError('passkey' as const, key, { until: shownTime(until) }),
    lockedUntil: until,
  };
}
