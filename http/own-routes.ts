// What stands around our own routes: bodies are parsed for them only, other methods are told so, the rest is handed over.
// Invariant: no body parser in front of node-oidc-provider, which reads its bodies itself.
import type { RequestListener } from 'node:http';
import type { Middleware } from 'koa';
import { parseForm } from './form-body.ts';
import { noteRoute } from './request-log.ts';
import type { RouteRow } from './route.ts';

/** The row that a path belongs to, whatever its method: by pattern, since a path can hold ids. */
export function createMatcher(routes: readonly RouteRow[]): (path: string) => readonly RouteRow[] {
  const compiled = routes.map((row) => ({ row, pattern: patternOf(row.path) }));
  return (path) => compiled.filter(({ pattern }) => pattern.test(path)).map(({ row }) => row);
}

/** `:name` stands for one segment, or for its part before an ending. */
function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+?');
  return new RegExp(`^${escaped}/?$`);
}

export function aroundOwnRoutes(routes: readonly RouteRow[]): Middleware {
  const match = createMatcher(routes);
  return async (ctx, next) => {
    const rows = match(ctx.path);
    const method = ctx.method === 'HEAD' ? 'GET' : ctx.method;
    const row = rows.find((one) => one.method === method);
    if (row) noteRoute(ctx.req, row.path);
    // OPTIONS is answered by node-oidc-provider, for browser applications.
    if (rows.length > 0 && !row && method !== 'OPTIONS') {
      ctx.set('Allow', [...new Set(rows.map((one) => one.method))].join(', '));
      ctx.throw(405);
    }
    if (row?.handler && row.method === 'POST') return parseForm(ctx, next);
    await next();
  };
}

/** Everything that is not ours is node-oidc-provider's; it answers on the same response, our headers included. */
export function handOver(listener: RequestListener): Middleware {
  return (ctx) => {
    ctx.respond = false;
    return new Promise<void>((resolve) => {
      // A caller that has gone already leaves nothing to wait for.
      if (ctx.res.closed) return resolve();
      ctx.res.once('close', resolve);
      listener(ctx.req, ctx.res);
    });
  };
}
