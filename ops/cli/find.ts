// Finds what people name on the command line: tenants by short name or id, accounts by id, e-mail or username.
// Invariant: a name that could mean two accounts is never guessed at.
import { normaliseIdentifier } from '../../factors/identifier.ts';
import type { Account } from '../../ports/accounts.ts';
import type { Group } from '../../ports/groups.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Page, Tenant } from '../../ports/tenants.ts';
import { failure, type Outcome, refusedOutcome } from './outcome.ts';

export type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly outcome: Outcome };

export async function findTenant({ tenants }: Storage, name: string): Promise<Found<Tenant>> {
  const tenant = (await tenants.findByShortName(name.toLowerCase())) ?? (await tenants.find(name));
  return found(tenant, 'unknown-tenant');
}

export async function findGroup({ groups }: Storage, tenantId: string, name: string): Promise<Found<Group>> {
  const group = (await groups.findByName(tenantId, name)) ?? (await groups.find(tenantId, name));
  return found(group, 'unknown-group');
}

/** @param tenantName needed only where an identifier is known in several tenants */
export async function findAccount(
  storage: Storage,
  name: string,
  tenantName?: string,
): Promise<Found<Account>> {
  const byId = await storage.accounts.find(name);
  if (byId) return { ok: true, value: byId };
  const tenant = tenantName === undefined ? undefined : await findTenant(storage, tenantName);
  if (tenant && !tenant.ok) return tenant;
  const within = tenant ? [tenant.value] : await everyTenant(storage);
  const identifier = normaliseIdentifier(name);
  const hits = await Promise.all(within.map(({ id }) => storage.directory.findByIdentifier(id, identifier)));
  const [hit, another] = hits.filter((entry) => entry !== undefined);
  if (another)
    return { ok: false, outcome: failure('Several tenants have such an account. Say which with --tenant.') };
  return found(hit && (await storage.accounts.find(hit.id)), 'unknown-account');
}

/** All pages, one after the other. */
export async function everyPage<T>(read: (after: string | null) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await read(after);
    all.push(...page.items);
    after = page.next;
  } while (after !== null);
  return all;
}

export function everyTenant({ tenants }: Storage): Promise<readonly Tenant[]> {
  return everyPage((after) => tenants.list(after, 200));
}

function found<T>(value: T | undefined, reason: string): Found<T> {
  return value === undefined ? { ok: false, outcome: refusedOutcome({ reason }) } : { ok: true, value };
}
