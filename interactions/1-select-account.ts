// `prompt=select_account`, and sessions that do not fit the application: go on as this account, or use another.
// Invariant: changing the account carries no evidence over; evidence is only ever read under its own account.
import type { Pages } from '../http/pages.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { Directory } from '../ports/directory.ts';
import { advance, look, type PostingDeps, posting, type Step, stepPath } from './step.ts';
import { changeSignIn, ofNobody, type Visit, type VisitDeps } from './visit.ts';

export interface SelectAccountDeps
  extends PostingDeps,
    Pick<VisitDeps, 'signIns' | 'now' | 'tenants' | 'clients'> {
  readonly pages: Pages;
  readonly directory: Directory;
  readonly accounts: Accounts;
}

export function createSelectAccount(deps: SelectAccountDeps): Step<'select-account', null> {
  return {
    show: ({ visit }) => showAccount(deps, visit, null),
    async submit({ visit }) {
      const changed = await changeSignIn(deps, visit.signIn.id, { accountChosen: true });
      return changed ? advance : { outcome: 'expired' };
    },
  };
}

/** `problem`: the signed-in account cannot be used here, so only another one is offered. */
export async function showAccount(
  deps: SelectAccountDeps,
  visit: Visit,
  problem: 'other-tenant' | null,
): Promise<void> {
  const account =
    visit.signIn.accountId === null ? undefined : await deps.accounts.find(visit.signIn.accountId);
  const tenant = account && (await deps.tenants.find(account.tenantId));
  await deps.pages.show(
    visit.ctx,
    'interactions/select-account',
    {
      ...posting(deps, visit, 'account'),
      account: account?.email ?? account?.username ?? '',
      name: account?.profile.name ?? null,
      organization: tenant?.name ?? '',
      problem,
      otherAccountAction: stepPath(visit, 'other-account'),
      cancelAction: stepPath(visit, 'cancel'),
    },
    look(visit, problem ? 403 : 200),
  );
}

/** Forgets whom this sign-in is about, so that somebody else can sign in. An organisation that the request names stays. */
export async function useOtherAccount(deps: SelectAccountDeps, visit: Visit): Promise<void> {
  await changeSignIn(deps, visit.signIn.id, {
    ...ofNobody,
    accountId: null,
    identifier: null,
    accountChosen: true,
    tenantId:
      typeof visit.interaction.params.tenant === 'string' ? visit.signIn.tenantId : visit.client.tenantId,
  });
}
