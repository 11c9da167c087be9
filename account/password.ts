// Changing the own password: the old one, then the new one twice.
// Invariant: whoever has a second step has proved it freshly (A12); everything that rests on the old password ends, and this
// session goes on only once the new one was given.

import { randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import type { Password, PasswordVerified } from '../factors/password/password.ts';
import type { PasswordSetting } from '../factors/password/setting.ts';
import { addressOf } from '../http/address.ts';
import type { Browsers } from '../http/browser.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages, ShowOptions } from '../http/pages.ts';
import { showBusy, showProblem } from '../http/problems.ts';
import { speakTo } from '../http/reader.ts';
import type { RouteRow } from '../http/route.ts';
import { setRetryAfter, shownTime } from '../http/waiting.ts';
import type { Accounts } from '../ports/accounts.ts';
import { emptyForm, type FieldError, type FormState } from '../views/form.ts';
import { problemText } from '../views/password-problem.ts';
import { type EndsDeps, endEverythingElse } from './ends.ts';
import { hasJustChanged, type JustChangedDeps, noteChanged } from './just-changed.ts';
import { contextOf } from './own-context.ts';
import { changes, reads } from './rows.ts';
import { labelOf, lookOf, policyOf, type Visit, type Visits } from './visit.ts';

export interface PasswordDeps extends EndsDeps, JustChangedDeps {
  readonly pages: Pages;
  readonly browsers: Browsers;
  readonly accounts: Accounts;
  readonly password: Password;
  readonly passwordSetting: PasswordSetting;
}

type Field = 'current' | 'password' | 'repeat';
type Form = FormState<Field>;
type Errors = Form['errors'];

const page = '/account/password';
const fresh = { fresh: true } as const;
const minute = 60_000;

export function passwordRoutes(deps: PasswordDeps, visits: Visits): readonly RouteRow[] {
  return [
    reads(
      '/password',
      visits.reading((visit) => show(deps, visit, emptyForm), fresh),
    ),
    changes(
      '/password',
      visits.acting(page, (visit, fields) => change(deps, visit, fields), {
        ...fresh,
        takesTurns: true,
        isDone: async (ctx, { uid: sessionUid, accountId }, { form: formId = '' }) => {
          if (!(await hasJustChanged(deps, accountId, { sessionUid, formId }))) return false;
          const account = await deps.accounts.find(accountId);
          if (!account) return false;
          speakTo(ctx, account.profile);
          await showChanged(deps, ctx, { status: 200, tenantId: account.tenantId });
          return true;
        },
      }),
      'attempts per account and network; hashes in flight',
    ),
  ];
}

async function change(deps: PasswordDeps, visit: Visit, fields: FormFields): Promise<void> {
  const { current = '', password = '', repeat = '', form = '' } = fields;
  if (!hasPassword(visit)) return showProblem(deps.pages, visit.ctx, 404, 'not-found');
  const again = (errors: Errors, status = 422) => show(deps, visit, { values: {}, errors }, status);
  const missing = await problemsOf(deps, visit, { current, password, repeat });
  if (missing) return again(missing);
  const verified = await verify(deps, visit, current);
  if (!verified.ok) return refuse(deps, visit, verified, again);
  const { account } = visit;
  const prepared = await deps.passwordSetting.prepare(account.id, password);
  if (!prepared.ok && prepared.reason === 'busy') return showBusy(deps.pages, visit.ctx);
  // Between the two, somebody else has set one: what was typed as the old one no longer is.
  if (!prepared.ok || prepared.replaces !== verified.evidence.source)
    return again({ current: { key: 'error.changed-meanwhile' } });
  // Before as well: after a crash in between, no other session must outlive the old password.
  await endEverythingElse(deps, visit);
  const set = await deps.passwordSetting.commit(prepared, 'change', contextOf(visit));
  if (!set.ok) return again({ current: { key: 'error.changed-meanwhile' } });
  await endEverythingElse(deps, visit);
  // A store that is away now must not make what is done look undone.
  await noteChanged(deps, { sessionUid: visit.session.uid, formId: form }).catch(() => undefined);
  await showChanged(deps, visit.ctx, lookOf(visit));
}

function showChanged({ pages }: PasswordDeps, ctx: Context, look: ShowOptions): Promise<void> {
  return pages.show(ctx, 'account/password-changed', { goOnHref: '/account' }, look);
}

/** What can be told before anything is tried; null if nothing. */
async function problemsOf(
  { passwordSetting }: PasswordDeps,
  { account }: Visit,
  { current, password, repeat }: Readonly<Record<Field, string>>,
): Promise<Errors | null> {
  if (current === '') return { current: { key: 'error.required.current-password' } };
  if (password === '') return { password: { key: 'error.required.new-password' } };
  if (password !== repeat) return { repeat: { key: 'error.password-repeat' } };
  if (password === current) return { password: { key: 'error.password-same' } };
  const [problem] = await passwordSetting.check(account, password);
  return problem ? { password: problemText(problem) } : null;
}

/** As at sign-in, with the same counters. Its evidence is of a sign-in that nobody goes on with. */
function verify(deps: PasswordDeps, visit: Visit, password: string): Promise<PasswordVerified> {
  const { ctx, account } = visit;
  const { tenantId } = account;
  const identifier = labelOf(account);
  return deps.password.verify({
    tenantId,
    identifier,
    password,
    knownBrowser: deps.browsers.known(ctx, `${tenantId} ${identifier}`),
    address: addressOf(ctx),
    signInId: randomBytes(16).toString('base64url'),
    expiresAt: deps.now() + minute,
    context: contextOf(visit),
  });
}

async function refuse(
  deps: PasswordDeps,
  visit: Visit,
  refused: Extract<PasswordVerified, { ok: false }>,
  again: (errors: Errors, status?: number) => Promise<void>,
): Promise<void> {
  if (refused.reason === 'busy') return showBusy(deps.pages, visit.ctx);
  if (refused.reason !== 'locked') {
    const key = refused.reason === 'disabled' ? 'error.password-disabled' : 'error.current-password';
    return again({ current: { key } });
  }
  const locked: FieldError = { key: 'error.locked', params: { until: shownTime(refused.until) } };
  setRetryAfter(visit.ctx, refused.until - deps.now());
  return again({ current: locked }, 429);
}

/** Who signs in without one gets none here. */
function hasPassword({ judged: { facts } }: Visit): boolean {
  return facts.account?.passwordVersion != null;
}

async function show(deps: PasswordDeps, visit: Visit, form: Form, status = 200): Promise<void> {
  if (!hasPassword(visit)) return showProblem(deps.pages, visit.ctx, 404, 'not-found');
  const posting = { action: page, csrf: visit.csrf, formId: randomBytes(16).toString('base64url') };
  const about = { identifier: labelOf(visit.account), minLength: policyOf(visit).passwordMinLength };
  await deps.pages.show(visit.ctx, 'account/password', { ...posting, ...about, form }, lookOf(visit, status));
}
