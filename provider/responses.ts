// What every answer of node-oidc-provider needs besides: where its forms may lead, and a page for what it does not know.
// Invariant: its inline script (form_post) is allowed by its hash only.
import type { Context, Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { allowFormTargets } from '../http/headers.ts';
import type { Pages } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';

export function answerPages(pages: Pages): Middleware {
  return async (ctx, next) => {
    await next();
    const { oidc } = ctx as unknown as Partial<Pick<KoaContextWithOIDC, 'oidc'>>; // only there on the library's routes
    const client = oidc?.client;
    if (client)
      allowFormTargets(ctx, [...(client.redirectUris ?? []), ...(client.postLogoutRedirectUris ?? [])]);
    allowHashedScript(ctx);
    if (ctx.status === 404 && !ctx.body) await showProblem(pages, ctx, 404, 'not-found');
  };
}

/** The library adds the hash of its script to `script-src`, where 'none' then stands in its way. */
function allowHashedScript(ctx: Context): void {
  const policy = ctx.response.get('Content-Security-Policy');
  if (policy) ctx.set('Content-Security-Policy', policy.replace(/script-src 'none' (?=')/, 'script-src '));
}
