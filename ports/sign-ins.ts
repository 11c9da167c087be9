// One run through the pages, from the first request to the gate. Short-lived (60 minutes).
// Invariant: a change names only the fields that it sets, so parallel posts of two tabs never undo each other's; nothing is
// used up here. What a sign-in may do next is decided anew from evidence, never from these fields.

import type { EvidenceKind } from '../policy/facts.ts';
import type { FactorKind } from '../policy/tenant-policy.ts';

/** What showed, before a first factor is enrolled, that the person is not just someone with a stolen password (B9). */
export interface Confirmation {
  readonly by: 'invitation' | 'mailbox' | 'enrollment-code';
  readonly accountId: string;
  /** ms. */
  readonly at: number;
  /** The audit event that recorded it. */
  readonly eventId: string;
}

export interface SignIn {
  /** node-oidc-provider's `cid`: the same for every prompt of one authorization request. */
  readonly id: string;
  /** Keyed hash of the browser's secret cookie: only that browser may go on. */
  readonly browserHash: string;
  readonly clientId: string;
  /** When the request first arrived, ms. */
  readonly arrivedAt: number;
  /** ms. */
  readonly expiresAt: number;
  /** The organisation, once it is known. */
  readonly tenantId: string | null;
  /** Whose evidence is being gathered; null before the first factor. */
  readonly accountId: string | null;
  /** What the person typed as identifier, to fill the form again. */
  readonly identifier: string | null;
  readonly confirmation: Confirmation | null;
  /** Which kind of factor the person chose to set up; null until they chose. */
  readonly setUpKind: FactorKind | null;
  /** The person would rather set up something else than use a passkey that they have set up and never used. */
  readonly passesUntried: boolean;
  /** What was made here would raise what the account can prove, and was refused for want of the second way, which is asked for now. */
  readonly raisesLevel: boolean;
  /** Backup codes made in this sign-in and not yet said to be kept: sealed, so that a reload can show them again. */
  readonly unkeptBackupCodes: string | null;
  /** A backup code was used and few are left: how many, until the person has read it; else null. */
  readonly fewBackupCodesLeft: number | null;
  /**
   * A security key was used with its PIN, and cannot stand first: changes are stopped until then (ms). Null where none was, and
   * once the person has read it.
   */
  readonly notRaisedUntil: number | null;
  /** IANA zone in which times are written for the account; null while it is not known, or has none. */
  readonly accountZone: string | null;
  /** Null unless the last post led to a second factor. The page it leads to may be shown from it, for a second. */
  readonly secondFactor: SecondFactorFound | null;
  /** The person ticked, at the second factor, that this browser be remembered. It is when the sign-in ends. */
  readonly rememberBrowser: boolean;
  /** Somebody asked here for a new password; null if not. */
  readonly passwordReset: PasswordReset | null;
  /** The person chose among the signed-in accounts (`prompt=select_account`). */
  readonly accountChosen: boolean;
  /** node-oidc-provider's `uid` of the prompt that was resumed last, and led on; null before. It is resumed once. */
  readonly resumed: string | null;
}

/** How far a forgotten password has come. That its link still counts is asked anew when the password is chosen. */
export interface PasswordReset {
  /** As it was typed, normalised. */
  readonly identifier: string;
  /** node-oidc-provider's `uid` of the page that asked, where the mailed link leads back to. */
  readonly uid: string;
  /** ms; when the code of the mail ends, whether or not there was one. */
  readonly until: number;
  /** Whose code was shown here, and when (ms); null before. */
  readonly shown: { readonly linkId: string; readonly at: number } | null;
  /** The password was chosen. */
  readonly isDone: boolean;
}

/** Which second factors may answer, as the last post found; `by` as in the policy's answer. */
export interface SecondFactorFound {
  readonly by: readonly EvidenceKind[];
  /** Which passkeys may answer, by their enrollments' ids, and whether they have to verify their user. */
  readonly passkeys: {
    readonly factors: readonly string[];
    readonly userVerification: 'required' | 'preferred';
  };
  /** The kind that the account used last: its page comes first. */
  readonly lastUsed: FactorKind | null;
  /** What the page calls the account. */
  readonly account: string;
  /** After which of them the browser may be remembered, and for how many days. */
  readonly remembered: readonly EvidenceKind[];
  readonly rememberDays: number;
  /** ms. */
  readonly at: number;
}

export type SignInChange = Partial<
  Omit<SignIn, 'id' | 'browserHash' | 'clientId' | 'arrivedAt' | 'expiresAt'>
>;

export interface SignIns {
  /** Writes if there is none of that id. Of racing callers one writes. */
  open(signIn: SignIn): Promise<void>;
  /** Undefined if there is none or it has expired at `now` (ms). */
  find(id: string, now: number): Promise<SignIn | undefined>;
  /** Sets these fields, as one act; returns the sign-in as it is now, or undefined if it has ended. Racing callers: the last of a field stands. */
  change(id: string, change: SignInChange, now: number): Promise<SignIn | undefined>;
  discard(id: string): Promise<void>;
}
