// Gives the sign-in pages their interaction, and takes its result: node-oidc-provider's, told without its types.
// Invariant: an interaction comes from the signed cookie of this browser only.
import type { Context } from 'koa';
import type Provider from 'oidc-provider';
import { errors, type InteractionResults } from 'oidc-provider';

/** Null if the browser holds none, or it has ended, or its session belongs to somebody else now. */
export async function findInteraction(provider: Provider, ctx: Context) {
  try {
    const { uid, cid, prompt, params, session } = await provider.interactionDetails(ctx.req, ctx.res);
    if (cid === undefined) return null;
    const signedIn =
      session?.uid && session.accountId ? { uid: session.uid, accountId: session.accountId } : null;
    return { uid, cid, prompt, params: params as Readonly<Record<string, unknown>>, session: signedIn }; // as the request had them
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return null;
    throw error;
  }
}

/** Stores the result; returns the URL at which node-oidc-provider goes on. */
export function finishInteraction(provider: Provider, ctx: Context, result: object): Promise<string> {
  return provider.interactionResult(ctx.req, ctx.res, result as InteractionResults); // its type allows any property
}

/** Who is signed in with this browser; null if nobody is, or the session has ended. */
export async function currentSession(provider: Provider, ctx: Context) {
  const context = provider.createContext(ctx.req, ctx.res) as unknown as Parameters<
    typeof provider.Session.get
  >[0]; // what the library itself passes
  const session = await provider.Session.get(context);
  return session.accountId ? { uid: session.uid, accountId: session.accountId } : null;
}
