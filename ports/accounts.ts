// The records of people: the directory's entry with the profile that OpenID Connect knows. Durable.
// Invariant: (tenant, e-mail) and (tenant, username) are unique; changes are compare-and-set on `version`, each one
// write: a crash leaves the record before or after it.
import type { DirectoryEntry } from './directory.ts';
import type { Page } from './tenants.ts';

/** Standard claims (OpenID Connect Core 5.1), by their claim names; what is unknown is left out. */
export interface Profile {
  readonly name?: string;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly middle_name?: string;
  readonly nickname?: string;
  readonly preferred_username?: string;
  readonly profile?: string;
  readonly picture?: string;
  readonly website?: string;
  readonly gender?: string;
  readonly birthdate?: string;
  readonly zoneinfo?: string;
  readonly locale?: string;
  readonly phone_number?: string;
  readonly phone_number_verified?: boolean;
  readonly address?: {
    readonly formatted?: string;
    readonly street_address?: string;
    readonly locality?: string;
    readonly region?: string;
    readonly postal_code?: string;
    readonly country?: string;
  };
}

export interface Account extends DirectoryEntry {
  readonly version: number;
  readonly profile: Profile;
  /** When somebody else last changed the phone number, ms; left out if nobody did. For 72 hours then it proves nothing. */
  readonly phoneChangedByOtherAt?: number;
  /** ms. */
  readonly updatedAt: number;
  /** The audit event that made it what it is. */
  readonly eventId: string;
}

export interface Accounts {
  find(id: string): Promise<Account | undefined>;
  /** `taken` names what another account of the tenant has already. Of racing callers one wins. */
  create(account: Account): Promise<{ ok: true } | { ok: false; taken: 'id' | 'email' | 'username' }>;
  /** Replaces if the stored version is `next.version - 1`. */
  replace(next: Account): Promise<{ ok: true } | { ok: false; reason: 'changed' | 'email' | 'username' }>;
  /** Of one tenant, in the order of ids. */
  list(tenantId: string, after: string | null, limit: number): Promise<Page<Account>>;
  /** Whether any account of the tenant is in the group. */
  anyInGroup(tenantId: string, groupId: string): Promise<boolean>;
}
