// The second factor by a code that is sent to the phone: one page asks whether to send it, and then for the code.
// Invariant: only a post sends a message; a new code renews no counter of wrong ones.
import type { Sms } from '../../factors/sms/sms.ts';
import type { Pages } from '../../http/pages.ts';
import { type ErrorKey, emptyForm } from '../../views/form.ts';
import { advance, look, statusOf, stepPath } from '../step.ts';
import { again, type Method, proving, refusedCode } from './method.ts';

export interface SmsMethodDeps {
  readonly pages: Pages;
  readonly sms: Sms;
}

export function createSmsMethod({ pages, sms }: SmsMethodDeps): Method {
  return {
    async show(visit, frame, shown) {
      const { accountId, id } = visit.signIn;
      const phone = accountId === null ? null : await sms.standing(accountId, id);
      const model = {
        ...frame,
        form: shown?.form ?? emptyForm,
        // Removed by another sign-in just now: whoever posts learns what else there is.
        number: phone?.number ?? '•••',
        until: phone?.until ?? null,
        sendAction: stepPath(visit, 'send-text?method=sms'),
      };
      await pages.show(visit.ctx, 'interactions/second-factor-sms', model, look(visit, statusOf(shown)));
    },
    async submit(at, { code = '' }) {
      if (code.trim() === '') return again('error.required.code');
      const result = await sms.verify({ ...proving(at), code });
      return result.ok ? advance : refusedCode(result, errors);
    },
  };
}

const errors = {
  wrong: 'error.sms-code-wrong',
  malformed: 'error.sms-code-malformed',
  expired: 'error.sms-code-expired',
  'used-already': 'error.sms-code-expired',
  disabled: 'error.factor-disabled',
  'not-enrolled': 'error.sms-code-expired',
} as const satisfies Record<string, ErrorKey>;
