// Sets up a phone for codes by text message from the account pages: the number, then the code that was sent there.
// Invariant: as in the sign-in: only a post sends a message, and a number counts for nothing before its code.

import type { SmsEnrolling, SmsStarted } from '../../factors/sms/enrollment.ts';
import type { FormFields } from '../../http/form-body.ts';
import type { Pages } from '../../http/pages.ts';
import { showBusy } from '../../http/problems.ts';
import { shownTime } from '../../http/waiting.ts';
import { type ErrorKey, emptyForm, type FormState, formWithError } from '../../views/form.ts';
import type { SetUpPhone } from '../../views/pages-set-up.ts';
import { smsCodeErrors, smsNotSent } from '../../views/sms-errors.ts';
import { type Again, again, locked, statusOf } from '../again.ts';
import { contextOf } from '../own-context.ts';
import { lookOf, redirect } from '../visit.ts';
import { type ConfirmingDeps, enrollingAt, goOnEnrolled, ofSetUp } from './confirming.ts';
import { setUpFrame } from './frame.ts';
import { type SettingUp, setUpPath } from './set-up.ts';

export interface PhoneDeps extends ConfirmingDeps {
  readonly pages: Pages;
  readonly smsEnrolling: SmsEnrolling;
}

type Form = FormState<'code' | 'phone', 'phone'>;

export async function showPhone(deps: PhoneDeps, at: SettingUp, shown: Again<Form> | null): Promise<void> {
  const { visit, setUp } = at;
  const model = {
    ...setUpFrame(at, 'factor', setUpPath(setUp, 'phone')),
    form: shown?.form ?? emptyForm,
    ...(await question(deps, at)),
  };
  await deps.pages.show(
    visit.ctx,
    'interactions/set-up-phone',
    model as SetUpPhone, // a union, built in two parts
    lookOf(visit, statusOf(visit, shown, deps.now())),
  );
}

/** Which number, whether it is the profile's, or the code that was sent. */
async function question({ smsEnrolling }: PhoneDeps, at: SettingUp) {
  const { visit, setUp } = at;
  const { begun, proposed } = await smsEnrolling.standing(visit.account.id, setUp.id);
  const asksAnother = visit.ctx.query.number === 'other';
  const otherHref = `${setUpPath(setUp)}?number=other`;
  const sendAction = (number: string) => setUpPath(setUp, `send-text?number=${number}`);
  if (begun?.until && !asksAnother) {
    const { number, until } = begun;
    return { asks: 'code', number, until, resendAction: sendAction('same'), otherHref } as const;
  }
  if (proposed !== null && !asksAnother)
    return { asks: 'whether', number: proposed, action: sendAction('profile'), otherHref } as const;
  return { asks: 'number', action: sendAction('other') } as const;
}

export async function sendText(deps: PhoneDeps, at: SettingUp, { phone = '' }: FormFields): Promise<void> {
  const { visit, setUp } = at;
  const isTyped = visit.ctx.query.number === 'other';
  const number = isTyped ? phone.trim() : null;
  const asking = { ...ofSetUp(at), context: contextOf(visit, { signInId: setUp.id }), number };
  const sent: SmsStarted =
    number === '' ? { ok: false, reason: 'no-number' } : await deps.smsEnrolling.start(asking);
  if (sent.ok) return redirect(visit, setUpPath(setUp));
  await showPhone(deps, at, notSent(sent, isTyped, number ?? ''));
}

/** At the field where one is shown, else at the button. */
function notSent(sent: Extract<SmsStarted, { ok: false }>, isTyped: boolean, phone: string): Again<Form> {
  const [key, params, lockedUntil]: [ErrorKey, Record<string, Date>, number | null] =
    sent.reason === 'too-many'
      ? ['error.sms-wait', { until: shownTime(sent.until) }, sent.until]
      : [smsNotSent[sent.reason], {}, null];
  if (!isTyped) return { form: formWithError('code' as const, key, params), lockedUntil };
  return { form: formWithError('phone' as const, key, params, { phone }), lockedUntil };
}

export async function tryPhone(deps: PhoneDeps, at: SettingUp, { code = '' }: FormFields): Promise<void> {
  const { visit } = at;
  if (code.trim() === '') return showPhone(deps, at, again('error.required.code'));
  const result = await deps.smsEnrolling.confirm({ ...enrollingAt(deps, at), code });
  if (result.ok) return goOnEnrolled(deps, at, result);
  switch (result.reason) {
    case 'busy':
      return showBusy(deps.pages, visit.ctx);
    case 'too-many':
      return showPhone(deps, at, locked('error.too-many', result.until));
    case 'not-confirmed':
      // The second way is void by now, after a reset for instance: its page comes again.
      return redirect(visit, setUpPath(at.setUp));
    default:
      return showPhone(deps, at, again(smsCodeErrors[result.reason]));
  }
}
