// Sets up a passkey from the account pages: the browser makes it, and then it is used once, which shows that it works.
// Invariant: registering is no proof; what the policy forbids is refused here, whatever the browser was asked for.

import type { PasskeyRegistration } from '../../factors/passkey/registration.ts';
import type { FormFields } from '../../http/form-body.ts';
import { showBusy } from '../../http/problems.ts';
import { levelByChoice } from '../../policy/needs.ts';
import type { Enrollment } from '../../ports/enrollments.ts';
import { emptyForm } from '../../views/form.ts';
import { passkeyRegistrationErrors } from '../../views/passkey-errors.ts';
import { type Again, statusOf } from '../again.ts';
import {
  type PasskeyForm,
  passkeyAgain,
  passkeyWaiting,
  showFirstUse,
  type UsePasskeyDeps,
  useFirst,
} from '../use-passkey.ts';
import { lookOf, policyOf, redirect } from '../visit.ts';
import { enrollingAt, ofSetUp } from './confirming.ts';
import { choicePath, setUpFrame } from './frame.ts';
import { changeSetUp, type SettingUp, setUpPath } from './set-up.ts';

export interface PasskeyDeps extends UsePasskeyDeps {
  readonly passkeyRegistration: PasskeyRegistration;
}

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
  shown: Again<PasskeyForm> | null,
): Promise<void> {
  const { visit, setUp } = at;
  const policy = policyOf(visit);
  const action = setUpPath(setUp, 'new-passkey');
  const options = await deps.passkeyRegistration.offer({ ...ofSetUp(at), policy });
  const model = {
    ...setUpFrame(at, 'factor', action),
    form: shown?.form ?? emptyForm,
    passkey: { how: 'create', action, options: options ?? {}, freshHref: setUpPath(setUp) },
    needsHardware: levelByChoice(policy) === 'hardware',
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
  if (registration === '') return showNewPasskey(deps, at, passkeyAgain('error.passkey-none'));
  const policy = policyOf(visit);
  const registering = { ...enrollingAt(deps, at), registration, policy, level: levelByChoice(policy) };
  const result = await deps.passkeyRegistration.register(registering);
  if (result.ok) {
    await changeSetUp(deps, at, { passesUntried: false });
    return redirect(visit, setUpPath(setUp));
  }
  switch (result.reason) {
    case 'too-many':
      return showNewPasskey(deps, at, passkeyWaiting('error.too-many', result.until));
    case 'used-already':
      // A double click, where the first has registered it; else the page comes with a new question.
      return redirect(visit, setUpPath(setUp));
    case 'not-confirmed':
      await changeSetUp(deps, at, { raisesLevel: true });
      return redirect(visit, setUpPath(setUp));
    default:
      return showNewPasskey(deps, at, passkeyAgain(passkeyRegistrationErrors[result.reason]));
  }
}

export async function showUse(
  deps: PasskeyDeps,
  at: SettingUp,
  shown: Again<PasskeyForm> | null,
): Promise<void> {
  const { visit, setUp } = at;
  const passkey = await registeredPasskey(deps, at);
  const href = setUpPath(setUp);
  if (!passkey) return redirect(visit, href);
  const action = setUpPath(setUp, 'use-passkey');
  const besideSetUp = { ...setUpFrame(at, 'factor', action), anotherKindHref: choicePath(at) };
  await showFirstUse(
    deps,
    visit,
    { passkey, setUpId: setUp.id, action, href, isNew: true, besideSetUp },
    shown,
  );
}

export async function usePasskeyOnce(deps: PasskeyDeps, at: SettingUp, fields: FormFields): Promise<void> {
  const { visit, setUp } = at;
  const registered = await registeredPasskey(deps, at);
  const used = registered && (await useFirst(deps, at, registered, fields));
  if (used === 'busy') return showBusy(deps.pages, visit.ctx);
  if (used && 'form' in used) return showUse(deps, at, used);
  redirect(visit, setUpPath(setUp));
}
