// POST to the authorization endpoint (OpenID Connect Core 3.1.2.1): answered with a redirect to GET.
// Invariant: our cookies are SameSite=Lax, so a cross-site POST would come without them and look like a new browser.
import type { Context } from 'koa';
import { formFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';

/** Bytes of a URL that browsers, proxies and Node's header limit carry without trouble. */
const longestQuery = 8_000;

export function createAuthorizationPost(pages: Pages, path: string): (ctx: Context) => Promise<void> {
  return async (ctx) => {
    const fields = formFields(ctx);
    if (!fields)
      return showProblem(pages, ctx, 400, 'bad-request', { detail: 'a form with each parameter given once' });
    const query = new URLSearchParams(fields).toString();
    if (query.length > longestQuery) return showProblem(pages, ctx, 413, 'too-large');
    ctx.status = 303;
    ctx.set('Cache-Control', 'no-store');
    ctx.redirect(`${path}?${query}`);
  };
}
