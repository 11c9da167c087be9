// The groups of a tenant. Durable. Accounts and rules hold their ids.
// Invariant: a name is unique in its tenant.
import type { Page } from './tenants.ts';

export interface Group {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
}

export interface Groups {
  find(tenantId: string, id: string): Promise<Group | undefined>;
  findByName(tenantId: string, name: string): Promise<Group | undefined>;
  /** Of one tenant, in the order of ids. */
  list(tenantId: string, after: string | null, limit: number): Promise<Page<Group>>;
  /** False if the name or id is taken. Of racing callers one wins. */
  create(group: Group): Promise<boolean>;
  delete(tenantId: string, id: string): Promise<boolean>;
}
