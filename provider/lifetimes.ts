// How long everything lives (design: Lifetimes), in seconds as node-oidc-provider counts.
// Invariant: nothing given under a session or grant can be renewed past its absolute end.
import type { KoaContextWithOIDC, RefreshToken, Session } from 'oidc-provider';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

export const lifetimes = {
  code: 60,
  accessToken: 5 * minute,
  idToken: 5 * minute,
  interaction: 60 * minute,
  sessionIdle: 60 * minute,
  sessionAbsolute: 12 * hour,
  refreshIdle: 30 * day,
  refreshAbsolute: 90 * day,
  pushedRequest: 60,
} as const;

const seconds = (ms: number) => Math.floor(ms / 1000);

/** At most an hour from now, and never past twelve hours from its beginning. */
export function sessionTtl(session: Pick<Session, 'iat'>, now: number): number {
  const begun = session.iat ?? seconds(now);
  return Math.max(1, Math.min(lifetimes.sessionIdle, begun + lifetimes.sessionAbsolute - seconds(now)));
}

/** At most thirty days from now, and never past ninety from the first of its family. */
export function refreshTokenTtl(token: Pick<RefreshToken, 'iiat'>, now: number): number {
  const begun = token.iiat ?? seconds(now);
  return Math.max(1, Math.min(lifetimes.refreshIdle, begun + lifetimes.refreshAbsolute - seconds(now)));
}

/** Of a grant and of what it rested on: as long as anything that can be given under it. */
export function grantTtl(ctx: KoaContextWithOIDC): number {
  const offline = ctx.oidc.params?.scope?.toString().split(' ').includes('offline_access') ?? false;
  return offline ? lifetimes.refreshAbsolute : lifetimes.sessionAbsolute;
}

export const ttl = (now: () => number) => ({
  AuthorizationCode: lifetimes.code,
  AccessToken: lifetimes.accessToken,
  IdToken: lifetimes.idToken,
  Interaction: lifetimes.interaction,
  PushedAuthorizationRequest: lifetimes.pushedRequest,
  Grant: grantTtl,
  Session: (_ctx: KoaContextWithOIDC, session: Session) => sessionTtl(session, now()),
  RefreshToken: (_ctx: KoaContextWithOIDC, token: RefreshToken) => refreshTokenTtl(token, now()),
});
