// Organisations, and the versions of their policies. Durable.
// Invariant: a short name and a mail domain lead to at most one tenant; a policy version is written once and never changed.
// Each is one write; a tenant's first policy comes before the tenant, which nobody finds without one.
import type { PolicyVersion } from '../policy/tenant-policy.ts';

export interface Logo {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp';
  /** Base64, at most 64 KB decoded. */
  readonly data: string;
}

export interface Tenant {
  readonly id: string;
  readonly version: number;
  /** Lower case letters, digits and dashes, 2 to 40: what people type to name their organisation. */
  readonly shortName: string;
  readonly name: string;
  readonly status: 'active' | 'suspended';
  /** Verified mail domains, lower case. */
  readonly domains: readonly string[];
  /** BCP 47; null for the browser's. */
  readonly locale: string | null;
  /** IANA time zone. */
  readonly zone: string;
  /** Where people find help, plain text; shown on the pages. */
  readonly helpText: string | null;
  /** #rrggbb. */
  readonly accentColor: string | null;
  readonly logo: Logo | null;
  readonly alertAddresses: readonly string[];
  /** ms. */
  readonly createdAt: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Pass as `after` to read on; null at the end. */
  readonly next: string | null;
}

export interface Tenants {
  find(id: string): Promise<Tenant | undefined>;
  findByShortName(shortName: string): Promise<Tenant | undefined>;
  findByDomain(domain: string): Promise<Tenant | undefined>;
  /** In the order of ids. */
  list(after: string | null, limit: number): Promise<Page<Tenant>>;
  /** `taken` names what another tenant has already. Of racing callers one wins. */
  create(tenant: Tenant): Promise<{ ok: true } | { ok: false; taken: 'id' | 'shortName' | 'domain' }>;
  /** Replaces if the stored version is `next.version - 1`. */
  replace(next: Tenant): Promise<{ ok: true } | { ok: false; reason: 'changed' | 'shortName' | 'domain' }>;
}

/** A policy version with who made it, when and why. */
export interface PolicyRecord extends PolicyVersion {
  /** ms. */
  readonly at: number;
  readonly by: string;
  readonly reason: string | null;
  readonly eventId: string;
}

export interface Policies {
  /** The newest version; undefined for an unknown tenant. */
  current(tenantId: string): Promise<PolicyRecord | undefined>;
  find(tenantId: string, version: number): Promise<PolicyRecord | undefined>;
  /** Writes if `record.version` follows the newest (1 for the first); false if another caller was faster. */
  append(record: PolicyRecord): Promise<boolean>;
  /** Newest first; `after` is a version. */
  list(tenantId: string, after: number | null, limit: number): Promise<readonly PolicyRecord[]>;
}
