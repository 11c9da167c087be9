// Serves the stylesheet, the script of passkeys and a tenant's colour and logo: what strangers may see, kept by browsers.
// Invariant: only checked raster images and our own CSS and script leave here; of what others gave nothing could run.
import type { Context } from 'koa';
import type { Tenant, Tenants } from '../ports/tenants.ts';
import type { Views } from '../views/render.ts';
import { tenantStylesheet } from '../views/tenant-style.ts';
import type { RouteRow } from './route.ts';

const forGood = 'public, max-age=31536000, immutable';

export function assetRoutes(
  { stylesheet, script }: Pick<Views, 'stylesheet' | 'script'>,
  tenants: Tenants,
): readonly RouteRow[] {
  const row = (path: string, handler: RouteRow['handler']): RouteRow => ({
    method: 'GET',
    path,
    authorization: 'anybody',
    csrf: 'changes-nothing',
    limit: 'none: small, and kept by browsers',
    handler,
  });

  return [
    row(stylesheet.path, (ctx) => {
      serve(ctx, 'text/css', stylesheet.body);
    }),
    row(script.path, (ctx) => {
      serve(ctx, 'text/javascript', script.body);
    }),
    row('/assets/tenant/:id.css', async (ctx) => {
      const tenant = await known(tenants, ctx);
      if (tenant) serve(ctx, 'text/css', tenantStylesheet(tenant.accentColor));
    }),
    row('/assets/tenant/:id/logo', async (ctx) => {
      const logo = (await known(tenants, ctx))?.logo;
      if (logo) serve(ctx, logo.type, Buffer.from(logo.data, 'base64'));
    }),
  ];
}

async function known(tenants: Tenants, ctx: Context): Promise<Tenant | undefined> {
  return tenants.find(String(ctx.params.id));
}

/** The addresses carry a version, so that what they name never changes. */
function serve(ctx: Context, type: string, body: string | Buffer): void {
  ctx.type = type;
  ctx.set('Cache-Control', forGood);
  ctx.body = body;
}
