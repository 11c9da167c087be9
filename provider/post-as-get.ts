// POST to the authorization and end-session endpoints (OpenID Connect Core 3.1.2.1, RP-Initiated Logout 1.0, 2):
// answered with a redirect to GET.
// Invariant: our cookies are SameSite=Lax, so a cross-site POST would come without them and look like a new browser.
import type { Context } from 'koa';
import { formFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import { paths } from './paths.ts';

/** Bytes of a URL that browsers, proxies and Node's header limit carry without trouble. */
const longestQuery = 8_000;

/** What the endpoints know. Anything else stays out of a URL, which ends up in histories and logs. */
const known: Readonly<Record<string, readonly string[]>> = {
  [paths.authorization]: [
    'acr_values',
    'claims',
    'claims_locales',
    'client_id',
    'code_challenge',
    'code_challenge_method',
    'display',
    'dpop_jkt',
    'id_token_hint',
    'login_hint',
    'max_age',
    'nonce',
    'prompt',
    'redirect_uri',
    'registration',
    'request',
    'request_uri',
    'response_mode',
    'response_type',
    'scope',
    'state',
    'tenant',
    'ui_locales',
  ],
  [paths.end_session]: [
    'client_id',
    'id_token_hint',
    'logout_hint',
    'post_logout_redirect_uri',
    'state',
    'ui_locales',
  ],
};

function postAsGet(pages: Pages, path: string): (ctx: Context) => Promise<void> {
  return async (ctx) => {
    const fields = formFields(ctx);
    if (!fields) return showProblem(pages, ctx, 400, 'bad-form');
    const given = Object.entries(fields).filter(([name]) => known[path]?.includes(name));
    const query = new URLSearchParams(given).toString();
    if (query.length > longestQuery) return showProblem(pages, ctx, 413, 'too-large');
    ctx.status = 303;
    ctx.set('Cache-Control', 'no-store');
    ctx.redirect(`${path}?${query}`);
  };
}

export function postedRoutes(pages: Pages): readonly RouteRow[] {
  return [paths.authorization, paths.end_session].map((path) => ({
    method: 'POST',
    path,
    authorization: 'anybody',
    csrf: 'provider',
    limit: '16 KB; answered with a redirect to GET',
    handler: postAsGet(pages, path),
  }));
}
