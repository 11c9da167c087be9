// Answers a request with a page: in the person's language, in the tenant's colours, kept nowhere.
// Invariant: every page of every door comes through here, so that none forgets its headers.
import type { Context } from 'koa';
import type { Tenants } from '../ports/tenants.ts';
import { viewContext } from '../views/context.ts';
import type { PageModels, PageName } from '../views/pages.ts';
import type { Views } from '../views/render.ts';

export interface ShowOptions {
  /** HTTP status; 200 unless said otherwise. */
  readonly status?: number;
  /** Whose name, logo and colour it carries; null for ours. */
  readonly tenantId?: string | null;
  /** The application that it leads to, shown as "to continue to ...". */
  readonly clientName?: string | null;
  /** `ui_locales` of the request, if the page belongs to one. */
  readonly uiLocales?: string | null;
  /** The account's IANA zone, if there is an account. */
  readonly accountZone?: string | null;
}

export interface Pages {
  show<Name extends PageName>(
    ctx: Context,
    page: Name,
    model: PageModels[Name],
    options?: ShowOptions,
  ): Promise<void>;
}

export function createPages(views: Views, tenants: Tenants): Pages {
  return {
    async show(ctx, page, model, { status = 200, tenantId = null, clientName, uiLocales, accountZone } = {}) {
      const tenant = tenantId === null ? null : ((await tenants.find(tenantId)) ?? null);
      const context = viewContext({
        tenant,
        application: clientName ?? null,
        uiLocales: uiLocales ?? null,
        accepted: ctx.acceptsLanguages(),
        accountZone: accountZone ?? null,
      });
      ctx.status = status;
      ctx.type = 'html';
      ctx.set('Cache-Control', 'no-store');
      ctx.body = views.render(page, model, context);
    },
  };
}
