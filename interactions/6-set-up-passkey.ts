// Sets up a passkey: the browser makes it, and then it is used once, which the policy asks for by itself.
// Invariant: registering is no proof; what the policy forbids is refused here, whatever the browser was asked for.

import type { PasskeyRegistered, PasskeyRegistration } from '../factors/passkey/registration.ts';
import type { PasswordLink, ShownLink } from '../factors/password/link.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { shownTime } from '../http/waiting.ts';
import type { SignInChange } from '../ports/sign-ins.ts';
import { type ErrorKey, emptyForm, type FormState, formWithError } from '../views/form.ts';
import type { MessageParams } from '../views/messages/catalogue.ts';
import { passkeyRegistrationErrors } from '../views/passkey-errors.ts';
import { accountOf } from './about.ts';
import { type ConfirmingDeps, enrollingAt, ofSignIn } from './set-up-confirming.ts';
import { setUpFrame } from './set-up-frame.ts';
import {
  type Again,
  type At,
  advance,
  look,
  type PostingDeps,
  type Step,
  type Submitted,
  statusOf,
  stepPath,
} from './step.ts';
import { changeSignIn } from './visit.ts';

export interface SetUpPasskeyDeps extends PostingDeps, ConfirmingDeps {
  readonly pages: Pages;
  readonly passkeyRegistration: PasskeyRegistration;
  readonly passwordLink: Pick<PasswordLink, 'counts' | 'useUp'>;
}

type Form = FormState<'passkey'>;
type AtPasskey = At<'set-up-passkey'>;

export function createSetUpPasskey(deps: SetUpPasskeyDeps): Step<'set-up-passkey', Form> {
  return {
    show: (at, again) => show(deps, at, again),
    submit: (at, fields) => submit(deps, at, fields),
  };
}

async function show(deps: SetUpPasskeyDeps, at: AtPasskey, again: Again<Form> | null): Promise<void> {
  const { visit, next } = at;
  const { policy } = accountOf(at);
  const options = await deps.passkeyRegistration.offer({ ...ofSignIn(at), policy });
  const model = {
    ...setUpFrame(deps, at, 'factor', 'new-passkey'),
    form: again?.form ?? emptyForm,
    passkey: {
      how: 'create',
      action: stepPath(visit, 'new-passkey'),
      options: options ?? {},
      freshHref: stepPath(visit, ''),
    },
    needsHardware: next.enroll.level === 'hardware',
  } as const;
  await deps.pages.show(visit.ctx, 'interactions/set-up-passkey', model, look(visit, statusOf(again)));
}

async function submit(
  deps: SetUpPasskeyDeps,
  at: AtPasskey,
  { passkey: registration = '' }: FormFields,
): Promise<Submitted<Form>> {
  if (registration === '') return again('error.passkey-none');
  const { policy } = accountOf(at);
  const { level } = at.next.enroll;
  const mailed = mailedLink(at);
  if (mailed && !(await deps.passwordLink.counts(mailed))) return linkOver(deps, at);
  const result = await deps.passkeyRegistration.register({
    ...enrollingAt(deps, at),
    registration,
    policy,
    level,
  });
  if (result.ok) {
    // After its work, as with a new password: a link that is used up has done what it is for.
    if (mailed) await deps.passwordLink.useUp(mailed);
    // It is used next, whatever was passed by before.
    return changing(deps, at, { passesUntried: false });
  }
  // It can do more than the account could prove so far, or what was shown before is void: next-step leads to the second way.
  if (result.reason === 'not-confirmed') return changing(deps, at, { raisesLevel: true });
  return refused(result);
}

/** Of who has no password and none of their passkeys at hand; null where it is no link that allows the set-up. */
function mailedLink(at: AtPasskey): ShownLink | null {
  const { linkId } = at.next;
  return linkId === undefined ? null : { ...ofSignIn(at), linkId };
}

/**
 * Used up, too old, or the account changed: the page for its code says how to ask for another. But a second click on the button
 * must not hide that the first one has set the passkey up.
 */
function linkOver(deps: SetUpPasskeyDeps, { visit }: AtPasskey): Submitted<Form> {
  const { id, passwordReset } = visit.signIn;
  const toCode = passwordReset && { ...passwordReset, shown: null, until: deps.now() };
  const otherwise = async () => (await changeSignIn(deps, id, { passwordReset: toCode })) !== null;
  return { ...again('error.passkey-expired'), usedAlready: { notTried: async () => undefined, otherwise } };
}

async function changing(
  deps: SetUpPasskeyDeps,
  { visit }: AtPasskey,
  change: SignInChange,
): Promise<Submitted<Form>> {
  return (await changeSignIn(deps, visit.signIn.id, change)) ? advance : { outcome: 'expired' };
}

type Refused = Exclude<PasskeyRegistered, { ok: true } | { reason: 'not-confirmed' }>;

function refused(result: Refused): Submitted<Form> {
  switch (result.reason) {
    case 'too-many':
      return { ...again('error.too-many', { until: shownTime(result.until) }), lockedUntil: result.until };
    case 'used-already':
      return { ...again(passkeyRegistrationErrors[result.reason]), usedAlready: result };
    default:
      return again(passkeyRegistrationErrors[result.reason]);
  }
}

function again(key: ErrorKey, params: MessageParams = {}) {
  return { outcome: 'again', form: formWithError('passkey' as const, key, params) } as const;
}
