// Before a first enrollment: something beside the password (B9). A code sent to the mailbox, or the help desk's code.
// Invariant: no link advances a sign-in; the mailed code is typed into the page that asked for it.
import type { EnrollmentCode } from '../factors/enrollment-code.ts';
import type { MailboxCode } from '../factors/mailbox-code.ts';
import { eventContext } from '../http/event-context.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { Confirmation } from '../ports/sign-ins.ts';
import { emptyForm, type FieldError, type FormState, formWithError } from '../views/form.ts';
import type { SetUpConfirm } from '../views/pages.ts';
import { setUpFrame } from './set-up-frame.ts';
import { setUpStep } from './set-up-steps.ts';
import {
  type Again,
  type At,
  advance,
  look,
  type PostingDeps,
  type Step,
  type Submitted,
  shownTime,
  statusOf,
  stepPath,
} from './step.ts';
import { changeSignIn, type VisitDeps } from './visit.ts';

export interface ConfirmationDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
  readonly mailboxCode: MailboxCode;
  readonly enrollmentCode: EnrollmentCode;
  readonly accounts: Accounts;
}

type Form = FormState<'code'>;
export type AtConfirmation = At<'set-up-confirmation'>;
type Way = 'mailbox' | 'enrollment-code';

export function createConfirmation(deps: ConfirmationDeps): Step<'set-up-confirmation', Form> {
  return {
    show: (at, again) => showConfirmation(deps, at, again),
    async submit(at, fields) {
      const way = wayOf(at, await mailboxCounts(deps, at));
      return way === 'mailbox' ? tryMailboxCode(deps, at, fields) : tryEnrollmentCode(deps, at, fields);
    },
  };
}

/** `again` may come from asking for another code too soon. */
export async function showConfirmation(
  deps: ConfirmationDeps,
  at: AtConfirmation,
  again: Again<Form> | null,
): Promise<void> {
  const { visit } = at;
  const mailbox = await mailboxCounts(deps, at);
  const way = wayOf(at, mailbox);
  const other: Way = way === 'mailbox' ? 'enrollment-code' : 'mailbox';
  const model = {
    ...setUpFrame(deps, visit, at.next, `confirmation?way=${way}`, true),
    step: setUpStep(visit, 'confirmation'),
    others:
      other === 'mailbox' && !mailbox ? [] : [{ way: other, href: `${stepPath(visit, '')}?way=${other}` }],
    ...(await question(deps, at, way, again?.form ?? emptyForm)),
  };
  await deps.pages.show(
    visit.ctx,
    'interactions/set-up-confirm',
    model as SetUpConfirm,
    look(visit, statusOf(again)),
  ); // a union, built in two parts
}

async function question(deps: ConfirmationDeps, { visit, judged }: AtConfirmation, way: Way, form: Form) {
  if (way === 'enrollment-code') return { way, form } as const;
  const { account } = judged;
  const address = masked(account?.entry.email ?? '');
  const sent = account && (await deps.mailboxCode.pending(account.account.id, visit.signIn.id));
  const resendAction = stepPath(visit, 'send-code');
  if (!sent) return { way: 'send-mail', address, action: resendAction, form } as const;
  return { way: 'mailbox-code', address, until: sent.until, form, resendAction } as const;
}

/** Mails the code. What went wrong, if anything, stands on the page that asked. */
export async function sendMailboxCode(
  deps: ConfirmationDeps,
  at: AtConfirmation,
): Promise<Again<Form> | null> {
  const result = await deps.mailboxCode.send(asking(at));
  if (result.ok || result.reason !== 'too-many') return null;
  return {
    form: formWithError('code', 'error.too-many', { until: shownTime(result.until) }),
    lockedUntil: result.until,
  };
}

async function tryMailboxCode(
  deps: ConfirmationDeps,
  at: AtConfirmation,
  { code = '' }: FormFields,
): Promise<Submitted<Form>> {
  if (code.trim() === '') return again({ key: 'error.required.code' });
  const result = await deps.mailboxCode.verify({ ...asking(at), code });
  if (result.ok) return confirmed(deps, at, result.confirmation);
  if (result.reason === 'locked') return locked(result.until);
  if (result.reason === 'wrong')
    return again({ key: 'error.mail-code-wrong', params: { left: result.left } });
  return again({
    key: result.reason === 'malformed' ? 'error.mail-code-malformed' : 'error.mail-code-expired',
  });
}

async function tryEnrollmentCode(
  deps: ConfirmationDeps,
  at: AtConfirmation,
  { code = '' }: FormFields,
): Promise<Submitted<Form>> {
  if (code.trim() === '') return again({ key: 'error.required.code' });
  const result = await deps.enrollmentCode.verify({ ...asking(at), code });
  if (result.ok) return confirmed(deps, at, result.confirmation);
  if (result.reason === 'locked') return locked(result.until);
  return again({ key: 'error.enrollment-code-wrong' });
}

async function confirmed(
  deps: ConfirmationDeps,
  { visit }: AtConfirmation,
  confirmation: Confirmation,
): Promise<Submitted<Form>> {
  const changed = await changeSignIn(deps, visit.signIn.id, { confirmation });
  return changed ? advance : { outcome: 'expired' };
}

function again({ key, params }: FieldError): Submitted<Form> {
  return { outcome: 'again', form: formWithError('code' as const, key, params) };
}

function locked(until: number): Submitted<Form> {
  const form = formWithError('code' as const, 'error.locked', { until: shownTime(until) });
  return { outcome: 'again', form, lockedUntil: until };
}

/** The way that the address names, if it is there; else the mailbox, where it counts. */
function wayOf({ visit }: AtConfirmation, mailbox: boolean): Way {
  return visit.ctx.query.way === 'enrollment-code' || !mailbox ? 'enrollment-code' : 'mailbox';
}

/** Whether a code from the mailbox would prove anything here. */
async function mailboxCounts(deps: ConfirmationDeps, at: AtConfirmation): Promise<boolean> {
  const account = await deps.accounts.find(accountOf(at).account.id);
  return account !== undefined && (await deps.mailboxCode.refusal(account)) === null;
}

function asking(at: AtConfirmation) {
  return { accountId: accountOf(at).account.id, signInId: at.visit.signIn.id, context: contextOf(at) };
}

function accountOf({ judged }: AtConfirmation) {
  if (!judged.account) throw new Error('Set-up was asked of nobody: next-step is broken.');
  return judged.account;
}

function contextOf({ visit, judged }: AtConfirmation) {
  const { ctx, client, signIn } = visit;
  const account = judged.account;
  return eventContext(ctx, {
    tenantId: account?.account.tenantId ?? null,
    accountId: account?.account.id,
    email: account?.entry.email,
    clientId: client.id,
    signInId: signIn.id,
  });
}

/** Enough to know one's own address by, not enough to learn it: "c•••@northwind.example". */
function masked(email: string): string {
  const [local = '', domain = ''] = email.split('@');
  return `${local.slice(0, 1)}•••@${domain}`;
}
