// Keeps other sites from posting to us with a person's cookies, before any token is looked at.
// Invariant: a browser that says where a request comes from must name this origin.
import type { Context } from 'koa';

/** True unless the browser says that another site, or a page without an origin, made it send this. */
export function isSameOrigin(ctx: Context, issuer: URL): boolean {
  const site = ctx.get('Sec-Fetch-Site');
  if (site !== '' && site !== 'same-origin' && site !== 'none') return false;
  const origin = ctx.get('Origin');
  return origin === '' || origin === issuer.origin;
}
