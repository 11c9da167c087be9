// Proofs that happened, kept under a sign-in until the gate moves them to the session of the same account.
// Invariant: evidence is only ever read under the account that it was written for.
import type { Evidence } from '../policy/facts.ts';

/** Who holds evidence: a sign-in on its way, or a session. Always of one account. */
export interface EvidenceHolder {
  readonly kind: 'sign-in' | 'session';
  /** The sign-in's id, or the session's uid. */
  readonly id: string;
  readonly accountId: string;
}

export interface HeldEvidence {
  readonly evidence: readonly Evidence[];
  /** Enrollment was put off by this holder, ms; or null. */
  readonly putOffAt: number | null;
}

export interface EvidenceStore {
  /** Appends. The newest of a kind and source replaces older ones of the same sign-in. `expiresAt` ms, of the whole holder. Racing callers: both are kept. */
  add(holder: EvidenceHolder, evidence: Evidence, expiresAt: number): Promise<void>;
  /** `eventId`: of the audit event that recorded it. */
  putOff(holder: EvidenceHolder, at: number, expiresAt: number, eventId: string): Promise<void>;
  /** Empty if there is none or it has expired at `now`. */
  find(holder: EvidenceHolder, now: number): Promise<HeldEvidence>;
  /** Merges `from` into `to` and empties `from`; doing it twice changes nothing. A crash in between leaves it in one of both or in both. Throws if the accounts differ. */
  move(from: EvidenceHolder, to: EvidenceHolder, expiresAt: number): Promise<void>;
  discard(holder: EvidenceHolder): Promise<void>;
  /**
   * Whether what this audit event recorded was ever added, though it may have been replaced, moved or discarded since: for the
   * follow-up after a crash. True also where that cannot be told any more: then nothing is claimed.
   */
  everHeld(eventId: string, of: { readonly signInId: string; readonly at: number }): Promise<boolean>;
}
