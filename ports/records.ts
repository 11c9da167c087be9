// node-oidc-provider's own records: sessions, interactions, grants, codes, tokens. Short-lived.
// Invariant: what is used once is consumed by one atomic operation; expired records are never returned.

/** The payload as node-oidc-provider made it; stored and returned unchanged. */
export type RecordPayload = Readonly<Record<string, unknown>>;

/** Which model: "Session", "AuthorizationCode", "RefreshToken", ... as node-oidc-provider names them. */
export type RecordModel = string;

export interface Records {
  /** The record, or undefined if there is none or it has expired at `now` (ms). A consumed one carries `consumed` (s). */
  find(model: RecordModel, id: string, now: number): Promise<RecordPayload | undefined>;
  /** As find, for sessions by their `uid`, which stays the same while the cookie's id rotates. */
  findByUid(model: RecordModel, uid: string, now: number): Promise<RecordPayload | undefined>;
  /** Writes or replaces. The indexes come from the payload: `uid`, `grantId`, `accountId`. `expiresAt` in ms. */
  save(model: RecordModel, id: string, payload: RecordPayload, expiresAt: number): Promise<void>;
  /** Writes only if there is no live record of that id at `now`; false if there was one. Of racing callers one wins. */
  insert(
    model: RecordModel,
    id: string,
    payload: RecordPayload,
    expiresAt: number,
    now: number,
  ): Promise<boolean>;
  /** Marks as used at `now`; false if it was used already, is gone or has expired. Of racing callers one wins. */
  consume(model: RecordModel, id: string, now: number): Promise<boolean>;
  destroy(model: RecordModel, id: string): Promise<void>;
  /** Removes every record of the grant or of the account, of every model. What a racing caller writes later stays gone only if its grant is gone. */
  revoke(by: { readonly grantId: string } | { readonly accountId: string }): Promise<void>;
}
