// Stands before node-oidc-provider's resume: the browser must be the one that began the sign-in.
// Invariant: nothing of a sign-in is carried out in another browser. The library's cookies have a path and can be
// planted, and it signs people in, or out of their own account, before it comes to the gate.
import type { Middleware } from 'koa';
import type Provider from 'oidc-provider';
import type { BoundSignIns } from '../http/bound-sign-in.ts';
import type { Pages } from '../http/pages.ts';
import { paths } from './provider.ts';

export interface BoundResumeDeps {
  readonly boundSignIns: BoundSignIns;
  readonly pages: Pages;
  readonly now: () => number;
}

const resume = new RegExp(`^${paths.authorization}/[^/]+/?$`);

export function refuseForeignResume(
  { boundSignIns, pages, now }: BoundResumeDeps,
  provider: Provider,
): Middleware {
  return async (ctx, next) => {
    if (!resume.test(ctx.path)) return next();
    const uid = ctx.cookies.get(provider.cookieName('resume'), { signed: true });
    const interaction = uid === undefined ? undefined : await provider.Interaction.find(uid);
    // Without one the library answers by itself: there is nothing to resume.
    if (interaction?.cid === undefined) return next();
    const bound = await boundSignIns.find(ctx, interaction.cid, now());
    if (bound.ok) return next();
    const other = bound.reason === 'other-browser';
    const page = other ? 'interactions/other-browser' : 'interactions/expired';
    await pages.show(ctx, page, { startHref: null }, { status: other ? 403 : 410 });
  };
}
