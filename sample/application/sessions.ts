// The sample application's own sessions: in memory, named by a random cookie, gone when the process ends.
// Invariant: a pending sign-in is taken once, only by the browser that began it; signing in changes the session's id.
import { randomBytes } from 'node:crypto';
import type { PendingSignIn, Tokens } from './relying-party.ts';

/** Something to say once, at the top of the next page. */
export type Notice =
  | { readonly kind: 'refreshed' }
  | { readonly kind: 'refused'; readonly error: string; readonly description: string | null }
  | { readonly kind: 'fresh' }
  | { readonly kind: 'ended-by-server' }
  | { readonly kind: 'unreachable' };

export interface Session {
  readonly id: string;
  tokens: Tokens | null;
  /** What userinfo last told: still whose session this is, once the access token is refused. */
  profile: Readonly<Record<string, unknown>> | null;
  notice: Notice | null;
  /** By `state`, in the order in which they were begun. */
  readonly pending: Map<string, PendingSignIn>;
  /** ms. */
  seenAt: number;
}

export interface Sessions {
  /** The live session of that id, or undefined. */
  find(id: string | undefined): Session | undefined;
  create(): Session;
  /** The same session under a new id, so that an id planted before signing in leads nowhere. */
  renew(session: Session): Session;
  end(session: Session): void;
  /** Ends what the server ended; returns how many. */
  endByServer(of: { readonly sid?: string; readonly sub?: string }): number;
}

const idleMs = 12 * 3_600_000;
const maxSessions = 1_000;
const maxPending = 10;

export function createSessions(now: () => number): Sessions {
  const sessions = new Map<string, Session>();

  const add = (from: Omit<Session, 'id'>): Session => {
    const session = { ...from, id: randomBytes(24).toString('base64url') };
    sessions.set(session.id, session);
    const oldest = sessions.keys().next().value;
    if (sessions.size > maxSessions && oldest !== undefined) sessions.delete(oldest);
    return session;
  };

  return {
    find(id) {
      const session = id === undefined ? undefined : sessions.get(id);
      if (!session || now() - session.seenAt > idleMs) return undefined;
      session.seenAt = now();
      return session;
    },
    create: () => add({ tokens: null, profile: null, notice: null, pending: new Map(), seenAt: now() }),
    renew(session) {
      sessions.delete(session.id);
      return add(session);
    },
    end: (session) => void sessions.delete(session.id),
    endByServer({ sid, sub }) {
      const hit = [...sessions.values()].filter(({ tokens }) => tokens !== null && isOf(tokens, sid, sub));
      for (const session of hit) {
        session.tokens = null;
        session.profile = null;
        session.notice = { kind: 'ended-by-server' };
      }
      return hit.length;
    },
  };
}

/** Two tabs may sign in at once; more than ten unfinished ones drop the oldest. */
export function addPending(session: Session, pending: PendingSignIn): void {
  session.pending.set(pending.state, pending);
  const oldest = session.pending.keys().next().value;
  if (session.pending.size > maxPending && oldest !== undefined) session.pending.delete(oldest);
}

/** Takes a pending sign-in by its state: the second caller gets none. */
export function takePending(session: Session, state: string | null): PendingSignIn | undefined {
  if (state === null) return undefined;
  const pending = session.pending.get(state);
  session.pending.delete(state);
  return pending;
}

/** Without a sid the logout is of all sessions of that person (OpenID Connect Back-Channel Logout 2.4). */
function isOf(tokens: Tokens, sid: string | undefined, sub: string | undefined): boolean {
  if (sid !== undefined) return tokens.claims.sid === sid;
  return sub !== undefined && tokens.claims.sub === sub;
}
