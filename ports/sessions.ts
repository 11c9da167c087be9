// Sessions of node-oidc-provider. Short-lived (60 minutes idle, 12 hours at most).
// Invariant: what has ended stays ended. The library loads a session at the beginning of a request and saves it at the end,
// whatever happened in between; so an end is remembered, and what is written later to an ended session counts for nothing.
import type { RecordPayload } from './records.ts';

/** Whose session it is. */
export interface SessionOf {
  /** Stays the same while the cookie's id rotates. */
  readonly uid: string;
  readonly accountId: string;
}

/** Where a session was saved last: kept in its payload as `seen`. */
export interface SeenFrom {
  /** ms. */
  readonly at: number;
  /** Null where it could not be understood. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** What its owner may see of a session. */
export interface SessionSeen extends SessionOf {
  /** ms. */
  readonly begunAt: number;
  /** When it was saved last, ms. */
  readonly lastAt: number;
  /** Of the request that saved it last; null if unknown. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

export interface Sessions {
  /** The uid was just made up, in this request: nothing can be kept under it yet, so nobody has to look. */
  begin(uid: string): void;
  /** The session, or undefined if there is none, or it has expired or ended. `id`: as in ports/records; its home is the uid. */
  find(id: string, now: number): Promise<RecordPayload | undefined>;
  /** The same by its uid: as it was saved last, under whichever id. */
  findByUid(uid: string, now: number): Promise<RecordPayload | undefined>;
  /**
   * The sessions of this account that live, those seen last first; at most `limit`: whoever has the password can open thousands.
   * @param own the uid of one that stands before all others, so that no others crowd it out
   */
  ofAccount(accountId: string, now: number, limit: number, own?: string): Promise<readonly SessionSeen[]>;
  /** Writes or replaces; keeps nothing of a session that has ended. Reads `uid`, `accountId` and `iat` (s) from the payload. */
  save(id: string, payload: RecordPayload, expiresAt: number, now: number): Promise<void>;
  /** This id opens it no more: it has another now, or was left. */
  destroy(id: string): Promise<void>;
  /** Ends it for good, with the evidence that it holds. */
  end(session: SessionOf, now: number): Promise<void>;
  /**
   * Ends every session that the account has now, with evidence, grants and tokens: disabled, reset, or given a new password. One
   * that began in the same second, by the `iat` and `loginTs` (s) in it, has to hold proofs of that second, all newer than `now`.
   * Where it throws, sessions that it did not reach end when they are saved next, or when it is called again.
   */
  endAll(accountId: string, now: number): Promise<void>;
}
