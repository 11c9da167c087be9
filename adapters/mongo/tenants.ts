// Tenants in MongoDB, one document each, its domains in a list under a unique index.
// Invariant: short names and domains are unique across tenants by indexes, so a tenant is written whole or not at all.
import type { Tenant, Tenants } from '../../ports/tenants.ts';
import type { Cache } from './cache.ts';
import type { Collection, Filter } from './collection.ts';
import type { Database } from './database.ts';
import type { Taken } from './errors.ts';
import type { Fields } from './fields.ts';
import { pageById } from './page.ts';
import { asked, orPlaceholder, withoutPlaceholder } from './placeholder.ts';

const fields: Fields<Tenant> = {
  id: 'text',
  version: 'number',
  shortName: 'text',
  name: 'text',
  status: 'text',
  domains: 'texts',
  locale: 'text',
  zone: 'text',
  helpText: 'text',
  accentColor: 'text',
  logo: 'nested',
  alertAddresses: 'texts',
  createdAt: 'number',
};

export function tenantCollection(database: Database): Collection<Tenant> {
  return database.collection<Tenant>('tenants', fields, 'id');
}

export function createTenants(database: Database, cache: Cache<Tenant>): Tenants {
  const tenants = tenantCollection(database);
  const findOne = (by: 'id' | 'shortName' | 'domains', value: string) =>
    database.ask([asked(value)], undefined, () =>
      cache.find(`${by} ${value}`, () =>
        tenants.find({ [by]: value } satisfies Filter<Tenant>).then(fromStored),
      ),
    );
  return {
    find: (id) => findOne('id', id),
    findByShortName: (name) => findOne('shortName', name),
    findByDomain: (domain) => findOne('domains', domain),
    list: (after, limit) =>
      database.ask([after ?? '', limit], { items: [], next: null }, async () => {
        const page = await pageById(tenants, {}, after, limit);
        return { ...page, items: page.items.map(asTenant) };
      }),
    create: (tenant) =>
      database.ask([tenant.id], { ok: false, taken: 'id' }, () =>
        cache.changing(async () => {
          const taken = await tenants.insert(storedTenant(tenant));
          return taken ? { ok: false, taken: whatOf(taken, 'id') } : { ok: true };
        }),
      ),
    replace: (next) =>
      database.ask([next.id, next.version], { ok: false, reason: 'changed' }, () =>
        cache.changing(async () => {
          const done = await tenants.replace({ id: next.id, version: next.version - 1 }, storedTenant(next));
          if (done === 'written') return { ok: true };
          return { ok: false, reason: done === 'missed' ? 'changed' : whatOf(done, 'changed') };
        }),
      ),
  };
}

function whatOf<T>({ fields: taken }: Taken, otherwise: T): 'shortName' | 'domain' | T {
  if (taken.includes('shortName')) return 'shortName';
  return taken.includes('domains') ? 'domain' : otherwise;
}

export function storedTenant(tenant: Tenant): Tenant {
  return { ...tenant, domains: orPlaceholder(tenant.domains, tenant.id) };
}

export function asTenant(stored: Tenant): Tenant {
  return { ...stored, domains: withoutPlaceholder(stored.domains) };
}

function fromStored(stored: Tenant | undefined): Tenant | undefined {
  return stored && asTenant(stored);
}
