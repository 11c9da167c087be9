// What is set up on the account, for somebody who has to set something up first. It can only be read.
// Invariant: shows an account to no one but a person whose first factor was right in this browser.
import { isUntried } from '../factors/enrolled-factor.ts';
import type { Pages } from '../http/pages.ts';
import { ownRequirement } from '../policy/own-requirement.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { EnrollmentStore } from '../ports/enrollments.ts';
import type { Next } from './next-step.ts';
import { look, type PostingDeps, posting, redirect, stepPath } from './step.ts';
import type { Visit } from './visit.ts';

export interface OverviewDeps extends PostingDeps {
  readonly pages: Pages;
  readonly accounts: Accounts;
  readonly enrollments: EnrollmentStore;
}

/** Only during set-up: elsewhere it leads back to the step. */
export async function showOverview(deps: OverviewDeps, visit: Visit, { judged }: Next): Promise<void> {
  const { decision, account, facts } = judged;
  if (decision.kind !== 'enroll' || !account || !facts.policy || !facts.account)
    return redirect(visit, stepPath(visit, ''));
  const [whole, enrollments] = await Promise.all([
    deps.accounts.find(account.account.id),
    deps.enrollments.find(account.account.id),
  ]);
  const { csrf } = posting(deps, visit, '');
  await deps.pages.show(
    visit.ctx,
    'interactions/set-up-overview',
    {
      csrf,
      name: whole?.profile.name ?? null,
      email: account.entry.email,
      username: account.entry.username,
      organization: visit.tenant?.name ?? '',
      factors: enrollments.factors.map((factor) => ({
        kind: factor.kind,
        confirmedAt: factor.confirmedAt,
        isUntried: isUntried(factor),
      })),
      backupCodesLeft: account.account.backupCodes?.left ?? null,
      requirement: ownRequirement(facts.policy, facts.account, facts.now),
      // What only the application asks for.
      asked: decision.askedBy === 'application' ? decision.level : null,
      backHref: stepPath(visit, ''),
      signOutAction: stepPath(visit, 'sign-out'),
    },
    look(visit),
  );
}
