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

export interface GrantBases {
  save(basis: GrantBasis): Promise<void>;
  find(grantId: string, now: number): Promise<GrantBasis | undefined>;
  /** The grants that end with this session, not expired. */
  ofSession(sessionUid: string, now: number): Promise<readonly GrantBasis[]>;
  /** The grants of this account, not expired. */
  ofAccount(accountId: string, now: number): Promise<readonly GrantBasis[]>;
  discard(grantId: string): Promise<void>;
  /** Whether it was ever saved, though it may have been discarded since: for the follow-up after a crash. True also where that cannot be told any more. `at`: of the authorization, ms. */
  everSaved(grantId: string, at: number): Promise<boolean>;
}
