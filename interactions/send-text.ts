// Sends a code by text message, where the second factor or the set-up of a phone asks for one; then that page goes on.
// Invariant: it proves nothing, and is a post; what kept a message from going out stands on the page, beside the other ways.

import type { Sms } from '../factors/sms/sms.ts';
import type { FormFields } from '../http/form-body.ts';
import { setRetryAfter, shownTime } from '../http/waiting.ts';
import { type ErrorKey, formWithError } from '../views/form.ts';
import { smsNotSent } from '../views/sms-errors.ts';
import { createSecondFactor, type SecondFactorDeps } from './4-second-factor.ts';
import { type AtPhone, type PhoneDeps, type PhoneForm, showPhone } from './6-set-up-phone.ts';
import { contextOf } from './about.ts';
import { type AtSecond, proving } from './second-factor/method.ts';
import { ofSignIn } from './set-up-confirming.ts';
import { redirect, stepPath } from './step.ts';
import type { Visit } from './visit.ts';

export interface SendTextDeps extends SecondFactorDeps, PhoneDeps {
  readonly sms: Sms;
}

export interface SendText {
  forSecondFactor(at: AtSecond): Promise<void>;
  forSetUp(at: AtPhone, fields: FormFields): Promise<void>;
}

export function createSendText(deps: SendTextDeps): SendText {
  const secondFactor = createSecondFactor(deps);
  return {
    async forSecondFactor(at) {
      const sent = await deps.sms.send(proving(at));
      if (sent.ok) return redirect(at.visit, `${stepPath(at.visit, '')}?method=sms`);
      const lockedUntil = wait(deps, at.visit, sent);
      await secondFactor.show(at, { form: formWithError('code' as const, ...messageOf(sent)), lockedUntil });
    },
    async forSetUp(at, { phone = '' }) {
      const { visit, judged } = at;
      const isTyped = visit.ctx.query.number === 'other';
      const number = isTyped ? phone.trim() : null;
      const asking = { ...ofSignIn(at), context: contextOf(visit, judged), number };
      const sent =
        number === '' ? ({ ok: false, reason: 'no-number' } as const) : await deps.smsEnrolling.start(asking);
      if (sent.ok) return redirect(visit, stepPath(visit, ''));
      const lockedUntil = wait(deps, visit, sent);
      const values = { phone: number ?? '' };
      // At the field where one is shown, else at the button.
      const form: PhoneForm = isTyped
        ? formWithError('phone' as const, ...messageOf(sent), values)
        : formWithError('code' as const, ...messageOf(sent));
      await showPhone(deps, at, { form, lockedUntil });
    },
  };
}

type NotSent =
  | { readonly reason: keyof typeof smsNotSent }
  | { readonly reason: 'too-many' | 'locked'; readonly until: number };

function messageOf(sent: NotSent): [ErrorKey, Record<string, Date>] {
  if (sent.reason === 'too-many') return ['error.sms-wait', { until: shownTime(sent.until) }];
  if (sent.reason === 'locked') return ['error.locked', { until: shownTime(sent.until) }];
  return [smsNotSent[sent.reason], {}];
}

/** Until when (ms) nothing more is sent; null where that is not why. */
function wait({ now }: SendTextDeps, visit: Visit, sent: NotSent): number | null {
  if (!('until' in sent)) return null;
  setRetryAfter(visit.ctx, sent.until - now());
  return sent.until;
}
