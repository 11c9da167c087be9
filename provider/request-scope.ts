// One scope of the stores for each request that node-oidc-provider answers: reads are bundled, writes are gathered.
// Invariant: nothing is answered before everything is written; what turns out to have been used by somebody else gives
// nothing; and what ends in an outage writes nothing that was held back, so that a code is not used up by it.
import type { Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Storage } from '../ports/storage.ts';
import type { Reuse } from './reuse.ts';
import { grantOf } from './stored-record.ts';

export interface RequestScopeDeps {
  readonly scoped: Storage['scoped'];
  readonly reuse: Reuse;
  /** The outage or bug that the library has swallowed in this request. */
  readonly failureOf: (ctx: object) => unknown;
}

export function inOneScope({ scoped, reuse, failureOf }: RequestScopeDeps): Middleware {
  return async (ctx, next) => {
    const end = await scoped(async () => {
      await next();
      const failure = failureOf(ctx);
      if (failure !== undefined) throw failure;
    });
    if (end.ok) return;
    const { model, id } = end.usedAlready;
    // Only codes and refresh tokens are consumed so, at the token endpoint.
    const kind = model === 'RefreshToken' ? 'RefreshToken' : 'AuthorizationCode';
    await reuse.end(ctx as unknown as KoaContextWithOIDC, kind, grantOf(id)); // the library's context is Koa's, with more on it
    ctx.status = 400;
    ctx.body = { error: 'invalid_grant', error_description: 'grant request is invalid' };
  };
}
