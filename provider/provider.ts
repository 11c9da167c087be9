// Builds node-oidc-provider as this product configures it: what is on, what is off, and where our hooks sit.
// Invariant: nothing of the library's defaults for development is left on, and it prints nothing.

import type { Context } from 'koa';
import Provider, { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { acrValues } from '../policy/assurance.ts';
import type { Consents } from '../ports/consents.ts';
import type { Records } from '../ports/records.ts';
import type { Sessions } from '../ports/sessions.ts';
import type { Vault } from '../ports/vault.ts';
import { languages } from '../views/messages/catalogue.ts';
import { readAcrClaim } from './acr-request.ts';
import { claimsByScope } from './claims.ts';
import { type ClientRegistry, compareSecretsByHash, originAllowed, ownClientFields } from './clients.ts';
import { createInteractionPolicy, type InteractionPolicyDeps } from './interaction-policy.ts';
import { giveLeadingIds } from './leading-ids.ts';
import { ttl } from './lifetimes.ts';
import type { LogoutPages } from './logout.ts';
import { createOwnGrant } from './own-grant.ts';
import { paths } from './paths.ts';
import { plainContext } from './plain-context.ts';
import { createAdapterFactory } from './records-adapter.ts';
import { proofOfAccessToken, type Redemption } from './redemption.ts';
import type { Reuse } from './reuse.ts';
import { seenFrom } from './seen-from.ts';
import { giveSessionsAnEnd } from './session-end.ts';

export interface ProviderDeps extends InteractionPolicyDeps {
  readonly reuse: Reuse;
  readonly issuer: string;
  readonly vault: Vault;
  readonly records: Records;
  readonly sessions: Sessions;
  readonly consents: Consents;
  readonly clients: ClientRegistry;
  readonly redemption: Redemption;
  readonly logoutPages: LogoutPages;
  readonly renderError: NonNullable<Configuration['renderError']>;
  /** Told of what goes wrong where nobody waits for an answer. */
  readonly report: (error: unknown, what: string) => void;
  /** For the library's own requests: back-channel logout, jwks_uri. */
  readonly fetch: NonNullable<Configuration['fetch']>;
  /** Opens the sign-in that an interaction belongs to, bound to the browser. */
  readonly openSignIn: (ctx: Context, interaction: OpenedInteraction) => Promise<void>;
}

export interface OpenedInteraction {
  readonly cid: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The session's account, if somebody is signed in. */
  readonly accountId: string | null;
}

export function buildProvider(deps: ProviderDeps): Provider {
  const provider = new Provider(deps.issuer, configuration(deps));
  provider.proxy = true;
  provider.silent = true; // answerOutages reports
  compareSecretsByHash(provider, deps.vault);
  giveSessionsAnEnd(provider);
  giveLeadingIds(provider, deps.sessions.begin);
  // The person is signed out all the same; whoever runs the server should know that an application was not told.
  provider.on('backchannel.error', (_ctx, error, client) =>
    deps.report(error, `back-channel logout at ${client.clientId}`),
  );
  return provider;
}

function configuration(deps: ProviderDeps): Configuration {
  const https = deps.issuer.startsWith('https:');
  const { reuse } = deps;
  return {
    adapter: createAdapterFactory({
      ...deps,
      seenFrom: () => (Provider.ctx ? seenFrom(plainContext(Provider.ctx), deps.now()) : null),
      // Codes and refresh tokens are consumed in a request only.
      reused: async (kind, grantId) => Provider.ctx && reuse.end(Provider.ctx, kind, grantId),
    }),
    jwks: { keys: [...deps.vault.signing.jwks()] as never }, // jose's JWK and the library's differ in name only
    findAccount: deps.redemption.findAccount as NonNullable<Configuration['findAccount']>, // its token type is a union of classes; we read three fields
    loadExistingGrant: createOwnGrant(deps.consents),
    interactions: {
      policy: createInteractionPolicy(deps),
      url: (ctx, interaction) => openInteraction(deps, ctx, interaction),
    },
    routes: paths,
    cookies: cookies(https, deps.vault),
    ttl: ttl(deps.now, deps.redemption.endOf),
    responseTypes: ['code'],
    acrValues: [...acrValues],
    discovery: { ui_locales_supported: [...languages] },
    claims: claimsByScope,
    scopes: ['openid', 'offline_access'],
    extraParams: ['tenant'],
    extraClientMetadata: { properties: [...ownClientFields] },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA,
    pkce: { required: (_ctx, client) => client.sallyport_pkce_required !== false },
    clientBasedCORS: originAllowed,
    ...tokenRules(deps),
    renderError: deps.renderError,
    fetch: deps.fetch,
    features: features(deps),
  };
}

const enabledJWA: NonNullable<Configuration['enabledJWA']> = {
  idTokenSigningAlgValues: ['ES256', 'RS256'],
  // No HS256: its key would be the client's secret, of which we keep a hash.
  requestObjectSigningAlgValues: ['ES256', 'RS256', 'PS256'],
};

function tokenRules({ reuse, redemption }: ProviderDeps): Configuration {
  return {
    // Tokens end with their session by our own rule (redemption.ts): the library's looks at a client's latest grant only.
    expiresWithSession: async () => false,
    // Nothing that a break-glass window gave is renewed: it ends with the window.
    issueRefreshToken: async (ctx, client) =>
      client.grantTypeAllowed('refresh_token') && redemption.endOf(ctx) === null,
    rotateRefreshToken: true,
    // Each authorization has a Grant of its own, so what revokes anything under it ends it.
    async revokeGrantPolicy(ctx) {
      if (ctx.oidc.route === 'token') await reuse.noticed(ctx);
      return true;
    },
    extraTokenClaims: async (ctx, token) => proofOfAccessToken(ctx, token),
  };
}

function features(deps: ProviderDeps): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    claimsParameter: {
      enabled: true,
      // Malformed values are told to the application before anybody is asked to sign in.
      assertClaimsParameter: async (_ctx, claims) => void readAcrClaim(claims),
    },
    dPoP: { enabled: true },
    introspection: { enabled: true, allowedPolicy: deps.redemption.mayIntrospect },
    pushedAuthorizationRequests: { enabled: true },
    requestObjects: { enabled: true },
    resourceIndicators: { enabled: false },
    revocation: { enabled: true, allowedPolicy: mayRevoke },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: deps.logoutPages.confirm,
      postLogoutSuccessSource: deps.logoutPages.done,
    },
    userinfo: { enabled: true },
  };
}

