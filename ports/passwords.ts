// Password hashes, apart from accounts, because a plug-in host or an upstream may keep them elsewhere. Durable.
// Invariant: a new password is a new version, so evidence of an older one no longer counts. Each change
// is one write.

export interface StoredPassword {
  readonly accountId: string;
  /** Random; evidence names it as its source. */
  readonly version: string;
  /** argon2id in PHC format. */
  readonly hash: string;
  /** ms. */
  readonly setAt: number;
  readonly setBy: 'operator' | 'invitation' | 'mail' | 'change';
  readonly eventId: string;
  /** Names of the counters that failed too often (ports/attempts): where they count, it is refused until it is renewed. */
  readonly refused?: readonly string[];
}

export interface Passwords {
  find(accountId: string): Promise<StoredPassword | undefined>;
  /** Writes if the stored version is `replaces` (null: there is none); false if another caller was faster. */
  set(password: StoredPassword, replaces: string | null): Promise<boolean>;
  /** The same password under a higher cost: the version stays. False if the version is no longer the stored one. */
  rehash(accountId: string, version: string, hash: string): Promise<boolean>;
  /** Adds a name to `refused`, so that the end of a password outlives the counter that led to it. Nothing if the version is no longer the stored one. */
  refuse(accountId: string, version: string, name: string): Promise<void>;
  /** Takes all names off `refused`: an admin unlocked it. */
  admit(accountId: string): Promise<void>;
}
