// The page that asks for something beside the password (B9): by a code from the mailbox, or the help desk's.
// Invariant: it offers the mailbox only where a code from there would prove something, and never names the whole address.
import { onlyHelpDesk } from '../decision/second-way.ts';
import type { MailboxCode, MailboxRefusal } from '../factors/second-ways/mailbox-code.ts';
import type { Pages } from '../http/pages.ts';
import type { Accounts } from '../ports/accounts.ts';
import { emptyForm, type FormState } from '../views/form.ts';
import type { SetUpConfirm } from '../views/pages-set-up.ts';
import { maskedAddress } from '../views/text.ts';
import { accountOf } from './about.ts';
import { mailboxStoodFirst } from './second-way-shown.ts';
import { setUpFrame } from './set-up-frame.ts';
import { type Again, type At, look, type PostingDeps, statusOf, stepPath } from './step.ts';

export interface ConfirmationPageDeps extends PostingDeps {
  readonly pages: Pages;
  readonly mailboxCode: MailboxCode;
  readonly accounts: Accounts;
}

export type ConfirmationForm = FormState<'code'>;
export type AtConfirmation = At<'set-up-confirmation'>;
export type Way = 'mailbox' | 'enrollment-code';

/** `again` may come from asking for another code too soon. */
export async function showConfirmation(
  deps: ConfirmationPageDeps,
  at: AtConfirmation,
  again: Again<ConfirmationForm> | null,
): Promise<void> {
  const { visit } = at;
  const { way, other, refused } = await waysOf(deps, at);
  const model = {
    ...setUpFrame(deps, at, 'confirmation', `confirmation?way=${way}`),
    // Before anything was chosen there is nothing else.
    ...(visit.signIn.setUpKind === null && { anotherKindAction: null }),
    isRaising: visit.signIn.raisesLevel,
    onlyHelpDesk: onlyHelpDesk(refused, at.judged),
    others: other === null ? [] : [{ way: other, href: `${stepPath(visit, '')}?way=${other}` }],
    ...(await question(deps, at, way, again?.form ?? emptyForm)),
  };
  await deps.pages.show(
    visit.ctx,
    'interactions/set-up-confirm',
    model as SetUpConfirm,
    look(visit, statusOf(again)),
  ); // a union, built in two parts
}

async function question(
  deps: ConfirmationPageDeps,
  { visit, judged }: AtConfirmation,
  way: Way,
  form: ConfirmationForm,
) {
  if (way === 'enrollment-code') return { way, form } as const;
  const { account } = judged;
  const address = maskedAddress(account?.entry.email ?? '');
  const sent = account && (await deps.mailboxCode.pending(account.account.id, visit.signIn.id));
  const resendAction = stepPath(visit, 'send-code');
  if (!sent) return { way: 'send-mail', address, action: resendAction, form } as const;
  return { way: 'mailbox-code', address, until: sent.until, form, resendAction } as const;
}

/** The way that the address names, if it is there, else the mailbox, where it counts; and the other one. */
export async function waysOf(
  deps: ConfirmationPageDeps,
  at: AtConfirmation,
): Promise<{ readonly way: Way; readonly other: Way | null; readonly refused: MailboxRefusal | null }> {
  const refused = await mailboxRefusal(deps, at);
  if (refused !== null) return { way: 'enrollment-code', other: null, refused };
  return at.visit.ctx.query.way === 'enrollment-code'
    ? { way: 'enrollment-code', other: 'mailbox', refused }
    : { way: 'mailbox', other: 'enrollment-code', refused };
}

/** Why a code from the mailbox would prove nothing here; null where it would. */
export async function mailboxRefusal(
  deps: ConfirmationPageDeps,
  at: AtConfirmation,
): Promise<MailboxRefusal | null> {
  if (mailboxStoodFirst(at)) return 'password-by-mail';
  const account = await deps.accounts.find(accountOf(at).account.id);
  return account ? deps.mailboxCode.refusal(account) : 'no-address';
}
