// A security key was used with its PIN and stays a second factor, for changes of the account are stopped: what that means.
// Invariant: shown once, when all is proved; reading it changes nothing else.
import type { Pages } from '../http/pages.ts';
import { advance, look, type PostingDeps, posting, type Step } from './step.ts';
import { changeSignIn, type VisitDeps } from './visit.ts';

export interface NotRaisedDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
}

export function createNotRaised(deps: NotRaisedDeps): Step<'not-raised', null> {
  return {
    show: ({ visit, next: { until } }) =>
      deps.pages.show(
        visit.ctx,
        'interactions/not-raised',
        { ...posting(deps, visit, 'not-raised'), until },
        look(visit),
      ),
    async submit({ visit }) {
      const changed = await changeSignIn(deps, visit.signIn.id, { notRaisedUntil: null });
      return changed ? advance : { outcome: 'expired' };
    },
  };
}
