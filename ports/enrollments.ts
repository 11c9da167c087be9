// Everything that an account has set up to prove itself: one versioned record an account. Durable.
// Invariant: confirm, use, remove and reset are each one compare-and-set of the whole record, so the last usable factor
// stays, a code is accepted once, and a crash leaves the record as it was before or after, never between.

/** What every confirmed factor has. */
interface Enrolled {
  readonly id: string;
  /** What the person calls it. */
  readonly name: string;
  /** ms. */
  readonly confirmedAt: number;
  /** ms; null if never. */
  readonly lastUsedAt: number | null;
  /** Failed too often, ms; null if it works. */
  readonly disabledAt: number | null;
  readonly eventId: string;
}

/** A confirmed authenticator app (RFC 6238). */
export interface TotpEnrollment extends Enrolled {
  readonly kind: 'totp';
  /** Sealed for this account; see ports/vault. */
  readonly secret: string;
  /** The last time step that was accepted: neither it nor an earlier one is accepted again. */
  readonly lastStep: number;
}

/** A registered passkey (WebAuthn Level 3). */
export interface PasskeyEnrollment extends Enrolled {
  readonly kind: 'passkey';
  /** Base64url; unique among all accounts. */
  readonly credentialId: string;
  /** The host that it was made for: it works nowhere else (WebAuthn's RP id). */
  readonly rpId: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  /** Signature counter of the last assertion; synced passkeys may always count 0. */
  readonly counter: number;
  /** How the browser reaches it, as it said: "internal", "usb", "hybrid", ... */
  readonly transports: readonly string[];
  /** As in policy/facts. */
  readonly aaguid: string;
  readonly attested: boolean;
  readonly synced: boolean;
  readonly verifiesUser: boolean;
  /** It was copied to another device or a cloud when it was last used (WebAuthn BS). */
  readonly backedUp: boolean;
}

/** A phone number to which a code was sent and came back. */
export interface SmsEnrollment extends Enrolled {
  readonly kind: 'sms';
  /** E.164, sealed for this account. */
  readonly number: string;
}

export type Enrollment = TotpEnrollment | PasskeyEnrollment | SmsEnrollment;

/** A set-up that was begun in one sign-in and never confirmed: it counts for nothing (B8). */
interface Pending {
  readonly id: string;
  readonly signInId: string;
  /** ms. */
  readonly startedAt: number;
  /** ms. */
  readonly expiresAt: number;
}

export interface PendingTotp extends Pending {
  readonly kind: 'totp';
  readonly secret: string;
}

/** A number that a code was sent to, and did not come back yet. */
export interface PendingSms extends Pending {
  readonly kind: 'sms';
  /** E.164, sealed for this account. */
  readonly number: string;
}

/** A passkey needs none: it is registered in one step. */
export type PendingEnrollment = PendingTotp | PendingSms;

export interface BackupCodeSet {
  readonly id: string;
  /** Base64url, one for the set, so that one hash checks all ten. */
  readonly salt: string;
  readonly codes: readonly {
    /** Key id, cost and argon2id of the keyed hash: see factors/backup-codes/set. */
    readonly hash: string;
    /** ms; null while unused. */
    readonly usedAt: number | null;
  }[];
  /** ms. */
  readonly createdAt: number;
  /** Failed too often, ms; null if they work. */
  readonly disabledAt: number | null;
  readonly eventId: string;
}

/** Enrolling was opened for a while by an invitation used, or by an enrollment code given by the help desk. */
export interface EnrollmentOpening {
  readonly by: 'invitation' | 'enrollment-code';
  /** ms. */
  readonly at: number;
  /** ms, 24 hours later. */
  readonly until: number;
  /** Of the browser that used the invitation: there it is also the second way of B9. Null for a code. */
  readonly browserHash: string | null;
}

/** Opened by an admin for somebody who has lost every second factor (A13): for 15 minutes a code read out to them waives it once. */
export interface BreakGlassWindow {
  readonly id: string;
  /** Keyed hash of the code. */
  readonly hash: string;
  /** ms. */
  readonly openedAt: number;
  /** ms, 15 minutes later. */
  readonly until: number;
  /** Wrong codes that are left. */
  readonly triesLeft: number;
  /** ms; null while unused. */
  readonly usedAt: number | null;
  readonly eventId: string;
}

/** A factor is to go, later: who asked for it proved less than the factor could. */
export interface Removal {
  /** The enrollment. */
  readonly factorId: string;
  /** When it was asked for, ms. */
  readonly at: number;
  /** ms; from then on the factor is gone, unless it has to stay: see factors/removal/due. */
  readonly until: number;
  readonly eventId: string;
}

/**
 * Why a factor stays whose removal has fallen due. `required`: one is, and no other works. `way-in`: nothing else can begin a
 * sign-in. `no-policy`: none is known to judge by.
 */
export type LapseReason = 'required' | 'way-in' | 'no-policy';

/** The person said of something that happened on the account that it was not them. */
export interface Freeze {
  /** ms; the links of notices from before are used up. */
  readonly at: number;
  /** ms; until then factors are changed only with the help desk's enrollment code. In the past where it was lifted. */
  readonly until: number;
}

export interface Enrollments {
  readonly accountId: string;
  /** 0 for an account that has no record yet. */
  readonly version: number;
  readonly factors: readonly Enrollment[];
  readonly pending: PendingEnrollment | null;
  readonly backupCodes: BackupCodeSet | null;
  readonly markedForReenrollment: boolean;
  readonly opening: EnrollmentOpening | null;
  /** When an admin last reset it, ms; null if never. */
  readonly resetAt: number | null;
  /**
   * A second way (B9) that was shown up to then, ms, enrolls nobody: since then an admin reset or disabled the account or gave
   * another code, or its owner said that it wasn't them. Null if none is void.
   */
  readonly confirmationsVoidUntil: number | null;
  /** A password was chosen by mail and nothing was enrolled since: until then the mailbox is no second way. */
  readonly mailboxSpent: boolean;
  /** Codes from the mailbox failed too often, ms: they confirm nothing until an admin unlocks the account. Null if they do. */
  readonly mailboxDisabledAt: number | null;
  /** When a password was last chosen by mail, ms; null if none was. For 24 hours no break-glass window counts. */
  readonly passwordByMailAt: number | null;
  /** The last window; null if none was opened, or a reset took it away unused. A used one stays over a reset: one is used in 24 hours. */
  readonly breakGlass: BreakGlassWindow | null;
  /** Judged on read once they are due: see factors/removal/due. At most one a factor. */
  readonly removals: readonly Removal[];
  /** Null if never. */
  readonly frozen: Freeze | null;
}

/** `changed`: another caller was faster. `passkey-taken`: another account has a passkey of the same credential id. */
export type EnrollmentsReplaced =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'changed' | 'passkey-taken' };

/** An account with a removal under way, and when the first of them falls due (ms). */
export interface RemovalUnderWay {
  readonly accountId: string;
  readonly until: number;
}

export interface EnrollmentStore {
  /** An empty record of version 0 if the account has none. Never cached. */
  find(accountId: string): Promise<Enrollments>;
  /** Replaces if the stored version is `next.version - 1`. Of accounts that register one credential id at once, one does. */
  replace(next: Enrollments): Promise<EnrollmentsReplaced>;
  /** Accounts with a removal that is due by `now`, the longest due first; `after` is the last of the page before. */
  removalsDue(now: number, after: RemovalUnderWay | null, limit: number): Promise<readonly RemovalUnderWay[]>;
  /** Every host that a passkey of any account was made for. */
  passkeyHosts(): Promise<readonly string[]>;
}
