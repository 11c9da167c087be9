// node-oidc-provider's context is Koa's with more on it, but its types say so only loosely.
// Invariant: the one place of this cast.
import type { Context } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';

/** The same context, as the rest of the product knows it. */
export function plainContext(ctx: KoaContextWithOIDC): Context {
  return ctx as unknown as Context;
}
