// "Forgot your password?": asks who it is, and has a mail sent where there is somebody to send it to.
// Invariant: the answer is the same for every name, in words and in time.

import { normaliseIdentifier } from '../factors/identifier.ts';
import type { PasswordLink } from '../factors/password/link.ts';
import { addressOf } from '../http/address.ts';
import { eventContext } from '../http/event-context.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { setRetryAfter, shownTime } from '../http/waiting.ts';
import { type FormState, filledForm, formWithError } from '../views/form.ts';
import { type Again, look, type PostingDeps, posting, statusOf, stepPath } from './step.ts';
import { changeSignIn, type Visit, type VisitDeps } from './visit.ts';

export interface ForgotPasswordDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
  readonly passwordLink: PasswordLink;
}

type Form = FormState<'identifier', 'identifier'>;

export interface ForgotPassword {
  show(visit: Visit): Promise<void>;
  /** True where the sign-in now waits for the code of a mail; else the page was shown again. */
  ask(visit: Visit, fields: FormFields): Promise<boolean>;
  /** Back to the password, as if nothing had been asked. */
  leave(visit: Visit): Promise<void>;
}

/** As in 3-password. */
const longestIdentifier = 320;

export function createForgotPassword(deps: ForgotPasswordDeps): ForgotPassword {
  return {
    show: (visit) => show(deps, visit, null),
    ask: (visit, fields) => ask(deps, visit, fields),
    leave: async (visit) => void (await changeSignIn(deps, visit.signIn.id, { passwordReset: null })),
  };
}

async function show(deps: ForgotPasswordDeps, visit: Visit, again: Again<Form> | null): Promise<void> {
  if (again?.lockedUntil) setRetryAfter(visit.ctx, again.lockedUntil - deps.now());
  await deps.pages.show(
    visit.ctx,
    'interactions/forgot-password',
    {
      ...posting(deps, visit, 'forgot-password'),
      form: again?.form ?? filledForm({ identifier: visit.signIn.identifier ?? '' }),
      backHref: stepPath(visit, ''),
    },
    look(visit, statusOf(again)),
  );
}

async function ask(
  deps: ForgotPasswordDeps,
  visit: Visit,
  { identifier: typed = '' }: FormFields,
): Promise<boolean> {
  const { tenant, interaction, signIn } = visit;
  if (!tenant) throw new Error('A mail was asked for before the organisation was known.');
  const shown = typed.slice(0, longestIdentifier);
  const identifier = normaliseIdentifier(shown);
  const again = async (form: Form, lockedUntil: number | null) => {
    await show(deps, visit, { form, lockedUntil });
    return false;
  };
  if (identifier === '')
    return again(formWithError('identifier', 'error.required.identifier', {}, { identifier: shown }), null);
  const asked = await deps.passwordLink.ask(askOf(visit, tenant.id, identifier));
  if (!asked.ok) {
    const params = { until: shownTime(asked.until) };
    return again(formWithError('identifier', 'error.too-many', params, { identifier: shown }), asked.until);
  }
  const passwordReset = { identifier, uid: interaction.uid, until: asked.until, shown: null, isDone: false };
  await changeSignIn(deps, signIn.id, { passwordReset, identifier });
  return true;
}

/** Of nobody: whether there is such an account is not known here. */
export function askOf({ ctx, client, signIn }: Visit, tenantId: string, identifier: string) {
  const context = eventContext(ctx, { tenantId, clientId: client.id, signInId: signIn.id });
  return { tenantId, identifier, signInId: signIn.id, address: addressOf(ctx), context };
}
