// Stands before node-oidc-provider's resume: the browser must be the one that began the sign-in, and it resumes once.
// Invariant: nothing of a sign-in is carried out in another browser. The library's cookies have a path and can be
// planted, and it signs people in, or out of their own account, before it comes to the gate. Of many resumes at once one is
// let through: the library takes the interaction away only in the course of it.
import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import type Provider from 'oidc-provider';
import type { BoundSignIns } from '../http/bound-sign-in.ts';
import type { Pages } from '../http/pages.ts';
import type { Leases } from '../ports/leases.ts';
import { paths } from './provider.ts';

export interface BoundResumeDeps {
  readonly boundSignIns: BoundSignIns;
  readonly leases: Leases;
  readonly pages: Pages;
  readonly now: () => number;
}

const resume = new RegExp(`^${paths.authorization}/[^/]+/?$`);
/** ms: longer than a resume takes. */
const turnMs = 10_000;

export function refuseForeignResume(
  { boundSignIns, leases, pages, now }: BoundResumeDeps,
  provider: Provider,
): Middleware {
  return async (ctx, next) => {
    if (!resume.test(ctx.path)) return next();
    const uid = ctx.cookies.get(provider.cookieName('resume'), { signed: true });
    if (uid === undefined) return next();
    const turn = { name: `resume ${uid}`, holder: randomUUID() };
    const [interaction, isOurTurn] = await Promise.all([
      provider.Interaction.find(uid),
      leases.take(turn.name, turn.holder, turnMs),
    ]);
    // Without one the library answers by itself: there is nothing to resume.
    if (interaction?.cid === undefined) return next();
    const bound = await boundSignIns.find(ctx, interaction.cid, now());
    if (bound.ok && isOurTurn) {
      await next();
      // Where it did not lead on, it may come again: after the form that changes the account, or after an outage.
      if (ctx.status !== 303 && ctx.status !== 302) await leases.take(turn.name, turn.holder, 1);
      return;
    }
    const other = !bound.ok && bound.reason === 'other-browser';
    const page = other ? 'interactions/other-browser' : 'interactions/expired';
    await pages.show(ctx, page, { startHref: null }, { status: other ? 403 : 410 });
  };
}
