// The contract of ports/clients.
import { describe, expect, test } from 'vitest';
import type { Client } from '../../ports/clients.ts';
import { newId, sampleClient } from './samples.ts';
import { type DurableStores, type OpenStores, race, useStores, wins } from './stores.ts';

export function describeClients(name: string, open: OpenStores<DurableStores>): void {
  describe(`clients (${name})`, () => {
    const stores = useStores(open);

    test('are found as written, listed in the order of ids, and deleted once', async () => {
      const made = [sampleClient(), sampleClient()].sort((a, b) => (a.id < b.id ? -1 : 1));
      for (const client of made) expect(await stores.storage.clients.create(client)).toBe(true);
      const [first, second] = made;
      if (!first || !second) throw new Error('Two clients were made.');
      expect(await stores.other.clients.find(first.id)).toEqual(first);
      const page = await stores.storage.clients.list(null, 1);
      expect(page.items).toHaveLength(1);
      const rest = await stores.storage.clients.list(first.id, 1000);
      expect(rest.items).toContainEqual(second);
      expect(rest.items).not.toContainEqual(first);
      expect(await stores.storage.clients.delete(first.id)).toBe(true);
      expect(await stores.storage.clients.delete(first.id)).toBe(false);
      expect(await stores.storage.clients.find(first.id)).toBeUndefined();
    });

    test('those with an address are found for a tenant: its own and those of all, in the order of ids', async () => {
      const [tenantId, prefix] = [newId(), newId()];
      const make = async (n: number, change: Partial<Client>) => {
        const client = sampleClient({ id: `${prefix}-${n}`, uri: 'https://app.example', ...change });
        await stores.storage.clients.create(client);
        return client;
      };
      const own = await make(2, { tenantId });
      const shared = await make(1, { tenantId: null });
      await make(3, { tenantId, uri: null });
      await make(4, { tenantId: newId() });
      const found = await stores.other.clients.withAddress(tenantId, 1000);
      // Other tests of this store have clients of all, too.
      expect(found.filter(({ id }) => id.startsWith(prefix))).toEqual([shared, own]);
      expect(found.map(({ id }) => id)).toEqual(found.map(({ id }) => id).toSorted());
      expect(await stores.other.clients.withAddress(tenantId, 1)).toEqual(found.slice(0, 1));
    });

    test('of fifty that take one id, or replace one version, one wins', async () => {
      const client = sampleClient({ id: newId() });
      expect(wins(await race(stores, ({ clients }) => clients.create(client)))).toBe(1);
      const next = { ...client, version: 2, requiredLevel: 'mfa' } as const;
      expect(wins(await race(stores, ({ clients }) => clients.replace(next)))).toBe(1);
      expect(await stores.storage.clients.find(client.id)).toEqual(next);
      expect(await stores.storage.clients.replace(sampleClient({ version: 2 }))).toBe(false);
    });
  });
}
