// The link of the mail to whoever forgot the password. In the browser that asked it does what typing its code would do.
// Invariant: GET changes nothing (mail scanners open links); in any other browser it does nothing at all, and shows the code
// to be typed where the mail was asked for.
import type { Context } from 'koa';
import type { PasswordLink } from '../factors/password/link.ts';
import { readTypedCode, showTypedCode, typedCodeLength } from '../factors/typed-code.ts';
import { addressOf } from '../http/address.ts';
import type { BoundSignIns } from '../http/bound-sign-in.ts';
import type { Browsers } from '../http/browser.ts';
import { eventContext } from '../http/event-context.ts';
import { formFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import type { OneTimeSecrets } from '../ports/one-time-secrets.ts';
import type { SignIn } from '../ports/sign-ins.ts';
import { type PasswordLinkStepDeps, rememberShown } from './3-password-link.ts';

export interface MailedPasswordLinkDeps extends PasswordLinkStepDeps {
  readonly issuer: URL;
  readonly pages: Pages;
  readonly browsers: Browsers;
  readonly boundSignIns: BoundSignIns;
  readonly oneTimeSecrets: OneTimeSecrets;
  readonly passwordLink: PasswordLink;
}

const csrfScope = 'password-link';

export function mailedPasswordLinkRoutes(deps: MailedPasswordLinkDeps): readonly RouteRow[] {
  const path = '/password-link';
  const limit = '16 KB; a code of 50 bits, five tries, 20 minutes, in the browser that asked';
  const authorization = 'link-holder';
  return [
    {
      method: 'GET',
      path,
      authorization,
      csrf: 'changes-nothing',
      limit,
      handler: (ctx) => showOpen(deps, ctx),
    },
    {
      method: 'POST',
      path,
      authorization,
      csrf: 'origin-and-token',
      limit,
      handler: (ctx) => open(deps, ctx),
    },
  ];
}

async function showOpen(deps: MailedPasswordLinkDeps, ctx: Context): Promise<void> {
  const { token } = ctx.query;
  if (typeof token !== 'string' || read(token) === null) return showElsewhere(deps, ctx, null);
  const csrf = deps.browsers.csrfToken(deps.browsers.ensureSecret(ctx), csrfScope);
  await deps.pages.show(ctx, 'interactions/password-link-open', { action: '/password-link', csrf, token });
}

async function open(deps: MailedPasswordLinkDeps, ctx: Context): Promise<void> {
  const fields = formFields(ctx);
  if (!fields) return showProblem(deps.pages, ctx, 400, 'bad-form');
  if (
    !isSameOrigin(ctx, deps.issuer) ||
    !deps.browsers.csrfMatches(deps.browsers.secret(ctx), csrfScope, fields.csrf)
  )
    return showProblem(deps.pages, ctx, 403, 'forged');
  const link = read(fields.token ?? '');
  if (!link) return showElsewhere(deps, ctx, null);
  const signIn = await askedHere(deps, ctx, link.id);
  if (!signIn) return showElsewhere(deps, ctx, link.code);
  const { passwordReset, tenantId, clientId, id } = signIn;
  if (!passwordReset || tenantId === null) return showElsewhere(deps, ctx, null);
  const context = eventContext(ctx, { tenantId, clientId, signInId: id });
  const { identifier, uid } = passwordReset;
  const asked = { tenantId, identifier, signInId: id, address: addressOf(ctx), context };
  const shown = await deps.passwordLink.show({ ...asked, code: link.code });
  if (!shown.ok || !(await rememberShown(deps, signIn, shown))) return showElsewhere(deps, ctx, null);
  ctx.status = 303;
  ctx.redirect(`/interaction/${uid}`);
}

/** The sign-in that asked for the mail, if it was in this browser and waits for the code. */
async function askedHere(deps: MailedPasswordLinkDeps, ctx: Context, linkId: string): Promise<SignIn | null> {
  const secret = await deps.oneTimeSecrets.find(linkId, deps.now());
  if (secret?.purpose !== 'password-link' || secret.boundTo === null) return null;
  const bound = await deps.boundSignIns.find(ctx, secret.boundTo, deps.now());
  return bound.ok ? bound.signIn : null;
}

/** What a link carries: "id.code". */
function read(token: string): { readonly id: string; readonly code: string } | null {
  const [, id, typed = ''] = /^([\w-]{20,40})\.([\w-]{10,12})$/.exec(token) ?? [];
  const code = readTypedCode(typed, typedCodeLength.short);
  return id === undefined || code === null ? null : { id, code };
}

/** `code` null: the link is of no use anywhere. */
function showElsewhere(deps: MailedPasswordLinkDeps, ctx: Context, code: string | null): Promise<void> {
  const model = { code: code && showTypedCode(code) };
  return deps.pages.show(ctx, 'interactions/password-link-elsewhere', model, {
    status: code === null ? 410 : 403,
  });
}
