// What is given to one person for one use: the invitation's link, a code sent to the mailbox or a phone, the help
// desk's enrollment code.
// Durable. Invariant: only a keyed hash is kept; it is consumed by one atomic operation; tries are counted before they are checked.

export type OneTimePurpose =
  | 'invitation'
  | 'mailbox-code'
  | 'password-link'
  | 'enrollment-code'
  | 'sms-code'
  | 'email-change-old'
  | 'email-change-new';

export interface OneTimeSecret {
  /** Random. For links it is part of the link; for codes it is found by (purpose, account). */
  readonly id: string;
  readonly purpose: OneTimePurpose;
  readonly accountId: string;
  /** Keyed hash of the secret. */
  readonly hash: string;
  /** What it is bound to: a sign-in's id, or the address that it was sent to; null if nothing. */
  readonly boundTo: string | null;
  readonly triesLeft: number;
  /** ms. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | null;
}

export interface OneTimeSecrets {
  /** Writes, and removes older ones of the same purpose and account: a new one voids the old. */
  issue(secret: OneTimeSecret): Promise<void>;
  find(id: string, now: number): Promise<OneTimeSecret | undefined>;
  /** The live, unused one of this account. */
  findFor(accountId: string, purpose: OneTimePurpose, now: number): Promise<OneTimeSecret | undefined>;
  /** Takes one try before the secret is checked: true if it was live, unused and had one left. Of racing callers each takes its own. */
  takeTry(id: string, now: number): Promise<boolean>;
  /** Marks as used; false if it was used, voided or has expired. Of racing callers one wins. */
  consume(id: string, now: number): Promise<boolean>;
  /** Voids all of an account. Cut short it has voided some: whoever gives something afterwards has not given it yet. */
  void(accountId: string): Promise<void>;
}
