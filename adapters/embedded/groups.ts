// Groups in SQLite.
// Invariant: as the port says: ids and names are unique in a tenant.
import type { Group, Groups } from '../../ports/groups.ts';
import type { Database } from './database.ts';
import { insertNew, pageOf } from './versioned.ts';

const select = 'SELECT id, tenant_id AS tenantId, name FROM groups WHERE tenant_id = ?';

export function createGroups(database: Database): Groups {
  return {
    find: (tenantId, id) => database.read((q) => q.get<Group>(`${select} AND id = ?`, tenantId, id)),
    findByName: (tenantId, name) =>
      database.read((q) => q.get<Group>(`${select} AND name = ?`, tenantId, name)),
    list: (tenantId, after, limit) =>
      database.read((q) =>
        pageOf(
          q.all<Group>(`${select} AND id > ? ORDER BY id LIMIT ?`, tenantId, after ?? '', limit + 1),
          limit,
        ),
      ),
    create: ({ id, tenantId, name }) =>
      database.write((q) => insertNew(q, 'groups', { tenant_id: tenantId, id, name })),
    delete: (tenantId, id) =>
      database.write((q) => q.run('DELETE FROM groups WHERE tenant_id = ? AND id = ?', tenantId, id) === 1),
  };
}
