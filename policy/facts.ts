// Everything that a decision may rest on, gathered beforehand by decision/. Plain, frozen data.
// Invariant: what is not a fact cannot influence a decision, so a decision can be repeated and explained.
import type { FactorKind, Level, TenantPolicy } from './tenant-policy.ts';

/** What can have been proved. Backup codes prove, but are no enrollment; a break-glass code proves nothing and only waives. */
export type EvidenceKind = 'password' | 'backup-code' | 'break-glass' | FactorKind;

/** A proof that happened. */
export interface Evidence {
  /** The id of the audit event that recorded it. */
  readonly id: string;
  readonly accountId: string;
  readonly kind: EvidenceKind;
  /** What proved it: the password's version, the enrollment's id, or the id of the set of backup codes or of the window. */
  readonly source: string;
  /** The sign-in in which it was proved. Proofs of one sign-in share the time of its last. */
  readonly signInId: string;
  /** ms since the epoch. */
  readonly at: number;
  /** Of a passkey: it verified its user in this assertion (WebAuthn UV). */
  readonly userVerified?: boolean;
}

/** What a policy looks at in a passkey. */
export interface PasskeyFacts {
  /** UUID of the authenticator's model, lower case; all zeros where it does not tell. */
  readonly aaguid: string;
  /** Its attestation was verified up to a root of the metadata file. */
  readonly attested: boolean;
  /** It can be copied to other devices (WebAuthn BE). */
  readonly synced: boolean;
  /**
   * It verified its user when it was registered, or another factor raised it since. Else it is never a first factor: a key that
   * was stolen can be given a PIN by the thief.
   */
  readonly verifiesUser: boolean;
}

/** A factor that an account has set up. */
export interface EnrolledFactor {
  readonly id: string;
  readonly kind: FactorKind;
  /** Failed too often (NIST SP 800-63B-4 3.2.2): it stays confirmed, but cannot prove until it is renewed. */
  readonly disabled: boolean;
  /** Of a passkey. */
  readonly passkey?: PasskeyFacts;
}

/** The last break-glass window of an account (A13). */
export interface WindowFacts {
  readonly id: string;
  /** ms: it is open before. */
  readonly until: number;
  /** Its code was not used yet, and tries are left. */
  readonly usable: boolean;
}

export interface AccountFacts {
  readonly id: string;
  readonly tenantId: string;
  readonly status: 'active' | 'disabled';
  readonly tenantStatus: 'active' | 'suspended';
  /** ms since the epoch. */
  readonly createdAt: number;
  /** Present password; null if the account has none. */
  readonly passwordVersion: string | null;
  /** Confirmed: a code of theirs was right, or they were used. */
  readonly factors: readonly EnrolledFactor[];
  /** Passkeys that were registered and never used: registering is no assertion, so they count for nothing until they are (B8). */
  readonly untried: readonly EnrolledFactor[];
  /** The present set of backup codes, and how many are unused. */
  readonly backupCodes: { readonly id: string; readonly left: number } | null;
  /** A reset asks the person to enroll again, whatever the grace. */
  readonly markedForReenrollment: boolean;
  /** Enrolling is open until then (24 hours from an invitation used or an enrollment code given), ms; or null. */
  readonly enrollmentOpenUntil: number | null;
  readonly breakGlass: WindowFacts | null;
  /** When a password was last chosen by mail, changed since or not, ms; null if none was. */
  readonly passwordByMailAt: number | null;
}

/** A remembered device that was not revoked: the browser's, or on redemption the one that the copied waiver names. */
export interface DeviceFacts {
  readonly id: string;
  /** What it was earned with: it waives no more. */
  readonly level: Level;
  readonly kind: FactorKind;
  /** The enrollment that was proved. */
  readonly source: string;
  /** The account's password at that time; null if it had none. */
  readonly passwordVersion: string | null;
  /** When that was proved, ms. */
  readonly provedAt: number;
}

export interface ClientFacts {
  readonly id: string;
  /** The tenant that the client belongs to; null if it is shared by all. */
  readonly tenantId: string | null;
  /** Of the client's tenant; `active` for a shared client. */
  readonly tenantStatus: 'active' | 'suspended';
  /** The floor that this client is registered to need; no request lowers it. */
  readonly requiredLevel: Level;
  /** Which of our own pages it is; null for an application. Break-glass does not count there. */
  readonly firstParty: 'account' | null;
}

/** The authorization request. On redemption there is none: see `Redemption`. */
export interface AuthorizationRequest {
  readonly occasion: 'authorize';
  /** The person's address; null if it could not be understood, which is outside every network. */
  readonly address: string | null;
  /** When the request first arrived, ms. Freshness is measured from here. */
  readonly arrivedAt: number;
  /** The acr values named, known or not, in the caller's order. */
  readonly acrValues: readonly string[];
  /** Whether the named values are essential (OpenID Connect Core 5.5.1.1). */
  readonly acrEssential: boolean;
  /** s; null if not given. */
  readonly maxAge: number | null;
  /** `prompt=login`: nothing proved before the request arrived counts. */
  readonly promptLogin: boolean;
  /** This session has put enrollment off. */
  readonly putOff: boolean;
  /** Null if the browser showed none of this account. */
  readonly device: DeviceFacts | null;
}

/** Redeeming a code or refresh token, userinfo, introspection: nobody is there to ask. */
export interface Redemption {
  readonly occasion: 'redeem';
  /** Copied when the authorization was granted. */
  readonly hardNeed: Level;
  /** Copied when the authorization was granted; null if none was used. */
  readonly waiver: Waiver | null;
  /** As it is now; null if the copied waiver names none, or it was revoked. */
  readonly device: DeviceFacts | null;
}

/** A reason not to ask now. It is never evidence. */
export type Waiver =
  | {
      readonly kind: 'trusted-network';
      readonly name: string;
      /** The address that was inside, so that redemption can ask whether its range still is trusted. */
      readonly address: string;
      /** When it was granted, ms; it stands for 12 hours from then. */
      readonly grantedAt: number;
      readonly until: number;
    }
  | {
      readonly kind: 'remembered-device';
      readonly deviceId: string;
      /** What the device was earned with. */
      readonly level: Level;
      /** When it was granted, ms; it stands for 12 hours from then. */
      readonly grantedAt: number;
      readonly until: number;
    }
  | { readonly kind: 'grace' /** The deadline, ms. */; readonly until: number }
  | {
      readonly kind: 'break-glass';
      /** The window's id. */
      readonly window: string;
      /** The window's end, ms. */
      readonly until: number;
    };

export interface Facts {
  /** ms since the epoch. */
  readonly now: number;
  readonly client: ClientFacts;
  /** Null while nobody has signed in. */
  readonly account: AccountFacts | null;
  /** The policy of the account's tenant; null while nobody has signed in. */
  readonly policy: TenantPolicy | null;
  /** All evidence at hand; which of it counts is for `freshness` to say. */
  readonly evidence: readonly Evidence[];
  readonly request: AuthorizationRequest | Redemption;
}
