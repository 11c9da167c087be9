// The pages behind an invitation's link: open it, choose a password. Applications are signed in to afterwards.
// Invariant: GET changes nothing and names nobody (mail scanners open links): the token is swapped by POST, used once.
import type { Context } from 'koa';
import type { Invitations } from '../factors/second-ways/invitation.ts';
import type { Browsers } from '../http/browser.ts';
import { eventContext } from '../http/event-context.ts';
import { type FormFields, formFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { showBusy, showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import type { DirectoryEntry } from '../ports/directory.ts';
import type { Policies } from '../ports/tenants.ts';
import { emptyForm, type FormState } from '../views/form.ts';
import { problemText } from '../views/password-problem.ts';

export interface InvitationDeps {
  readonly issuer: URL;
  readonly pages: Pages;
  readonly browsers: Browsers;
  readonly invitations: Invitations;
  readonly policies: Policies;
  readonly now: () => number;
}

type Form = FormState<'password' | 'repeat'>;

export function invitationRoutes(deps: InvitationDeps): readonly RouteRow[] {
  const limit = '16 KB; a token of 256 bits, used once, 7 days';
  return [
    {
      method: 'GET',
      path: '/invitation',
      authorization: 'link-holder',
      csrf: 'changes-nothing',
      limit,
      handler: (ctx) => showOpen(deps, ctx),
    },
    {
      method: 'POST',
      path: '/invitation',
      authorization: 'link-holder',
      csrf: 'origin-and-token',
      limit,
      handler: (ctx) =>
        withInvitation(deps, ctx, (invited, fields) => showForm(deps, ctx, invited, fields, emptyForm)),
    },
    {
      method: 'POST',
      path: '/invitation/password',
      authorization: 'link-holder',
      csrf: 'origin-and-token',
      limit,
      handler: (ctx) => withInvitation(deps, ctx, (invited, fields) => choose(deps, ctx, invited, fields)),
    },
  ];
}

const csrfScope = 'invitation';

function posting(deps: InvitationDeps, ctx: Context, action: string) {
  return { action, csrf: deps.browsers.csrfToken(deps.browsers.ensureSecret(ctx), csrfScope) };
}

async function showOpen(deps: InvitationDeps, ctx: Context): Promise<void> {
  const { token } = ctx.query;
  if (typeof token !== 'string') return showInvalid(deps, ctx);
  await deps.pages.show(ctx, 'account/invitation-open', {
    ...posting(deps, ctx, '/invitation'),
    token,
  });
}

async function withInvitation(
  deps: InvitationDeps,
  ctx: Context,
  handler: (invited: DirectoryEntry, fields: FormFields) => Promise<void>,
): Promise<void> {
  const fields = formFields(ctx);
  if (!fields) return showProblem(deps.pages, ctx, 400, 'bad-form');
  if (
    !isSameOrigin(ctx, deps.issuer) ||
    !deps.browsers.csrfMatches(deps.browsers.secret(ctx), csrfScope, fields.csrf)
  )
    return showProblem(deps.pages, ctx, 403, 'forged');
  const looked = await deps.invitations.look(fields.token ?? '');
  return looked.ok ? handler(looked.account, fields) : showInvalid(deps, ctx);
}

async function choose(
  deps: InvitationDeps,
  ctx: Context,
  invited: DirectoryEntry,
  { token = '', password = '', repeat = '' }: FormFields,
): Promise<void> {
  const again = (errors: Form['errors']) =>
    showForm(deps, ctx, invited, { token }, { values: {}, errors }, 422);
  if (password === '') return again({ password: { key: 'error.required.new-password' } });
  if (password !== repeat) return again({ repeat: { key: 'error.password-repeat' } });
  const browserHash = deps.browsers.hash(deps.browsers.ensureSecret(ctx), invited.id);
  const about = { tenantId: invited.tenantId, accountId: invited.id, email: invited.email };
  const used = await deps.invitations.use({
    token,
    password,
    browserHash,
    context: eventContext(ctx, about),
  });
  if (used.ok)
    return deps.pages.show(
      ctx,
      'account/invitation-done',
      { identifier: identifierOf(invited), signInHref: '/account' },
      { tenantId: invited.tenantId },
    );
  if (used.reason === 'busy') return showBusy(deps.pages, ctx);
  const [problem] = used.reason === 'refused' ? used.problems : [];
  if (problem) return again({ password: problemText(problem) });
  return showInvalid(deps, ctx);
}

async function showForm(
  deps: InvitationDeps,
  ctx: Context,
  invited: DirectoryEntry,
  { token = '' }: FormFields,
  form: Form,
  status = 200,
): Promise<void> {
  const policy = await deps.policies.current(invited.tenantId);
  await deps.pages.show(
    ctx,
    'account/invitation',
    {
      ...posting(deps, ctx, '/invitation/password'),
      form,
      token,
      identifier: identifierOf(invited),
      minLength: policy?.policy.passwordMinLength ?? 15,
    },
    { status, tenantId: invited.tenantId },
  );
}

function showInvalid(deps: InvitationDeps, ctx: Context): Promise<void> {
  return deps.pages.show(ctx, 'account/invitation-invalid', { signInHref: '/account' }, { status: 410 });
}

function identifierOf({ email, username, id }: DirectoryEntry): string {
  return email ?? username ?? id;
}
