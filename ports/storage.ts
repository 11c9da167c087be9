// All stores together: what an adapter opens and app.ts is given.
// Invariant: nothing here knows which store stands behind it.
import type { Accounts } from './accounts.ts';
import type { Attempts } from './attempts.ts';
import type { AuditStore, Positions } from './audit-store.ts';
import type { Clients } from './clients.ts';
import type { Consents } from './consents.ts';
import type { Directory } from './directory.ts';
import type { EnrollmentStore } from './enrollments.ts';
import type { EvidenceStore } from './evidence.ts';
import type { GrantBases } from './grant-bases.ts';
import type { Groups } from './groups.ts';
import type { HelpRequests } from './help-requests.ts';
import type { Leases } from './leases.ts';
import type { Logouts } from './logouts.ts';
import type { OneTimeSecrets } from './one-time-secrets.ts';
import type { Outbox } from './outbox.ts';
import type { Passwords } from './passwords.ts';
import type { RecordModel, Records } from './records.ts';
import type { RememberedDevices } from './remembered-devices.ts';
import type { Sessions } from './sessions.ts';
import type { SignIns } from './sign-ins.ts';
import type { Policies, Tenants } from './tenants.ts';
import type { Transfer } from './transfer.ts';

/** How the work of one request ended in the stores. */
export type ScopeEnd =
  | { readonly ok: true }
  /** What `consumeInScope` had said yes to was used by somebody else meanwhile: nothing of its home was written. */
  | { readonly ok: false; readonly usedAlready: { readonly model: RecordModel; readonly id: string } };

export interface Storage {
  readonly records: Records;
  readonly sessions: Sessions;
  readonly signIns: SignIns;
  readonly evidence: EvidenceStore;
  readonly grantBases: GrantBases;
  readonly attempts: Attempts;
  readonly leases: Leases;
  readonly tenants: Tenants;
  readonly policies: Policies;
  readonly directory: Directory;
  readonly accounts: Accounts;
  readonly passwords: Passwords;
  readonly enrollments: EnrollmentStore;
  readonly oneTimeSecrets: OneTimeSecrets;
  readonly rememberedDevices: RememberedDevices;
  readonly helpRequests: HelpRequests;
  readonly groups: Groups;
  readonly clients: Clients;
  readonly consents: Consents;
  readonly audit: AuditStore;
  readonly positions: Positions;
  readonly outbox: Outbox;
  readonly logouts: Logouts;
  readonly transfer: Transfer;
  /**
   * Runs the work of one request. Inside, what was read once may be answered from memory until this request writes to it, and
   * short-lived writes that nobody waits for may be held back until the end; what is written is written when this resolves.
   */
  scoped(work: () => Promise<void>): Promise<ScopeEnd>;
  /** Whether `scoped` holds the writes of records and sessions back, and drops them where its work fails. */
  readonly holdsBack: boolean;
  /** Throws `StoreUnavailable` (ports/unavailable) if it cannot read and write; for readiness. */
  ping(): Promise<void>;
  /** Removes up to `limit` expired records of each kind; returns how many. */
  sweep(now: number, limit: number): Promise<number>;
  close(): Promise<void>;
}
