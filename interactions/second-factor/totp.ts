// The second factor by a code from the authenticator app.
// Invariant: a right code during a lock fails and is not used up; the try is counted for the account that the form names.
import type { Totp } from '../../factors/totp/totp.ts';
import type { Pages } from '../../http/pages.ts';
import { type ErrorKey, emptyForm } from '../../views/form.ts';
import { advance, begunFor, look, statusOf } from '../step.ts';
import { again, type Method, proving, refusedCode } from './method.ts';

export interface TotpMethodDeps {
  readonly pages: Pages;
  readonly totp: Totp;
}

export function createTotpMethod({ pages, totp }: TotpMethodDeps): Method {
  return {
    begin: (_ctx, { code = '' }, accountId) =>
      totp.admit(accountId, code)?.then((admission) => begunFor(accountId, admission)) ?? null,
    show: (visit, frame, shown) =>
      pages.show(
        visit.ctx,
        'interactions/second-factor',
        { ...frame, form: shown?.form ?? emptyForm },
        look(visit, statusOf(shown)),
      ),
    async submit(at, { code = '' }, begun) {
      if (code.trim() === '') return again('error.required.code');
      const tried = proving(at);
      // A form of another account, left open in another tab, has counted nothing for this one.
      const admission = (await begun)?.take(tried.accountId);
      const result = await totp.verify({ ...tried, code, ...(admission && { admission }) });
      return result.ok ? advance : refusedCode(result, errors);
    },
  };
}

const errors = {
  wrong: 'error.code-wrong',
  'other-time': 'error.code-clock',
  malformed: 'error.code-malformed',
  'used-already': 'error.code-used',
  disabled: 'error.factor-disabled',
  'not-enrolled': 'error.code-wrong',
} as const satisfies Record<string, ErrorKey>;
