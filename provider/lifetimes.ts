// How long everything lives (design: Lifetimes), in seconds as node-oidc-provider counts.
// Invariant: nothing given under a session or grant can be renewed past its absolute end.
import type { KoaContextWithOIDC, RefreshToken, Session } from 'oidc-provider';
import { sessionEnd } from './session-end.ts';

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

/** At most an hour from now, and never past twelve hours from its beginning, nor past the end that was set for it. */
export function sessionTtl(session: Pick<Session, 'iat'>, now: number): number {
  const begun = session.iat ?? seconds(now);
  const end = Math.min(begun + lifetimes.sessionAbsolute, sessionEnd(session));
  return Math.max(1, Math.min(lifetimes.sessionIdle, end - seconds(now)));
}

/** Of an access or ID token. @param end of what it rests on, ms; null where nothing ends it before its time */
export function tokenTtl(longest: number, end: number | null, now: number): number {
  return end === null ? longest : Math.max(1, Math.min(longest, seconds(end) - seconds(now)));
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

/** @param endOf when what this request redeems ends, ms */
export const ttl = (now: () => number, endOf: (ctx: KoaContextWithOIDC) => number | null) => ({
  AuthorizationCode: lifetimes.code,
  AccessToken: (ctx: KoaContextWithOIDC) => tokenTtl(lifetimes.accessToken, endOf(ctx), now()),
  IdToken: (ctx: KoaContextWithOIDC) => tokenTtl(lifetimes.idToken, endOf(ctx), now()),
  Interaction: lifetimes.interaction,
  PushedAuthorizationRequest: lifetimes.pushedRequest,
  Grant: grantTtl,
  Session: (_ctx: KoaContextWithOIDC, session: Session) => sessionTtl(session, now()),
  RefreshToken: (_ctx: KoaContextWithOIDC, token: RefreshToken) => refreshTokenTtl(token, now()),
});
