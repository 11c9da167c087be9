// Gives each authorization a Grant of its own, filled with what the person has agreed to.
// Invariant: no two authorizations share a Grant: the library would reuse one per session and client, and a later
// request would overwrite what earlier tokens rest on. It is saved by record-authorization, if the gate lets it pass.
import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { Consents } from '../ports/consents.ts';
import { newGrantId } from './leading-ids.ts';

export function createOwnGrant(consents: Consents): (ctx: KoaContextWithOIDC) => Promise<Grant | undefined> {
  return async (ctx) => {
    const { account, client, provider, session } = ctx.oidc;
    if (!account || !client || !session) return undefined;
    const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
    grant.jti = newGrantId(session.uid);
    const agreed = await agreedTo(ctx, consents, account.accountId, client.clientId);
    if (agreed.scopes.length > 0) grant.addOIDCScope(agreed.scopes.join(' '));
    if (agreed.claims.length > 0) grant.addOIDCClaims(agreed.claims);
    return grant;
  };
}

/** The organisation answers for its own applications; for others the person has to have agreed. */
async function agreedTo(ctx: KoaContextWithOIDC, consents: Consents, accountId: string, clientId: string) {
  const scopes = [...ctx.oidc.requestParamOIDCScopes];
  const claims = [...ctx.oidc.requestParamClaims];
  if (ctx.oidc.client?.sallyport_first_party === true) return { scopes, claims };
  const consent = await consents.find(accountId, clientId);
  return {
    scopes: scopes.filter((scope) => consent?.scopes.includes(scope)),
    claims: claims.filter((claim) => consent?.claims.includes(claim)),
  };
}
