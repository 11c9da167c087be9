// Changing the own e-mail address: the new one, then a code from each mailbox.
// Invariant: only after fresh proof (A12), asked before the form and looked at again with it; the old address is told. Whoever
// has no address and no second step gets none here: with a stolen password the mailbox would be the second way of B9;
// and on a frozen account nobody changes it.

import { hasSecondStep } from '../decision/fresh.ts';
import { frozenUntil } from '../factors/binding.ts';
import type { EmailChange, EmailSide } from '../factors/email-change.ts';
import { normaliseIdentifier } from '../factors/identifier.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import type { RouteRow } from '../http/route.ts';
import { setRetryAfter, shownTime } from '../http/waiting.ts';
import { type ErrorKey, emptyForm, type FieldError, type FormState, formWithError } from '../views/form.ts';
import { contextOf } from './own-context.ts';
import { changes, reads } from './rows.ts';
import { lookOf, redirect, type Visit, type Visits } from './visit.ts';

export interface EmailDeps {
  readonly pages: Pages;
  readonly emailChange: EmailChange;
  /** ms. */
  readonly now: () => number;
}

type Form = FormState<'address', 'address'>;
type ConfirmForm = FormState<EmailSide>;

/** The first of the account pages, which shows the new address. */
const emailChangedHref = '/account?done=email';
const page = '/account/email';
const confirmPage = '/account/email/confirm';
const fresh = { fresh: true } as const;

export function emailRoutes(deps: EmailDeps, visits: Visits): readonly RouteRow[] {
  const shows = held(deps, (visit) => showForm(deps, visit, emptyForm));
  const asks = held(deps, (visit, fields) => ask(deps, visit, fields));
  const showsConfirm = held(deps, (visit) => showConfirm(deps, visit, emptyForm));
  const confirms = held(deps, (visit, fields) => confirm(deps, visit, fields));
  return [
    reads('/email', visits.reading(shows, fresh)),
    changes('/email', visits.acting(page, asks, fresh), 'three an account in 15 minutes, ten a day'),
    reads('/email/confirm', visits.reading(showsConfirm, fresh)),
    changes(
      '/email/confirm',
      visits.acting(confirmPage, confirms, { ...fresh, takesTurns: true }),
      'five tries a code; locks of the account',
    ),
  ];
}

const notChanged = {
  expired: 'error.email-codes-over',
  taken: 'error.email-taken',
  'changed-meanwhile': 'error.changed-meanwhile',
  disabled: 'error.email-change-disabled',
} as const satisfies Readonly<Record<string, ErrorKey>>;

type Handler = (visit: Visit, fields: FormFields) => Promise<void>;

/** Before every one of these pages. */
function held(deps: EmailDeps, handler: Handler): (visit: Visit, fields?: FormFields) => Promise<void> {
  return (visit, fields) => {
    const until = frozenUntil(visit.judged.account?.frozen ?? null, deps.now());
    const mayChange = visit.account.email !== null || hasSecondStep(visit.judged);
    if (mayChange && until === null) return handler(visit, fields ?? {});
    return showHelpDesk(deps, visit, until, fields ? 403 : 200);
  };
}

function showHelpDesk(
  { pages }: EmailDeps,
  visit: Visit,
  frozenUntil: number | null,
  status: number,
): Promise<void> {
  return pages.show(visit.ctx, 'account/email-help-desk', { frozenUntil }, lookOf(visit, status));
}

async function ask(deps: EmailDeps, visit: Visit, { address: typed = '' }: FormFields): Promise<void> {
  const address = normaliseIdentifier(typed.slice(0, 320));
  const again = (key: ErrorKey, params = {}, status = 422) =>
    showForm(deps, visit, formWithError('address', key, params, { address: typed.slice(0, 320) }), status);
  if (address === '') return again('error.required.email');
  // RFC 5321 4.5.3.1
  if (address.length > 254 || !/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(address)) return again('error.email');
  if (address === visit.account.email) return again('error.email-same');
  const sent = await deps.emailChange.ask(askOf(visit), address);
  // Since this visit was judged: the page says until when.
  if (!sent.ok && sent.reason === 'frozen') return redirect(visit, page);
  if (!sent.ok) {
    setRetryAfter(visit.ctx, sent.until - deps.now());
    return again('error.too-many', { until: shownTime(sent.until) }, 429);
  }
  redirect(visit, confirmPage);
}

async function confirm(
  deps: EmailDeps,
  visit: Visit,
  { old = '', new: code = '', address }: FormFields,
): Promise<void> {
  // Sent twice: the first has changed it, and has used the codes. It is their own address, so it tells nothing.
  if (address === visit.account.email) return redirect(visit, emailChangedHref);
  const changed = await deps.emailChange.confirm(askOf(visit), { old, new: code });
  if (changed.ok) return redirect(visit, emailChangedHref);
  if (changed.reason === 'wrong') {
    const errors: Partial<Record<EmailSide, FieldError>> = {};
    for (const side of changed.sides) errors[side] = { key: 'error.email-code-wrong' };
    return showConfirm(deps, visit, { values: {}, errors }, 422);
  }
  if (changed.reason === 'locked') {
    setRetryAfter(visit.ctx, changed.until - deps.now());
    const form: ConfirmForm = formWithError('new', 'error.locked', { until: shownTime(changed.until) });
    return showConfirm(deps, visit, form, 429);
  }
  if (changed.reason === 'frozen') return redirect(visit, page);
  await showForm(deps, visit, formWithError('address', notChanged[changed.reason]), 422);
}

function askOf(visit: Visit) {
  return { accountId: visit.account.id, sessionUid: visit.session.uid, context: contextOf(visit) };
}

async function showForm(deps: EmailDeps, visit: Visit, form: Form, status = 200): Promise<void> {
  const model = { action: page, csrf: visit.csrf, form, present: visit.account.email };
  await deps.pages.show(visit.ctx, 'account/email', model, lookOf(visit, status));
}

/** Where no code waits any more, the form comes first. */
async function showConfirm(deps: EmailDeps, visit: Visit, form: ConfirmForm, status = 200): Promise<void> {
  const pending = await deps.emailChange.pending(askOf(visit));
  if (!pending) {
    const over =
      status === 200 ? emptyForm : formWithError<'address', 'address'>('address', 'error.email-codes-over');
    return showForm(deps, visit, over, status);
  }
  const { wanted: address, until } = pending;
  const posting = { action: confirmPage, csrf: visit.csrf };
  const model = { ...posting, form, present: visit.account.email, address, until };
  await deps.pages.show(visit.ctx, 'account/email-confirm', model, lookOf(visit, status));
}
