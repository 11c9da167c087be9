// Answers a request with a page: in the person's language, in the tenant's colours, kept nowhere.
// Invariant: every page of every door comes through here, so that none forgets its headers.
import type { Context } from 'koa';
import type { Tenants } from '../ports/tenants.ts';
import { type ViewContext, viewContext } from '../views/context.ts';
import type { Translator } from '../views/messages/catalogue.ts';
import type { PageModels, PageName } from '../views/pages.ts';
import type { Views } from '../views/render.ts';
import { hasScript } from '../views/script.ts';
import { allowOwnScript } from './headers.ts';
import { readerOf } from './reader.ts';

export interface ShowOptions {
  /** HTTP status; 200 unless said otherwise. */
  readonly status?: number;
  /** Whose name, logo and colour it carries; null for ours. */
  readonly tenantId?: string | null;
  /** The application that it leads to, shown as "to continue to ...". */
  readonly clientName?: string | null;
  /** It leads to our own pages: then `clientName` is a text of ours. */
  readonly firstParty?: 'account' | null;
  /** `ui_locales` of the authorization request, if the page belongs to one; else the reader's language, then `ui_locales` of the address. */
  readonly uiLocales?: string | null;
  /** The account's IANA zone, if there is an account; else the reader's. */
  readonly accountZone?: string | null;
}

export interface Pages {
  show<Name extends PageName>(
    ctx: Context,
    page: Name,
    model: PageModels[Name],
    options?: ShowOptions,
  ): Promise<void>;
  /** For what is not a page, such as a file: as a page with these options would speak. */
  translator(ctx: Context, options: ShowOptions): Promise<Translator>;
}

export function createPages(views: Views, tenants: Tenants): Pages {
  return {
    async show(ctx, page, model, options = {}) {
      const context = await contextOf(tenants, ctx, options);
      ctx.status = options.status ?? 200;
      ctx.type = 'html';
      ctx.set('Cache-Control', 'no-store');
      if (hasScript(page)) allowOwnScript(ctx);
      ctx.body = views.render(page, model, context);
    },
    translator: async (ctx, options) => views.translator(await contextOf(tenants, ctx, options)),
  };
}

async function contextOf(tenants: Tenants, ctx: Context, options: ShowOptions): Promise<ViewContext> {
  const { tenantId = null, clientName, firstParty } = options;
  const { ui_locales: inAddress } = ctx.query;
  const { locale, zoneinfo } = readerOf(ctx);
  const { uiLocales = locale, accountZone = zoneinfo } = options;
  return viewContext({
    tenant: tenantId === null ? null : ((await tenants.find(tenantId)) ?? null),
    application: clientName ?? null,
    firstParty: firstParty ?? null,
    uiLocales: uiLocales ?? (typeof inAddress === 'string' ? inAddress : null),
    accepted: ctx.acceptsLanguages(),
    accountZone: accountZone ?? null,
  });
}
