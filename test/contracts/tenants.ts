// The contract of ports/tenants: tenants and the versions of their policies.
import { describe, expect, test } from 'vitest';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import { newId, samplePolicy, sampleTenant } from './samples.ts';
import { type DurableStores, type OpenStores, race, useStores, wins } from './stores.ts';

export function describeTenants(name: string, open: OpenStores<DurableStores>): void {
  describe(`tenants (${name})`, () => {
    const stores = useStores(open);

    test('are found by id, short name and each domain, as they were written', async () => {
      const domains = [`${newId()}.example`, `${newId()}.example`];
      const logo = { type: 'image/png', data: 'iVBORw0KGgo=' } as const;
      const tenant = sampleTenant({ domains, logo });
      expect(await stores.storage.tenants.create(tenant)).toEqual({ ok: true });
      expect(await stores.other.tenants.find(tenant.id)).toEqual(tenant);
      expect(await stores.storage.tenants.findByShortName(tenant.shortName)).toEqual(tenant);
      for (const domain of domains) expect(await stores.storage.tenants.findByDomain(domain)).toEqual(tenant);
      expect(await stores.storage.tenants.findByDomain(newId())).toBeUndefined();
      expect(await stores.storage.tenants.find(newId())).toBeUndefined();
    });

    test('says what another tenant has already', async () => {
      const tenant = sampleTenant({ domains: [`${newId()}.example`] });
      await stores.storage.tenants.create(tenant);
      const create = (change: object) => stores.storage.tenants.create(sampleTenant(change));
      expect(await create({ id: tenant.id })).toEqual({ ok: false, taken: 'id' });
      expect(await create({ shortName: tenant.shortName })).toEqual({ ok: false, taken: 'shortName' });
      const other = sampleTenant({ domains: [`${newId()}.example`, ...tenant.domains] });
      expect(await stores.storage.tenants.create(other)).toEqual({ ok: false, taken: 'domain' });
      expect(await stores.storage.tenants.find(other.id)).toBeUndefined();
      expect(await stores.storage.tenants.findByShortName(other.shortName)).toBeUndefined();
      expect(await stores.storage.tenants.findByDomain(other.domains[0] ?? '')).toBeUndefined();
    });

    test('of fifty that claim one short name, or one domain, one wins', async () => {
      const [shortName, domain] = [`t-${newId()}`, `${newId()}.example`];
      const named = await race(stores, ({ tenants }) => tenants.create(sampleTenant({ shortName })));
      expect(wins(named)).toBe(1);
      const routed = await race(stores, ({ tenants }) => tenants.create(sampleTenant({ domains: [domain] })));
      expect(wins(routed)).toBe(1);
    });

    test('of fifty that replace one version, one wins; a domain given up is free again', async () => {
      const [kept, left] = [`${newId()}.example`, `${newId()}.example`];
      const tenant = sampleTenant({ domains: [kept, left] });
      await stores.storage.tenants.create(tenant);
      const next = { ...tenant, version: 2, domains: [kept], name: 'Renamed' };
      expect(wins(await race(stores, ({ tenants }) => tenants.replace(next)))).toBe(1);
      expect(await stores.storage.tenants.replace(next)).toEqual({ ok: false, reason: 'changed' });
      expect(await stores.storage.tenants.findByDomain(left)).toBeUndefined();
      expect(await stores.storage.tenants.findByDomain(kept)).toEqual(next);
      const taker = sampleTenant({ domains: [left] });
      expect(await stores.storage.tenants.create(taker)).toEqual({ ok: true });
      const grabbing = { ...taker, version: 2, domains: [left, kept] };
      expect(await stores.storage.tenants.replace(grabbing)).toEqual({ ok: false, reason: 'domain' });
      const renaming = { ...taker, version: 2, shortName: tenant.shortName };
      expect(await stores.storage.tenants.replace(renaming)).toEqual({ ok: false, reason: 'shortName' });
      const unknown = sampleTenant({ version: 2 });
      expect(await stores.storage.tenants.replace(unknown)).toEqual({ ok: false, reason: 'changed' });
    });

    test('are listed page by page, each once, in the order of ids', async () => {
      const made = await Promise.all(
        Array.from({ length: 7 }, async () => {
          const tenant = sampleTenant();
          await stores.storage.tenants.create(tenant);
          return tenant.id;
        }),
      );
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof stores.storage.tenants.list>> =
          await stores.storage.tenants.list(after, 3);
        expect(page.items.length).toBeLessThanOrEqual(3);
        seen.push(...page.items.map((tenant) => tenant.id));
        after = page.next;
      } while (after !== null);
      expect(seen).toEqual([...new Set(seen)].sort());
      expect(seen).toEqual(expect.arrayContaining(made));
    });
  });

  describe(`policies (${name})`, () => {
    const stores = useStores(open);

    test('A18 keeps every version, the newest is current', async () => {
      const tenantId = newId();
      expect(await stores.storage.policies.current(tenantId)).toBeUndefined();
      const versions = [1, 2, 3].map((version) => samplePolicy(tenantId, version));
      for (const version of versions) expect(await stores.storage.policies.append(version)).toBe(true);
      expect(await stores.other.policies.current(tenantId)).toEqual(versions[2]);
      expect(await stores.storage.policies.find(tenantId, 1)).toEqual(versions[0]);
      expect(await stores.storage.policies.find(tenantId, 4)).toBeUndefined();
      expect(await stores.storage.policies.list(tenantId, null, 2)).toEqual([versions[2], versions[1]]);
      expect(await stores.storage.policies.list(tenantId, 2, 2)).toEqual([versions[0]]);
    });

    test('one of a version that knew fewer settings is read as it was then: nothing new is allowed', async () => {
      const tenantId = newId();
      const { rememberDays, rememberAfterSms, ...policy } = samplePolicy(tenantId, 1).policy;
      expect([rememberDays, rememberAfterSms]).toEqual([30, false]);
      // The cast: as an older version wrote it.
      const older = { ...samplePolicy(tenantId, 1), policy: policy as TenantPolicy };
      expect(await stores.storage.policies.append(older)).toBe(true);
      expect((await stores.other.policies.current(tenantId))?.policy).toMatchObject({
        rememberDays: 0,
        rememberAfterSms: false,
        graceDays: 1,
      });
    });

    test('a version is written once and leaves no gap; of fifty callers one wins', async () => {
      const tenantId = newId();
      expect(await stores.storage.policies.append(samplePolicy(tenantId, 2))).toBe(false);
      const answers = await race(stores, ({ policies }) => policies.append(samplePolicy(tenantId, 1)));
      expect(wins(answers)).toBe(1);
      expect(await stores.storage.policies.append(samplePolicy(tenantId, 3))).toBe(false);
    });
  });
}
