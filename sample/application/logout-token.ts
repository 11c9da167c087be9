// Checks logout tokens: the server's word that a session has ended (OpenID Connect Back-Channel Logout 2.6).
// Invariant: only a token signed by the issuer, for this client, made to end a session, ends one.
import { createRemoteJWKSet, jwtVerify } from 'jose';

export interface LogoutTokens {
  /** Throws if the token is not to be believed. `now` in ms. */
  check(token: string, now: number): Promise<{ readonly sid?: string; readonly sub?: string }>;
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

export function createLogoutTokens(
  server: { readonly issuer: string; readonly jwks_uri?: string },
  clientId: string,
): LogoutTokens {
  if (server.jwks_uri === undefined) throw new Error('The issuer publishes no keys');
  const keys = createRemoteJWKSet(new URL(server.jwks_uri));
  return {
    async check(token, now) {
      const { payload } = await jwtVerify(token, keys, {
        issuer: server.issuer,
        audience: clientId,
        algorithms: ['ES256', 'RS256'],
        requiredClaims: ['iat', 'jti', 'events'],
        maxTokenAge: '5 minutes',
        clockTolerance: 5,
        currentDate: new Date(now),
      });
      // With a nonce it would be an ID token, replayed as a logout token.
      if (payload.nonce !== undefined || !isLogout(payload.events)) throw new Error('Not a logout token');
      const { sid, sub } = payload;
      if (typeof sid !== 'string' && sub === undefined) throw new Error('It names no session and nobody');
      return { ...(typeof sid === 'string' ? { sid } : {}), ...(sub === undefined ? {} : { sub }) };
    },
  };
}

function isLogout(events: unknown): boolean {
  return typeof events === 'object' && events !== null && logoutEvent in events;
}
