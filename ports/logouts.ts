// Applications that are to be told that somebody is signed out there (OpenID Connect Back-Channel Logout 1.0), now or at a set
// time. Durable, so that the command line can ask for it, and a crash loses none.
// Invariant: an id is written once; what one sender has taken no other takes before its next try.

export interface Logout {
  readonly id: string;
  readonly clientId: string;
  /** Whose session it was: `sub`. */
  readonly accountId: string;
  /** What the application's ID tokens call the session. */
  readonly sid: string;
  /** ms. */
  readonly createdAt: number;
  readonly tries: number;
  /** ms; not told before. */
  readonly dueAt: number;
}

export interface Logouts {
  /** Writes if the id is new; false if it was there. */
  put(logout: Logout): Promise<boolean>;
  /** Takes up to `limit` that are due, oldest first, and makes them due again at `retryAt`. Counts the try. */
  takeDue(now: number, retryAt: number, limit: number): Promise<readonly Logout[]>;
  /** It was told, or given up. */
  remove(id: string): Promise<void>;
}
