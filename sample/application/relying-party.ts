// What the sample application asks of the sign-in server, all of it through openid-client: code, refresh, logout.
// Invariant: state, nonce and PKCE belong to one sign-in; nothing is believed before openid-client checked it, signature included.
import * as oidc from 'openid-client';
import { createLogoutTokens, type LogoutTokens } from './logout-token.ts';
import type { Problem } from './problems.ts';
import { isStrongAcr } from './proved.ts';

type Claims = Readonly<Record<string, unknown>>;

export interface Tokens {
  /** Checked claims of the newest ID token. */
  readonly claims: Claims & { readonly sub: string };
  /** For RP-initiated logout. */
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string | null;
}

export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Whether a second step made just now was asked for. */
  readonly fresh: boolean;
  /** ms. */
  readonly startedAt: number;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export interface RelyingParty {
  begin(fresh: boolean): Promise<Outcome<{ readonly url: string; readonly pending: PendingSignIn }>>;
  /** `response` is the whole address that the browser came back to. */
  complete(response: URL, pending: PendingSignIn): Promise<Outcome<Tokens>>;
  refresh(tokens: Tokens): Promise<Outcome<Tokens>>;
  introspect(accessToken: string): Promise<Outcome<Claims>>;
  userinfo(tokens: Tokens): Promise<Outcome<Claims>>;
  /** Where to send the browser to end the session at the server as well. */
  signOutUrl(idToken: string): Promise<Outcome<string>>;
  /** Whom a back-channel logout token ends; a problem if it is not to be believed. */
  checkLogoutToken(token: string): Promise<Outcome<{ readonly sid?: string; readonly sub?: string }>>;
}

export interface RelyingPartyDeps {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** This application's own origin. */
  readonly origin: string;
  readonly now: () => number;
}

export const mfaAcr = 'https://refeds.org/profile/mfa';
const scope = 'openid profile email';
/** s; clocks of two machines differ a little. */
const clockSkew = 5;

export function createRelyingParty(deps: RelyingPartyDeps): RelyingParty {
  const discovered = rememberSuccess(() => discover(deps));
  const logoutTokens: () => Promise<LogoutTokens> = rememberSuccess(async () =>
    createLogoutTokens((await discovered()).serverMetadata(), deps.clientId),
  );
  const asking = <T>(ask: (config: oidc.Configuration) => Promise<T>) =>
    outcomeOf(async () => ask(await discovered()));

  return {
    begin: (fresh) => asking((config) => begin(config, deps, fresh)),
    async complete(response, pending) {
      const done = await asking(async (config) => complete(config, response, pending));
      if (!done.ok || !pending.fresh || isFresh(done.value.claims, pending)) return done;
      return { ok: false, problem: { code: 'not-fresh', description: null } };
    },
    refresh: (tokens) => asking((config) => refresh(config, tokens)),
    introspect: (accessToken) =>
      asking(async (config) => ({ ...(await oidc.tokenIntrospection(config, accessToken)) })),
    userinfo: (tokens) =>
      asking(async (config) => ({
        ...(await oidc.fetchUserInfo(config, tokens.accessToken, tokens.claims.sub)),
      })),
    signOutUrl: (idToken) =>
      asking(async (config) => {
        const parameters = { id_token_hint: idToken, post_logout_redirect_uri: `${deps.origin}/signed-out` };
        return oidc.buildEndSessionUrl(config, parameters).href;
      }),
    checkLogoutToken: (token) => outcomeOf(async () => (await logoutTokens()).check(token, deps.now())),
  };
}

/** Whether the proof is as new and as strong as was asked: a server may ignore `acr_values` and `prompt`, an application may not. */
export function isFresh(claims: Claims, pending: Pick<PendingSignIn, 'startedAt'>): boolean {
  const since = Math.floor(pending.startedAt / 1000) - clockSkew;
  return isStrongAcr(claims.acr) && typeof claims.auth_time === 'number' && claims.auth_time >= since;
}

/** An issuer on this machine may speak http; any other must have https. */
async function discover({ issuer, clientId, clientSecret }: RelyingPartyDeps): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  const insecure = url.protocol === 'http:' && isLoopbackName(url.hostname);
  // openid-client marks it as deprecated only to make it stand out; it is limited to loopback by the line above.
  const execute = [oidc.enableNonRepudiationChecks, ...(insecure ? [oidc.allowInsecureRequests] : [])];
  const authentication = oidc.ClientSecretBasic(clientSecret);
  return oidc.discovery(url, clientId, undefined, authentication, { execute, timeout: 10 });
}

function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

async function begin(config: oidc.Configuration, { origin, now }: RelyingPartyDeps, fresh: boolean) {
  const pending: PendingSignIn = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    fresh,
    startedAt: now(),
  };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: `${origin}/callback`,
    scope,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    ...(fresh ? { prompt: 'login', acr_values: mfaAcr } : {}),
  });
  return { url: url.href, pending };
}

async function complete(config: oidc.Configuration, response: URL, pending: PendingSignIn): Promise<Tokens> {
  const answer = await oidc.authorizationCodeGrant(config, response, {
    expectedState: pending.state,
    expectedNonce: pending.nonce,
    pkceCodeVerifier: pending.verifier,
    idTokenExpected: true,
  });
  return tokensOf(answer, null);
}

async function refresh(config: oidc.Configuration, before: Tokens): Promise<Tokens> {
  const answer = await oidc.refreshTokenGrant(config, before.refreshToken ?? '');
  const after = tokensOf(answer, before);
  if (after.claims.sub !== before.claims.sub) throw new UntrustedAnswer('another account was refreshed');
  return after;
}

/** A refresh may leave out the ID token and the refresh token: then the ones from before stay. */
function tokensOf(
  answer: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
  before: Tokens | null,
): Tokens {
  const claims = answer.claims() ?? before?.claims;
  const idToken = answer.id_token ?? before?.idToken;
  if (!claims?.sub || !idToken) throw new UntrustedAnswer('no ID token');
  return {
    claims,
    idToken,
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? before?.refreshToken ?? null,
  };
}

class UntrustedAnswer extends Error {
  override readonly name = 'UntrustedAnswer';
}

async function outcomeOf<T>(ask: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

/** What openid-client threw, as a value: the server's own error where it gave one. */
function problemOf(error: unknown): Problem {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError)
    return { code: error.error, description: error.error_description ?? null };
  if (error instanceof oidc.WWWAuthenticateChallengeError) {
    const { error: code, error_description: description } = error.cause[0]?.parameters ?? {};
    return { code: code ?? 'invalid_token', description: description ?? null };
  }
  return { code: isUnreachable(error) ? 'unreachable' : 'invalid-response', description: null };
}

/** A timeout, an answer that is no OAuth error (503), or a network error somewhere among the causes. */
function isUnreachable(error: unknown): boolean {
  for (let at = error; typeof at === 'object' && at !== null; at = 'cause' in at ? at.cause : null) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    if (/^(E[A-Z]+|UND_ERR_[A-Z_]+|OAUTH_TIMEOUT|OAUTH_RESPONSE_IS_NOT_CONFORM)$/.test(code)) return true;
  }
  return false;
}

/** Asks once and keeps the answer; a failure is asked again the next time, because the server may start after us. */
function rememberSuccess<T>(ask: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => {
    kept ??= ask().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}
