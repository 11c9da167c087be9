// An application that signs people in, on an unmodified openid-client: it checks state, nonce, PKCE and the ID token's signature.
// Invariant: what a certified client refuses, a test sees as a failure.
import * as oidc from 'openid-client';
import { exchange } from './http-exchange.ts';

export interface ApplicationOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined for a public client. */
  readonly clientSecret?: string;
  readonly authMethod?: 'client_secret_basic' | 'client_secret_post';
  readonly redirectUri: string;
  /** Default ES256. */
  readonly idTokenAlg?: 'ES256' | 'RS256';
  /** Default "openid". */
  readonly scope?: string;
  /** ms; the server's clock, if that was moved and this process's was not. */
  readonly now?: () => number;
  /** As for createBrowser. */
  readonly via?: Readonly<Record<string, string>>;
  /** Bind tokens to a key of the application's (RFC 9449). */
  readonly dpop?: boolean;
  /** Default true. False for a confidential client that is registered without. */
  readonly pkce?: boolean;
}

export type Parameters = Readonly<Record<string, string>>;

export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string | undefined;
  /** s. */
  readonly expiresIn: number | undefined;
  readonly scope: string | undefined;
  /** Of the ID token. */
  readonly claims: oidc.IDToken;
}

/** What the server answers instead: an OAuth error. */
export interface Refusal {
  readonly error: string;
  readonly description: string | undefined;
  readonly status: number | undefined;
}

export interface Application {
  readonly options: ApplicationOptions;
  readonly redirectUri: string;
  readonly metadata: Readonly<oidc.ServerMetadata>;
  /** Where to send a browser. State, nonce and verifier are remembered for `callback`. */
  authorizationUrl(parameters?: Parameters): Promise<URL>;
  /** The same through a pushed authorization request (RFC 9126). */
  pushedAuthorizationUrl(parameters?: Parameters): Promise<URL>;
  /** Exchanges the code for tokens. Throws what openid-client throws; see `refusalOf`. */
  callback(arrival: Arrived): Promise<Tokens>;
  refresh(refreshToken: string, parameters?: Parameters): Promise<Tokens>;
  userinfo(tokens: Tokens): Promise<oidc.UserInfoResponse>;
  introspect(token: string): Promise<oidc.IntrospectionResponse>;
  revoke(token: string): Promise<void>;
  /** Where to send a browser to sign out. */
  endSessionUrl(parameters?: Parameters): URL;
  /** The configuration for whatever else openid-client can do, by the present clock. */
  configuration(): oidc.Configuration;
}

/** Structurally the browser's `page.arrival`. */
export interface Arrived {
  readonly url: URL;
  readonly posted: URLSearchParams | null;
}

interface Begun {
  readonly expectedState: string;
  readonly expectedNonce: string;
  readonly pkceCodeVerifier?: string;
  readonly maxAge?: number;
}

export async function createApplication(options: ApplicationOptions): Promise<Application> {
  const { issuer, clientId, redirectUri } = options;
  const first = await oidc.discovery(new URL(issuer), clientId, metadataOf(options), authOf(options), {
    execute: [oidc.allowInsecureRequests],
    ...(options.via && { [oidc.customFetch]: fetchThrough(options.via) }),
  });
  const metadata = first.serverMetadata();
  const configuration = () => configure(options, metadata);
  const keys = options.dpop ? await oidc.randomDPoPKeyPair('ES256') : null;
  // The handle keeps the server's nonce, so there is one a configuration.
  const bound = (config: oidc.Configuration) => (keys ? { DPoP: oidc.getDPoPHandle(config, keys) } : {});
  const begun = new Map<string, Begun>();

  return {
    options,
    redirectUri,
    metadata,
    configuration,
    async authorizationUrl(parameters = {}) {
      return oidc.buildAuthorizationUrl(configuration(), await begin(options, parameters, begun));
    },
    async pushedAuthorizationUrl(parameters = {}) {
      const config = configuration();
      return oidc.buildAuthorizationUrlWithPAR(
        config,
        await begin(options, parameters, begun),
        bound(config),
      );
    },
    async callback({ url, posted }) {
      const config = configuration();
      const answer = posted ? asFormPost(url, posted) : url;
      const state = (posted ?? url.searchParams).get('state') ?? '';
      const checks = begun.get(state) ?? { expectedState: 'of a request that this application began' };
      return tokensOf(await oidc.authorizationCodeGrant(config, answer, checks, undefined, bound(config)));
    },
    async refresh(refreshToken, parameters) {
      const config = configuration();
      return tokensOf(await oidc.refreshTokenGrant(config, refreshToken, parameters, bound(config)));
    },
    userinfo({ accessToken, claims }) {
      const config = configuration();
      return oidc.fetchUserInfo(config, accessToken, claims.sub, bound(config));
    },
    introspect: (token) => oidc.tokenIntrospection(configuration(), token),
    revoke: (token) => oidc.tokenRevocation(configuration(), token),
    endSessionUrl: (parameters) => oidc.buildEndSessionUrl(configuration(), parameters),
  };
}

