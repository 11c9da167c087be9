// The contract of ports/groups.
import { describe, expect, test } from 'vitest';
import { newId } from './samples.ts';
import { type DurableStores, type OpenStores, race, useStores, wins } from './stores.ts';

export function describeGroups(name: string, open: OpenStores<DurableStores>): void {
  describe(`groups (${name})`, () => {
    const stores = useStores(open);

    test('are found by id and name in their tenant, listed and deleted', async () => {
      const group = { id: newId(), tenantId: newId(), name: 'Managers' };
      const { id, tenantId } = group;
      expect(await stores.storage.groups.create(group)).toBe(true);
      expect(await stores.other.groups.find(tenantId, id)).toEqual(group);
      expect(await stores.storage.groups.findByName(tenantId, 'Managers')).toEqual(group);
      expect(await stores.storage.groups.find(newId(), id)).toBeUndefined();
      expect(await stores.storage.groups.list(tenantId)).toEqual([group]);
      expect(await stores.storage.groups.delete(newId(), id)).toBe(false);
      expect(await stores.storage.groups.delete(tenantId, id)).toBe(true);
      expect(await stores.storage.groups.delete(tenantId, id)).toBe(false);
      expect(await stores.storage.groups.list(tenantId)).toEqual([]);
    });

    test('of fifty that take one name, one wins; another tenant may have it too', async () => {
      const tenantId = newId();
      const create = (tenant: string) => ({ id: newId(), tenantId: tenant, name: 'Nurses' });
      expect(wins(await race(stores, ({ groups }) => groups.create(create(tenantId))))).toBe(1);
      expect(await stores.storage.groups.create(create(newId()))).toBe(true);
    });
  });
}
