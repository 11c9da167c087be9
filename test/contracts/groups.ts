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
      expect(await stores.storage.groups.list(tenantId, null, 9)).toEqual({ items: [group], next: null });
      expect(await stores.storage.groups.delete(newId(), id)).toBe(false);
      expect(await stores.storage.groups.delete(tenantId, id)).toBe(true);
      expect(await stores.storage.groups.delete(tenantId, id)).toBe(false);
      expect(await stores.storage.groups.list(tenantId, null, 9)).toEqual({ items: [], next: null });
    });

    test('are listed page by page in the order of ids, those of one tenant', async () => {
      const [tenantId, foreign] = [newId(), newId()];
      const [one, two, three] = ['1', '2', '3'].map((id) => ({
        id,
        tenantId,
        name: `Ward ${9 - Number(id)}`,
      }));
      for (const group of [three, one, two]) if (group) await stores.storage.groups.create(group);
      await stores.storage.groups.create({ id: '25', tenantId: foreign, name: 'Ward 25' });
      const { list } = stores.other.groups;
      expect(await list(tenantId, null, 2)).toEqual({ items: [one, two], next: '2' });
      expect(await list(tenantId, '2', 2)).toEqual({ items: [three], next: null });
      expect(await list(tenantId, null, 3)).toEqual({ items: [one, two, three], next: null });
      expect(await list(tenantId, '3', 2)).toEqual({ items: [], next: null });
    });

    test('of fifty that take one name, one wins; another tenant may have it too', async () => {
      const tenantId = newId();
      const create = (tenant: string) => ({ id: newId(), tenantId: tenant, name: 'Nurses' });
      expect(wins(await race(stores, ({ groups }) => groups.create(create(tenantId))))).toBe(1);
      expect(await stores.storage.groups.create(create(newId()))).toBe(true);
    });
  });
}
