// The page behind the link "This wasn't me" of a notice.
// Invariant: GET changes nothing and names nobody (mail scanners open links); the token is swapped by POST, used once.
import type { Context } from 'koa';
import type { NotMe } from '../factors/not-me.ts';
import type { Browsers } from '../http/browser.ts';
import { eventContext } from '../http/event-context.ts';
import { formFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import { isSameOrigin } from '../http/same-origin.ts';

export interface NotMeDeps {
  readonly issuer: URL;
  readonly pages: Pages;
  readonly browsers: Browsers;
  readonly notMe: NotMe;
}

const path = '/not-me';
const csrfScope = 'not-me';

export function notMeRoutes(deps: NotMeDeps): readonly RouteRow[] {
  const row = {
    path,
    authorization: 'link-holder',
    limit: '16 KB; a token of 256 bits, used once, 7 days',
  } as const;
  return [
    { ...row, method: 'GET', csrf: 'changes-nothing', handler: (ctx) => show(deps, ctx) },
    { ...row, method: 'POST', csrf: 'origin-and-token', handler: (ctx) => say(deps, ctx) },
  ];
}

async function show(deps: NotMeDeps, ctx: Context): Promise<void> {
  const { token } = ctx.query;
  if (typeof token !== 'string') return showOver(deps, ctx);
  const csrf = deps.browsers.csrfToken(deps.browsers.ensureSecret(ctx), csrfScope);
  await deps.pages.show(ctx, 'account/not-me', { action: path, csrf, token });
}

async function say(deps: NotMeDeps, ctx: Context): Promise<void> {
  const fields = formFields(ctx);
  if (!fields) return showProblem(deps.pages, ctx, 400, 'bad-form');
  if (
    !isSameOrigin(ctx, deps.issuer) ||
    !deps.browsers.csrfMatches(deps.browsers.secret(ctx), csrfScope, fields.csrf)
  )
    return showProblem(deps.pages, ctx, 403, 'forged');
  const said = await deps.notMe.say(fields.token ?? '', eventContext(ctx, { tenantId: null }));
  if (!said.ok) return showOver(deps, ctx);
  const { until, addressCounts } = said;
  const { tenantId, profile } = said.account;
  const look = { tenantId, accountZone: profile.zoneinfo ?? null };
  await deps.pages.show(ctx, 'account/not-me-done', { until, addressCounts }, look);
}

function showOver(deps: NotMeDeps, ctx: Context): Promise<void> {
  return deps.pages.show(ctx, 'account/not-me-over', {}, { status: 410 });
}