/** The OAuth error of a call that was refused; null if it was not. Anything else that goes wrong is thrown on. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError)
      return { error: error.error, description: error.error_description, status: statusOf(error) };
    if (error instanceof oidc.WWWAuthenticateChallengeError) {
      const { parameters } = error.cause[0] ?? {};
      return {
        error: parameters?.error ?? 'unauthorized',
        description: parameters?.error_description,
        status: error.status,
      };
    }
    throw error;
  }
}

function statusOf(error: oidc.AuthorizationResponseError | oidc.ResponseBodyError): number | undefined {
  return error instanceof oidc.ResponseBodyError ? error.status : undefined;
}

function configure(options: ApplicationOptions, server: oidc.ServerMetadata): oidc.Configuration {
  const config = new oidc.Configuration(server, options.clientId, metadataOf(options), authOf(options));
  oidc.allowInsecureRequests(config);
  oidc.enableNonRepudiationChecks(config);
  if (options.via) config[oidc.customFetch] = fetchThrough(options.via);
  return config;
}

function metadataOf({ idTokenAlg = 'ES256', now }: ApplicationOptions): Partial<oidc.ClientMetadata> {
  const ahead = now ? Math.round((now() - Date.now()) / 1000) : 0;
  return { id_token_signed_response_alg: idTokenAlg, [oidc.clockSkew]: ahead };
}

function authOf({ clientSecret, authMethod }: ApplicationOptions): oidc.ClientAuth {
  if (clientSecret === undefined) return oidc.None();
  return authMethod === 'client_secret_post'
    ? oidc.ClientSecretPost(clientSecret)
    : oidc.ClientSecretBasic(clientSecret);
}

async function begin(
  { redirectUri, scope = 'openid', pkce = true }: ApplicationOptions,
  parameters: Parameters,
  begun: Map<string, Begun>,
): Promise<Record<string, string>> {
  const state = oidc.randomState();
  const nonce = oidc.randomNonce();
  const verifier = oidc.randomPKCECodeVerifier();
  const maxAge = parameters.max_age;
  begun.set(state, {
    expectedState: state,
    expectedNonce: nonce,
    ...(pkce && { pkceCodeVerifier: verifier }),
    ...(maxAge !== undefined && { maxAge: Number(maxAge) }),
  });
  const challenge = pkce && {
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  return { redirect_uri: redirectUri, scope, state, nonce, ...challenge, ...parameters };
}

function tokensOf(answer: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers): Tokens {
  const claims = answer.claims();
  if (!claims || answer.id_token === undefined) throw new Error('the token endpoint gave no ID token');
  return {
    accessToken: answer.access_token,
    idToken: answer.id_token,
    refreshToken: answer.refresh_token,
    expiresIn: answer.expires_in,
    scope: answer.scope,
    claims,
  };
}

function asFormPost(url: URL, posted: URLSearchParams): Request {
  return new Request(url, { method: 'POST', body: posted });
}

/** As through a TLS proxy: see BrowserOptions.via. */
function fetchThrough(via: Readonly<Record<string, string>>): oidc.CustomFetch {
  return async (given, { method, headers, body }) => {
    const url = new URL(given);
    const to = via[url.origin];
    const forwarded = { 'X-Forwarded-Proto': url.protocol.slice(0, -1), 'X-Forwarded-For': '203.0.113.80' };
    const text = body === undefined || body === null ? undefined : String(body);
    const answer = await exchange(
      {
        url,
        method,
        headers: { ...headers, ...(to && forwarded) },
        ...(text !== undefined && { body: text }),
      },
      to ? new URL(to) : url,
    );
    const empty = answer.status === 204 || answer.status === 304;
    return new Response(empty ? null : answer.body, { status: answer.status, headers: answer.headers });
  };
}