/** Applications revoke what they were given themselves (RFC 7009 2.1). */
async function mayRevoke(
  _ctx: KoaContextWithOIDC,
  client: { clientId: string },
  token: { clientId?: string },
) {
  if (token.clientId === client.clientId) return true;
  throw new errors.InvalidRequest('the token was given to another client');
}

/** `__Host-` where the path allows it; the library's interaction cookies have paths of their own. */
function cookies(https: boolean, vault: Vault): NonNullable<Configuration['cookies']> {
  const options = { httpOnly: true, sameSite: 'lax', secure: https, signed: true, overwrite: true } as const;
  const host = https ? '__Host-' : '';
  const secure = https ? '__Secure-' : '';
  return {
    keys: [...vault.signing.cookieKeys()],
    names: {
      session: `${host}sallyport-session`,
      interaction: `${secure}sallyport-interaction`,
      resume: `${secure}sallyport-resume`,
    },
    long: options,
    short: options,
  };
}

async function openInteraction(
  deps: ProviderDeps,
  ctx: KoaContextWithOIDC,
  interaction: { uid: string; cid?: string; params: Record<string, unknown> },
): Promise<string> {
  if (!interaction.cid) throw new errors.InvalidRequest('the sign-in has no id');
  await deps.openSignIn(plainContext(ctx), {
    cid: interaction.cid,
    params: interaction.params,
    accountId: ctx.oidc.session?.accountId ?? null,
  });
  return `/interaction/${interaction.uid}`;
}
