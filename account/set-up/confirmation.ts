// Before a first enrollment from the account pages: something beside the password (B9), by a mailed code or the help desk's.
// Invariant: as in the sign-in: the mailbox is offered only where a code from there would prove something.
import { needsSecondWay, needsSecondWayFor, onlyHelpDesk } from '../../decision/second-way.ts';
import type { EnrollmentCode } from '../../factors/second-ways/enrollment-code.ts';
import type { MailboxCode, MailboxRefusal } from '../../factors/second-ways/mailbox-code.ts';
import type { FormFields } from '../../http/form-body.ts';
import type { Pages } from '../../http/pages.ts';
import { levelByChoice } from '../../policy/needs.ts';
import type { Confirmation } from '../../ports/sign-ins.ts';
import { emptyForm } from '../../views/form.ts';
import type { SetUpConfirm } from '../../views/pages-set-up.ts';
import { maskedAddress } from '../../views/text.ts';
import { type Again, again, locked, statusOf } from '../again.ts';
import { contextOf } from '../own-context.ts';
import { lookOf, policyOf, redirect } from '../visit.ts';
import { setUpFrame } from './frame.ts';
import { changeSetUp, type SettingUp, type SetUpDeps, setUpPath } from './set-up.ts';

export interface ConfirmationDeps extends SetUpDeps {
  readonly pages: Pages;
  readonly mailboxCode: MailboxCode;
  readonly enrollmentCode: EnrollmentCode;
}

type Way = 'mailbox' | 'enrollment-code';

/** Whether the second way still has to be shown, for what is set up here. */
export function needsConfirmation({ visit, setUp }: SettingUp): boolean {
  const { judged } = visit;
  const { confirmation, setUpKind: kind, raisesLevel } = setUp;
  if (needsSecondWay(confirmation, judged)) return true;
  const level = levelByChoice(policyOf(visit));
  return kind !== null && needsSecondWayFor({ kind, level, raisesLevel }, confirmation, judged);
}

export async function showConfirmation(
  deps: ConfirmationDeps,
  at: SettingUp,
  shown: Again | null,
): Promise<void> {
  const { visit, setUp } = at;
  const { way, other, refused } = await waysOf(deps, at);
  const model = {
    ...setUpFrame(at, 'confirmation', setUpPath(setUp, `confirmation?way=${way}`)),
    isRaising: setUp.raisesLevel,
    onlyHelpDesk: onlyHelpDesk(refused, visit.judged),
    others: other === null ? [] : [{ way: other, href: `${setUpPath(setUp)}?way=${other}` }],
    ...(await question(deps, at, way)),
    form: shown?.form ?? emptyForm,
  };
  await deps.pages.show(
    visit.ctx,
    'interactions/set-up-confirm',
    model as SetUpConfirm, // a union, built in two parts
    lookOf(visit, statusOf(visit, shown, deps.now())),
  );
}

async function question(deps: ConfirmationDeps, { visit, setUp }: SettingUp, way: Way) {
  if (way === 'enrollment-code') return { way } as const;
  const address = maskedAddress(visit.account.email ?? '');
  const sent = await deps.mailboxCode.pending(visit.account.id, setUp.id);
  const resendAction = setUpPath(setUp, 'send-code');
  if (!sent) return { way: 'send-mail', address, action: resendAction } as const;
  return { way: 'mailbox-code', address, until: sent.until, resendAction } as const;
}

/** The way that the address names, if it is there, else the mailbox, where it counts; and the other one. */
async function waysOf(
  deps: ConfirmationDeps,
  { visit }: SettingUp,
): Promise<{ readonly way: Way; readonly other: Way | null; readonly refused: MailboxRefusal | null }> {
  const refused = await deps.mailboxCode.refusal(visit.account);
  if (refused !== null) return { way: 'enrollment-code', other: null, refused };
  return visit.ctx.query.way === 'enrollment-code'
    ? { way: 'enrollment-code', other: 'mailbox', refused }
    : { way: 'mailbox', other: 'enrollment-code', refused };
}

/** Mails the code. */
export async function sendCode(deps: ConfirmationDeps, at: SettingUp): Promise<void> {
  const sent = await deps.mailboxCode.send(asking(at));
  if (!sent.ok && sent.reason === 'too-many')
    return showConfirmation(deps, at, locked('error.too-many', sent.until));
  redirect(at.visit, `${setUpPath(at.setUp)}?way=mailbox`);
}

/** The set-up with its second way shown; null where the page is shown again. */
export async function tryConfirmation(
  deps: ConfirmationDeps,
  at: SettingUp,
  { code = '' }: FormFields,
): Promise<SettingUp | null> {
  const { way } = await waysOf(deps, at);
  const tried = way === 'mailbox' ? await tryMailed(deps, at, code) : await tryGiven(deps, at, code);
  if (!('form' in tried)) return changeSetUp(deps, at, { confirmation: tried });
  await showConfirmation(deps, at, tried);
  return null;
}

async function tryMailed(deps: ConfirmationDeps, at: SettingUp, code: string): Promise<Confirmation | Again> {
  if (code.trim() === '') return again('error.required.code');
  const result = await deps.mailboxCode.verify({ ...asking(at), code });
  if (result.ok) return result.confirmation;
  if (result.reason === 'locked') return locked('error.locked', result.until);
  if (result.reason === 'wrong') return again('error.mail-code-wrong', { left: result.left });
  // It counts for nothing (any more): the page says what does.
  if (result.reason === 'disabled' || result.reason === 'not-available')
    return { form: emptyForm, lockedUntil: null };
  return again(result.reason === 'malformed' ? 'error.mail-code-malformed' : 'error.mail-code-expired');
}

async function tryGiven(deps: ConfirmationDeps, at: SettingUp, code: string): Promise<Confirmation | Again> {
  if (code.trim() === '') return again('error.required.code');
  const result = await deps.enrollmentCode.verify({ ...asking(at), code });
  if (result.ok) return result.confirmation;
  if (result.reason === 'locked') return locked('error.locked', result.until);
  return again('error.enrollment-code-wrong');
}

function asking({ visit, setUp }: SettingUp) {
  return {
    accountId: visit.account.id,
    signInId: setUp.id,
    context: contextOf(visit, { signInId: setUp.id }),
  };
}
