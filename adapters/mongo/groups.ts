// Groups in MongoDB, one document each.
// Invariant: ids and names are unique in a tenant, by two indexes that the one insert must pass.
import type { Group, Groups } from '../../ports/groups.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';
import { pageById } from './page.ts';

const fields: Fields<Group> = { id: 'text', tenantId: 'text', name: 'text' };

export function groupCollection(database: Database): Collection<Group> {
  return database.collection<Group>('groups', fields, null);
}

export function createGroups(database: Database): Groups {
  const groups = groupCollection(database);
  return {
    find: (tenantId, id) => database.ask([tenantId, id], undefined, () => groups.find({ tenantId, id })),
    findByName: (tenantId, name) =>
      database.ask([tenantId, name], undefined, () => groups.find({ tenantId, name })),
    list: (tenantId, after, limit) =>
      database.ask([tenantId, after ?? '', limit], { items: [], next: null }, () =>
        pageById(groups, { tenantId }, after, limit),
      ),
    create: (group) =>
      database.ask([group.tenantId, group.id], false, async () => (await groups.insert(group)) === null),
    delete: (tenantId, id) => database.ask([tenantId, id], false, () => groups.remove({ tenantId, id })),
  };
}
