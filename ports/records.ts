// node-oidc-provider's own records: interactions, grants, codes, tokens. Short-lived. Sessions are ports/sessions'.
// Invariant: what is used once is consumed by one atomic operation; expired records are never returned, and what was given
// under a grant lives only as long as the Grant's own record.

/** The payload as node-oidc-provider made it; stored and returned unchanged. */
export type RecordPayload = Readonly<Record<string, unknown>>;

/** Which model: "AuthorizationCode", "RefreshToken", ... as node-oidc-provider names them. */
export type RecordModel = string;

/** The one model that a store knows by name. */
export type GrantModel = 'Grant';

export interface SaveOptions {
  /** Nobody ever consumes it: what was written holds until somebody writes it anew. Default false. */
  readonly neverConsumed?: boolean;
}

/**
 * An id may begin with a home and a dot: the sign-in or the session that the record belongs to. What has one home is kept
 * together and can be read at once: `HOME` itself for a sign-in's interaction, `HOME.GRANT` for a Grant, `HOME.GRANT.REST`
 * for what is given under it.
 */
export interface Records {
  /** The record, or undefined if there is none, or it or its grant is gone or has expired at `now` (ms). A consumed one carries `consumed` (s). */
  find(model: RecordModel, id: string, now: number): Promise<RecordPayload | undefined>;
  /** Writes or replaces. `grantId` in the payload says what it is given under. `expiresAt` in ms. */
  save(
    model: RecordModel,
    id: string,
    payload: RecordPayload,
    expiresAt: number,
    options?: SaveOptions,
  ): Promise<void>;
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
  /** As consume, but inside `Storage.scoped` a yes may be taken back at its end: see there. */
  consumeInScope(model: RecordModel, id: string, now: number): Promise<boolean>;
  destroy(model: RecordModel, id: string): Promise<void>;
  /** Removes the Grant, and with it everything that was given under it or will be. */
  revoke(grantId: string): Promise<void>;
}
