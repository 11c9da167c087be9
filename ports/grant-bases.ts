// What an authorization rested on, copied under its Grant: evidence, hard need and waiver.
// Invariant: no grant is redeemed without its basis; what has none is refused.
import type { Evidence, Waiver } from '../policy/facts.ts';
import type { Level } from '../policy/tenant-policy.ts';

export interface GrantBasis {
  readonly grantId: string;
  readonly accountId: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly sessionUid: string;
  /** What ID tokens of this application call the session; left out where it has no name. */
  readonly sid?: string;
  readonly evidence: readonly Evidence[];
  readonly hardNeed: Level;
  readonly waiver: Waiver | null;
  /** Its tokens end with the session; false only for offline_access without a waiver. */
  readonly endsWithSession: boolean;
  /** The audit event of the authorization. */
  readonly eventId: string;
  /** ms: the end of session and of the longest token. */
  readonly expiresAt: number;
}

/**
 * All of them, some hundreds at a time: a session can be made to hold thousands, and what ends them must end every one. What is
 * saved or discarded meanwhile may be among them or not; one may come twice.
 */
export type GrantBatches = AsyncIterable<readonly GrantBasis[]>;

export interface GrantBases {
  save(basis: GrantBasis): Promise<void>;
  find(grantId: string, now: number): Promise<GrantBasis | undefined>;
  /** The grants that end with this session, not expired. In some order. */
  ofSession(sessionUid: string, now: number): GrantBatches;
  /** All grants that were made in this session, offline access too, not expired. In some order. */
  madeIn(sessionUid: string, now: number): GrantBatches;
  /** The grants of this account, not expired. In some order. As many reads as it has grants: to end them, or to name what has access. */
  ofAccount(accountId: string, now: number): GrantBatches;
  discard(grantId: string): Promise<void>;
  /** Whether it was ever saved, though it may have been discarded since: for the follow-up after a crash. True also where that cannot be told any more. `at`: of the authorization, ms. */
  everSaved(grantId: string, at: number): Promise<boolean>;
}
