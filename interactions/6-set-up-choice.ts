// Which kind of factor to set up, where the policy leaves a choice.
// Invariant: only what decide() offers can be chosen; the choice is a wish, and each kind's own page proves.
import type { Pages } from '../http/pages.ts';
import { type FormState, filledForm, formWithError } from '../views/form.ts';
import { offeredKinds } from './next-step.ts';
import { setUpFrame } from './set-up-frame.ts';
import { advance, look, type PostingDeps, type Step, statusOf } from './step.ts';
import { changeSignIn, type Visit, type VisitDeps } from './visit.ts';

export interface ChoiceDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
}

type Form = FormState<'kind', 'kind'>;

export function createChoice(deps: ChoiceDeps): Step<'set-up-choice', Form> {
  return {
    show: (at, again) => {
      const { visit, next } = at;
      const kinds = offeredKinds(next.enroll);
      const model = {
        ...setUpFrame(deps, at, 'choice', 'choice'),
        anotherKindAction: null,
        kinds,
        form: again?.form ?? filledForm({ kind: kinds[0] ?? '' }),
      };
      return deps.pages.show(visit.ctx, 'interactions/set-up-choice', model, look(visit, statusOf(again)));
    },
    async submit({ visit, next }, { kind }) {
      const setUpKind = offeredKinds(next.enroll).find((offered) => offered === kind);
      if (!setUpKind) return { outcome: 'again', form: formWithError('kind', 'error.required.kind', {}, {}) };
      const changed = await changeSignIn(deps, visit.signIn.id, { setUpKind });
      return changed ? advance : { outcome: 'expired' };
    },
  };
}

/** Back to the choice, or to it from a passkey that is to be used. */
export async function chooseAnotherKind(
  deps: Pick<VisitDeps, 'signIns' | 'now'>,
  visit: Visit,
): Promise<void> {
  await changeSignIn(deps, visit.signIn.id, { setUpKind: null, passesUntried: true });
}
