// The second factor waived by the code of a break-glass window (A13).
// Invariant: the page is there only while decide() says that the code would do.
import type { BreakGlass } from '../../factors/break-glass.ts';
import type { Pages } from '../../http/pages.ts';
import { type ErrorKey, emptyForm } from '../../views/form.ts';
import { advance, look, statusOf, stepPath } from '../step.ts';
import { again, type Method, proving, refusedCode } from './method.ts';

export interface BreakGlassMethodDeps {
  readonly pages: Pages;
  readonly breakGlass: BreakGlass;
}

export function createBreakGlassMethod({ pages, breakGlass }: BreakGlassMethodDeps): Method {
  return {
    show: (visit, frame, shown, { besideSetUp }) =>
      pages.show(
        visit.ctx,
        'interactions/break-glass',
        {
          ...frame,
          form: shown?.form ?? emptyForm,
          setUpHref: besideSetUp !== null ? stepPath(visit, '') : null,
        },
        look(visit, statusOf(shown)),
      ),
    async submit(at, { code = '' }) {
      if (code.trim() === '') return again('error.required.code');
      const result = await breakGlass.verify({ ...proving(at), code });
      return result.ok ? advance : refusedCode(result, errors);
    },
  };
}

const errors = {
  wrong: 'error.break-glass-wrong',
  malformed: 'error.break-glass-malformed',
  expired: 'error.break-glass-expired',
  'used-already': 'error.break-glass-expired',
  disabled: 'error.break-glass-expired',
} as const satisfies Record<string, ErrorKey>;
