// Sets up a phone for codes by text message: the number, then the code that was sent there. Confirming is itself a proof.
// Invariant: only a post sends a message; a number of the profile is shown masked, and counts for nothing before its code.
import type { SmsEnrolling } from '../factors/sms/enrollment.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { emptyForm, type FormState } from '../views/form.ts';
import type { SetUpPhone } from '../views/pages-set-up.ts';
import { smsCodeErrors } from '../views/sms-errors.ts';
import { againWith, type ConfirmingDeps, enrollingAt, ofSignIn, refusedSetUp } from './set-up-confirming.ts';
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

export interface PhoneDeps extends PostingDeps, ConfirmingDeps {
  readonly pages: Pages;
  readonly smsEnrolling: SmsEnrolling;
}

export type PhoneForm = FormState<'code' | 'phone', 'phone'>;
export type AtPhone = At<'set-up-phone'>;

export function createPhone(deps: PhoneDeps): Step<'set-up-phone', PhoneForm> {
  return {
    show: (at, again) => showPhone(deps, at, again),
    submit: (at, fields) => submit(deps, at, fields),
  };
}

/** `again` may come from sending a message. */
export async function showPhone(deps: PhoneDeps, at: AtPhone, again: Again<PhoneForm> | null): Promise<void> {
  const { visit } = at;
  const model = {
    ...setUpFrame(deps, at, 'factor', 'phone'),
    form: again?.form ?? emptyForm,
    ...(await question(deps, at)),
  };
  await deps.pages.show(
    visit.ctx,
    'interactions/set-up-phone',
    model as SetUpPhone, // a union, built in two parts
    look(visit, statusOf(again)),
  );
}

/** Which number, whether it is the profile's, or the code that was sent. */
async function question({ smsEnrolling }: PhoneDeps, at: AtPhone) {
  const { ctx } = at.visit;
  const { begun, proposed } = await smsEnrolling.standing(ofSignIn(at).accountId, ofSignIn(at).signInId);
  const asksAnother = ctx.query.number === 'other';
  const otherHref = `${stepPath(at.visit, '')}?number=other`;
  const sendAction = (number: string) => stepPath(at.visit, `send-text?number=${number}`);
  if (begun?.until && !asksAnother) {
    const { number, until } = begun;
    return { asks: 'code', number, until, resendAction: sendAction('same'), otherHref } as const;
  }
  if (proposed !== null && !asksAnother)
    return { asks: 'whether', number: proposed, action: sendAction('profile'), otherHref } as const;
  return { asks: 'number', action: sendAction('other') } as const;
}

async function submit(
  deps: PhoneDeps,
  at: AtPhone,
  { code = '' }: FormFields,
): Promise<Submitted<PhoneForm>> {
  if (code.trim() === '') return againWith('error.required.code');
  const result = await deps.smsEnrolling.confirm({ ...enrollingAt(deps, at), code });
  return result.ok ? advance : refusedSetUp(deps, at, result, smsCodeErrors);
}
