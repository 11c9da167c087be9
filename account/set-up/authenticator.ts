// Sets up an authenticator app from the account pages: QR code and key, then a code from the app.
// Invariant: nothing counts before the code was right (B8); what was proved with it counts in this session.

import type { TotpEnrolling } from '../../factors/totp/enrollment.ts';
import type { FormFields } from '../../http/form-body.ts';
import type { Pages } from '../../http/pages.ts';
import { showBusy } from '../../http/problems.ts';
import type { EnrollmentStore } from '../../ports/enrollments.ts';
import { emptyForm, filledForm } from '../../views/form.ts';
import { type Again, again, locked, statusOf } from '../again.ts';
import { lookOf, redirect } from '../visit.ts';
import { type ConfirmingDeps, enrollingAt, goOnEnrolled, ofSetUp } from './confirming.ts';
import { setUpFrame } from './frame.ts';
import { type SettingUp, setUpPath } from './set-up.ts';

export interface AuthenticatorDeps extends ConfirmingDeps {
  readonly pages: Pages;
  readonly enrollments: EnrollmentStore;
  readonly totpEnrolling: TotpEnrolling;
}

export async function showAuthenticator(
  deps: AuthenticatorDeps,
  at: SettingUp,
  shown: Again | null,
): Promise<void> {
  const { visit, setUp } = at;
  const begun = (await isBegun(deps, at)) ? await deps.totpEnrolling.start(ofSetUp(at)) : null;
  if (!begun?.ok) return showBeginning(deps, at, shown);
  const { key, keyUri } = begun;
  const look = lookOf(visit, statusOf(visit, shown, deps.now()));
  const startAgainAction = setUpPath(setUp, 'new-key');
  const model = {
    ...setUpFrame(at, 'factor', setUpPath(setUp, 'authenticator')),
    key,
    keyUri,
    startAgainAction,
  };
  await deps.pages.show(
    visit.ctx,
    'interactions/set-up-authenticator',
    { ...model, form: shown?.form ?? emptyForm },
    look,
  );
}

/** A GET makes no key. There is none where one was made elsewhere since, or after a limit: one button, and the post makes it. */
async function showBeginning(deps: AuthenticatorDeps, at: SettingUp, shown: Again | null): Promise<void> {
  const form = shown
    ? { values: { kind: 'totp' }, errors: { kind: shown.form.errors.code } }
    : filledForm({ kind: 'totp' });
  const model = {
    ...setUpFrame(at, 'factor', setUpPath(at.setUp, 'new-key')),
    kinds: ['totp'],
    form,
  } as const;
  const look = lookOf(at.visit, statusOf(at.visit, shown, deps.now()));
  await deps.pages.show(at.visit.ctx, 'interactions/set-up-choice', model, look);
}

/** Makes the key, or with `restart` a new one for those who lost the one that they were scanning. */
export async function makeKey(deps: AuthenticatorDeps, at: SettingUp, restart: boolean): Promise<void> {
  const started = await deps.totpEnrolling.start({ ...ofSetUp(at), restart });
  if (!started.ok && started.reason === 'too-many')
    return showAuthenticator(deps, at, locked('error.too-many', started.until));
  redirect(at.visit, setUpPath(at.setUp));
}

export async function tryAuthenticator(
  deps: AuthenticatorDeps,
  at: SettingUp,
  { code = '' }: FormFields,
): Promise<void> {
  const { visit, setUp } = at;
  if (code.trim() === '') return showAuthenticator(deps, at, again('error.required.code'));
  const result = await deps.totpEnrolling.confirm({ ...enrollingAt(deps, at), code });
  if (result.ok) return goOnEnrolled(deps, at, result);
  switch (result.reason) {
    case 'busy':
      return showBusy(deps.pages, visit.ctx);
    case 'too-many':
      return showAuthenticator(deps, at, locked('error.too-many', result.until));
    case 'not-confirmed':
    // The second way is void by now, after a reset for instance: its page comes again.
    case 'expired':
      // A double click, where the first has confirmed it; or begun anew elsewhere: then a key is asked for.
      return redirect(visit, setUpPath(setUp));
    case 'wrong':
      return showAuthenticator(deps, at, again('error.code-wrong'));
    case 'other-time':
      return showAuthenticator(deps, at, again('error.code-clock'));
    case 'malformed':
      return showAuthenticator(deps, at, again('error.code-malformed'));
  }
}

async function isBegun(
  { enrollments, now }: AuthenticatorDeps,
  { visit, setUp }: SettingUp,
): Promise<boolean> {
  const { pending } = await enrollments.find(visit.account.id);
  return (
    pending !== null && pending.signInId === setUp.id && pending.kind === 'totp' && pending.expiresAt > now()
  );
}
