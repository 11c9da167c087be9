// Stands before node-oidc-provider's resume: the browser must be the one that began the sign-in, and it resumes once.
// Invariant: nothing of a sign-in is carried out in another browser. The library's cookies have a path and can be
// planted, and it signs people in, or out of their own account, before it comes to the gate. Of many resumes at once one is
// let through, because the library takes the interaction away only in the course of it; were it two, by a lost lease, the very
// browser that signed in would have two codes. What has led on is never resumed again.
import { randomUUID } from 'node:crypto';
import type { Context, Middleware, Next } from 'koa';
import type Provider from 'oidc-provider';
import type { BoundSignIns } from '../http/bound-sign-in.ts';
import type { Pages } from '../http/pages.ts';
import { showBusy } from '../http/problems.ts';
import type { Leases } from '../ports/leases.ts';
import type { SignIn, SignIns } from '../ports/sign-ins.ts';
import type { Storage } from '../ports/storage.ts';
import { StoreUnavailable } from '../ports/unavailable.ts';
import { paths } from './paths.ts';

export interface BoundResumeDeps {
  readonly boundSignIns: BoundSignIns;
  readonly signIns: Pick<SignIns, 'find' | 'change'>;
  readonly leases: Leases;
  readonly pages: Pages;
  readonly scoped: Storage['scoped'];
  readonly now: () => number;
  /** By ms. */
  readonly wait: (ms: number) => Promise<unknown>;
}

/** Who carries out each resume: see leases. */
interface Turn {
  readonly name: string;
  readonly holder: string;
}

const resume = new RegExp(`^${paths.authorization}/[^/]+/?$`);
/** ms: longer than a resume takes over stores that answer late. Who died in the middle of one holds it so long. */
const turnMs = 30_000;
/** ms between looks whether another one has led it on, as of two clicks on one button. */
const looks = [50, 100, 200, 400, 800, 1600];

/** Around all that a resume writes, and within it: the two belong to one Provider. */
export interface BoundResume {
  readonly giveTurnsBack: Middleware;
  readonly refuseForeign: Middleware;
}

export function createBoundResume(
  { boundSignIns, signIns, leases, pages, scoped, now, wait }: BoundResumeDeps,
  provider: Provider,
): BoundResume {
  const turns = new WeakMap<object, Turn>();
  /** Looks for a moment whether another resume has led it on, each time reading it anew. */
  const isLedOn = async (uid: string, { id }: SignIn): Promise<boolean> => {
    for (const pause of looks) {
      await wait(pause);
      let stands = false;
      await scoped(async () => {
        const signIn = await signIns.find(id, now());
        stands = signIn !== undefined && signIn.resumed !== uid;
      });
      if (!stands) return true;
    }
    return false;
  };
  const leadOn = async (ctx: Context, next: Next, uid: string, { id }: SignIn): Promise<void> => {
    await next();
    // Written with all else that the resume writes. A post that finished the interaction meanwhile brings it back.
    if (hasLedOn(ctx)) await signIns.change(id, { resumed: uid }, now());
  };
  return {
    /** Where it did not lead on, it may come again: after the form that changes the account, or after an outage. */
    async giveTurnsBack(ctx, next) {
      let ledOn = false;
      try {
        await next();
        ledOn = hasLedOn(ctx);
      } finally {
        const turn = turns.get(ctx);
        if (turn && !ledOn) await leases.giveBack(turn.name, turn.holder).catch(stillHeld);
      }
    },

    async refuseForeign(ctx, next) {
      if (!resume.test(ctx.path)) return next();
      const uid = ctx.cookies.get(provider.cookieName('resume'), { signed: true });
      if (uid === undefined) return next();
      const turn = { name: `resume ${uid}`, holder: randomUUID() };
      const [interaction, isOurTurn] = await Promise.all([
        provider.Interaction.find(uid),
        leases.take(turn.name, turn.holder, turnMs),
      ]);
      if (isOurTurn) turns.set(ctx, turn);
      // Without one the library answers by itself: there is nothing to resume.
      if (interaction?.cid === undefined) return next();
      const bound = await boundSignIns.find(ctx, interaction.cid, now());
      if (bound.ok && bound.signIn.resumed !== uid) {
        if (isOurTurn) return leadOn(ctx, next, uid, bound.signIn);
        // Who was at it died there: the sign-in stands, and may be loaded again.
        if (!(await isLedOn(uid, bound.signIn))) return showBusy(pages, ctx);
      }
      const other = !bound.ok && bound.reason === 'other-browser';
      const page = other ? 'interactions/other-browser' : 'interactions/expired';
      await pages.show(ctx, page, { startHref: null }, { status: other ? 403 : 410 });
    },
  };
}

function hasLedOn({ status }: Context): boolean {
  return status === 303 || status === 302;
}

/** The store is away for this, too. The outage that led here is what is told, and the turn ends by itself. */
function stillHeld(error: unknown): void {
  if (!(error instanceof StoreUnavailable)) throw error;
}
