// Tenants in SQLite, their mail domains in a table of their own.
// Invariant: short names and domains are unique across tenants, checked and written in one write.
import type { Tenant, Tenants } from '../../ports/tenants.ts';
import type { Database } from './database.ts';
import { type Body, parseIfAny, type Queries } from './queries.ts';
import { insertNew, replaceVersion, standsAt, toPage } from './versioned.ts';

type Created = Awaited<ReturnType<Tenants['create']>>;
type Replaced = Awaited<ReturnType<Tenants['replace']>>;

export function createTenants(database: Database): Tenants {
  const findOne = (sql: string, value: string) =>
    database.read((q) => parseIfAny<Tenant>(q.get<Body>(sql, value)));
  return {
    find: (id) => findOne('SELECT body FROM tenants WHERE id = ?', id),
    findByShortName: (name) => findOne('SELECT body FROM tenants WHERE short_name = ?', name),
    findByDomain: (domain) =>
      findOne(
        'SELECT body FROM tenants WHERE id = (SELECT tenant_id FROM tenant_domains WHERE domain = ?)',
        domain,
      ),
    list: (after, limit) =>
      database.read((q) =>
        toPage<Tenant>(
          q.all<Body>('SELECT body FROM tenants WHERE id > ? ORDER BY id LIMIT ?', after ?? '', limit + 1),
          limit,
        ),
      ),
    create: (tenant) => database.write((q) => create(q, tenant)),
    replace: (next) => database.write((q) => replace(q, next)),
  };
}

function create(q: Queries, tenant: Tenant): Created {
  if (q.get('SELECT 1 FROM tenants WHERE id = ?', tenant.id)) return { ok: false, taken: 'id' };
  const taken = takenByAnother(q, tenant);
  if (taken) return { ok: false, taken };
  insertNew(q, 'tenants', tenantRow(tenant));
  writeDomains(q, tenant);
  return { ok: true };
}

function replace(q: Queries, next: Tenant): Replaced {
  if (!standsAt(q, 'tenants', next.id, next.version - 1)) return { ok: false, reason: 'changed' };
  const reason = takenByAnother(q, next);
  if (reason) return { ok: false, reason };
  replaceVersion(q, 'tenants', tenantRow(next));
  writeDomains(q, next);
  return { ok: true };
}

function takenByAnother(q: Queries, tenant: Tenant): 'shortName' | 'domain' | null {
  if (q.get('SELECT 1 FROM tenants WHERE short_name = ? AND id <> ?', tenant.shortName, tenant.id))
    return 'shortName';
  const taken = tenant.domains.some((domain) =>
    q.get('SELECT 1 FROM tenant_domains WHERE domain = ? AND tenant_id <> ?', domain, tenant.id),
  );
  return taken ? 'domain' : null;
}

export function writeDomains(q: Queries, tenant: Tenant): void {
  q.run('DELETE FROM tenant_domains WHERE tenant_id = ?', tenant.id);
  for (const domain of tenant.domains) insertNew(q, 'tenant_domains', { domain, tenant_id: tenant.id });
}

export function tenantRow(tenant: Tenant) {
  return {
    id: tenant.id,
    version: tenant.version,
    short_name: tenant.shortName,
    body: JSON.stringify(tenant),
  };
}
