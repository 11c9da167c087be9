// Who exists, in which tenant, and with what standing. Read-only: a plug-in host has its own.
// Invariant: an identifier leads to at most one account of a tenant.

export type Role = 'owner' | 'security-admin' | 'help-desk' | 'auditor' | 'member';

export interface DirectoryEntry {
  readonly id: string;
  readonly tenantId: string;
  readonly status: 'active' | 'disabled';
  /** Normalised; null for staff without e-mail. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  /** Normalised; null for people who sign in by e-mail. */
  readonly username: string | null;
  readonly roles: readonly Role[];
  /** Ids of groups. */
  readonly groups: readonly string[];
  /** ms. */
  readonly createdAt: number;
  /**
   * ms; when somebody other than the person last changed the e-mail, or the person gave the account one that had none: no old
   * mailbox agreed. It confirms nothing for 72 hours from then, whatever the person changes it to.
   */
  readonly emailChangedByOtherAt: number | null;
}

export interface Directory {
  find(accountId: string): Promise<DirectoryEntry | undefined>;
  /** `identifier` normalised by factors/identifier: an e-mail address or a username. */
  findByIdentifier(tenantId: string, identifier: string): Promise<DirectoryEntry | undefined>;
}
