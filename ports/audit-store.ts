// The rows of the audit chains. Durable. What they mean, and how they are chained, is audit/'s.
// Invariant: a row is written once, in sequence without gaps, and never changed but by erasing its personal part.
export interface AuditRow {
  /** The tenant's id, or "operator". */
  readonly chain: string;
  /** 1, 2, 3, ... */
  readonly sequence: number;
  /** The event's id: random, unique. */
  readonly id: string;
  /** ms. */
  readonly at: number;
  /** "factor.used", ... */
  readonly type: string;
  /** Whom it is about, or null; for filters. */
  readonly accountId: string | null;
  /** Canonical JSON of what is not personal. */
  readonly body: string;
  /** Canonical JSON of personal fields and the salt of their digests; null once erased. */
  readonly personal: string | null;
  /** Digest of `personal`, which enters the chain in its place. */
  readonly personalDigest: string;
  readonly keyId: string;
  /** base64url HMAC over the previous row's mac and this row. */
  readonly mac: string;
}

export interface AuditHead {
  readonly sequence: number;
  readonly mac: string;
}

export interface AuditStore {
  /** The last row's sequence and mac; sequence 0 and an empty mac for a new chain. */
  head(chain: string): Promise<AuditHead>;
  /** Inserts in order, all of one chain, as one durable write; stops at the first sequence or id that is taken. Returns how many were written. */
  insert(rows: readonly AuditRow[]): Promise<number>;
  /** Rows after `sequence`, ascending. */
  read(chain: string, after: number, limit: number): Promise<readonly AuditRow[]>;
  /** Rows before `sequence` (null: the newest), descending, of this account if given. */
  readBack(
    chain: string,
    before: number | null,
    limit: number,
    accountId?: string,
  ): Promise<readonly AuditRow[]>;
  findById(id: string): Promise<AuditRow | undefined>;
  chains(): Promise<readonly string[]>;
  /** Removes the personal part of every row of the account. Cut short it has removed some: it is asked for again. */
  erasePersonal(accountId: string): Promise<void>;
}

/** How far followers of the audit chains have read. Durable. */
export interface Positions {
  /** 0 if it has not begun. */
  get(follower: string, chain: string): Promise<number>;
  /** Moves forward if it stands at `from`; false if another caller was faster. */
  advance(follower: string, chain: string, from: number, to: number): Promise<boolean>;
}
