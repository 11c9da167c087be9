// Before a first enrollment: something beside the password (B9). A code sent to the mailbox, or the help desk's code.
// Invariant: no link advances a sign-in; the mailed code is typed into the page that asked for it.

import type { EnrollmentCode } from '../factors/second-ways/enrollment-code.ts';
import type { FormFields } from '../http/form-body.ts';
import { shownTime } from '../http/waiting.ts';
import type { Confirmation } from '../ports/sign-ins.ts';
import { type FieldError, formWithError } from '../views/form.ts';
import { accountOf, contextOf } from './about.ts';
import {
  type AtConfirmation,
  type ConfirmationPageDeps,
  type ConfirmationForm as Form,
  mailboxRefusal,
  showConfirmation,
  waysOf,
} from './set-up-confirmation-page.ts';
import { type Again, advance, type Step, type Submitted } from './step.ts';
import { changeSignIn, type VisitDeps } from './visit.ts';

export interface ConfirmationDeps extends ConfirmationPageDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly enrollmentCode: EnrollmentCode;
}

export function createConfirmation(deps: ConfirmationDeps): Step<'set-up-confirmation', Form> {
  return {
    show: (at, again) => showConfirmation(deps, at, again),
    async submit(at, fields) {
      const { way } = await waysOf(deps, at);
      return way === 'mailbox' ? tryMailboxCode(deps, at, fields) : tryEnrollmentCode(deps, at, fields);
    },
  };
}

/** Mails the code. What went wrong, if anything, stands on the page that asked. */
export async function sendMailboxCode(
  deps: ConfirmationDeps,
  at: AtConfirmation,
): Promise<Again<Form> | null> {
  // The page says what counts.
  if ((await mailboxRefusal(deps, at)) !== null) return null;
  const result = await deps.mailboxCode.send(asking(at));
  if (result.ok || result.reason !== 'too-many') return null;
  return {
    form: formWithError('code', 'error.too-many', { until: shownTime(result.until) }),
    lockedUntil: result.until,
  };
}

async function tryMailboxCode(
  deps: ConfirmationDeps,
  at: AtConfirmation,
  { code = '' }: FormFields,
): Promise<Submitted<Form>> {
  if (code.trim() === '') return again({ key: 'error.required.code' });
  const result = await deps.mailboxCode.verify({ ...asking(at), code });
  if (result.ok) return confirmed(deps, at, result.confirmation);
  if (result.reason === 'locked') return locked(result.until);
  if (result.reason === 'wrong')
    return again({ key: 'error.mail-code-wrong', params: { left: result.left } });
  // It counts for nothing (any more): the page says what does.
  if (result.reason === 'disabled' || result.reason === 'not-available') return advance;
  return again({
    key: result.reason === 'malformed' ? 'error.mail-code-malformed' : 'error.mail-code-expired',
  });
}

async function tryEnrollmentCode(
  deps: ConfirmationDeps,
  at: AtConfirmation,
  { code = '' }: FormFields,
): Promise<Submitted<Form>> {
  if (code.trim() === '') return again({ key: 'error.required.code' });
  const result = await deps.enrollmentCode.verify({ ...asking(at), code });
  if (result.ok) return confirmed(deps, at, result.confirmation);
  if (result.reason === 'locked') return locked(result.until);
  return again({ key: 'error.enrollment-code-wrong' });
}

async function confirmed(
  deps: ConfirmationDeps,
  { visit }: AtConfirmation,
  confirmation: Confirmation,
): Promise<Submitted<Form>> {
  const changed = await changeSignIn(deps, visit.signIn.id, { confirmation });
  return changed ? advance : { outcome: 'expired' };
}

function again({ key, params }: FieldError): Submitted<Form> {
  return { outcome: 'again', form: formWithError('code' as const, key, params) };
}

function locked(until: number): Submitted<Form> {
  const form = formWithError('code' as const, 'error.locked', { until: shownTime(until) });
  return { outcome: 'again', form, lockedUntil: until };
}

function asking(at: AtConfirmation) {
  const { visit, judged } = at;
  return {
    accountId: accountOf(at).account.id,
    signInId: visit.signIn.id,
    context: contextOf(visit, judged),
  };
}
