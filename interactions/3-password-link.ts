// Waits for the code of the mail that was sent, if one was: it is typed here, or its link opened in this browser.
// Invariant: the page says the same whether or not there was a mail; a right code tells whose account it is, and proves nothing.
import type { PasswordLink } from '../factors/password/link.ts';
import type { Pages } from '../http/pages.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { SignIn } from '../ports/sign-ins.ts';
import { emptyForm, type FormState, formWithError } from '../views/form.ts';
import { askOf } from './forgot-password.ts';
import { advance, look, type PostingDeps, posting, type Step, statusOf, stepPath } from './step.ts';
import { changeSignIn, ofNobody, type VisitDeps } from './visit.ts';

export interface PasswordLinkStepDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
  readonly accounts: Accounts;
  readonly passwordLink: PasswordLink;
}

type Form = FormState<'code'>;

export function createPasswordLinkStep(deps: PasswordLinkStepDeps): Step<'password-link', Form> {
  return {
    show: ({ visit }, again) => {
      const { passwordReset } = visit.signIn;
      return deps.pages.show(
        visit.ctx,
        'interactions/password-link',
        {
          ...posting(deps, visit, 'password-link'),
          form: again?.form ?? emptyForm,
          identifier: passwordReset?.identifier ?? '',
          until: passwordReset?.until ?? 0,
          againAction: stepPath(visit, 'forgot-password'),
          backAction: stepPath(visit, 'password-link/back'),
        },
        look(visit, statusOf(again)),
      );
    },

    async submit({ visit }, { code = '' }) {
      const { signIn, tenant } = visit;
      if (code.trim() === '') return { outcome: 'again', form: formWithError('code', 'error.required.code') };
      const { passwordReset: reset } = signIn;
      if (!tenant || reset === null) return { outcome: 'expired' };
      const shown = await deps.passwordLink.show({ ...askOf(visit, tenant.id, reset.identifier), code });
      if (!shown.ok) {
        const key = shown.reason === 'malformed' ? 'error.link-code-malformed' : 'error.link-code-wrong';
        return { outcome: 'again', form: formWithError('code', key) };
      }
      return (await rememberShown(deps, signIn, shown)) ? advance : { outcome: 'expired' };
    },
  };
}

/** From now on the sign-in is about this account. False if it has ended. */
export async function rememberShown(
  deps: Pick<PasswordLinkStepDeps, 'signIns' | 'now' | 'accounts'>,
  { id, accountId: before, passwordReset }: SignIn,
  { accountId, linkId, at }: { readonly accountId: string; readonly linkId: string; readonly at: number },
): Promise<boolean> {
  if (passwordReset === null) return false;
  const account = await deps.accounts.find(accountId);
  const changed = await changeSignIn(deps, id, {
    ...(accountId !== before && ofNobody),
    accountId,
    accountZone: account?.profile.zoneinfo ?? null,
    accountChosen: true,
    passwordReset: { ...passwordReset, shown: { linkId, at } },
  });
  return changed !== null;
}
