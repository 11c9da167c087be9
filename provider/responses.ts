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
    if (oidc) allowFormTargets(ctx, formTargets(oidc));
    allowHashedScript(ctx);
    endWithBrowser(ctx);
    if (ctx.status === 404 && !ctx.body) await showProblem(pages, ctx, 404, 'not-found');
  };
}

/** A resume that changes the account answers with a form before the client is known: its redirects end there, too. */
function formTargets({ client, entities }: KoaContextWithOIDC['oidc']): readonly string[] {
  const resumed = entities.Interaction?.params.redirect_uri;
  return [
    ...(client?.redirectUris ?? []),
    ...(client?.postLogoutRedirectUris ?? []),
    ...(typeof resumed === 'string' ? [resumed] : []),
  ];
}

/** The library gives its session cookie an end unless somebody signed in; ours ends with the browser. Deleting stays deleting. */
function endWithBrowser(ctx: Context): void {
  const lines = ctx.response.get('Set-Cookie') as string | readonly string[]; // Koa's type forgets that there can be many
  if (!Array.isArray(lines)) return;
  const isSession = /^(?:__Host-)?sallyport-session(?:\.sig)?=[^;]/;
  ctx.set(
    'Set-Cookie',
    lines.map((line: string) =>
      isSession.test(line) ? line.replace(/; expires=(?!Thu, 01 Jan 1970)[^;]*/g, '') : line,
    ),
  );
}

/** The library adds the hash of its script to `script-src`, where 'none' then stands in its way. */
function allowHashedScript(ctx: Context): void {
  const policy = ctx.response.get('Content-Security-Policy');
  if (policy) ctx.set('Content-Security-Policy', policy.replace(/script-src 'none' (?=')/, 'script-src '));
}
