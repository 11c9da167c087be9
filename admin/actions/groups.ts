// Creating and deleting the groups of a tenant.
// Invariant: a group that an account is in cannot be deleted, so no account holds the id of a group that is gone.
import { z } from 'zod';
import type { Group } from '../../ports/groups.ts';
import {
  type AdminDeps,
  checked,
  contextOf,
  type Invalid,
  type NotAllowed,
  newId,
  type Refused,
  record,
  refusal,
  refused,
} from './action.ts';
import type { AdminActor } from './authorize.ts';

export type GroupCreated =
  | { readonly ok: true; readonly group: Group }
  | Invalid
  | NotAllowed
  | Refused<'unknown-tenant' | 'name-taken'>;
export type GroupDeleted =
  | { readonly ok: true; readonly group: Group }
  | NotAllowed
  | Refused<'unknown-group' | 'group-in-use'>;

export interface GroupActions {
  create(actor: AdminActor, tenantId: string, name: string): Promise<GroupCreated>;
  delete(actor: AdminActor, tenantId: string, groupId: string): Promise<GroupDeleted>;
}

const groupName = z.string().trim().min(1, 'a name').max(80, 'at most 80 characters');

export function createGroupActions(deps: AdminDeps): GroupActions {
  const { groups, tenants, accounts } = deps.storage;
  return {
    async create(actor, tenantId, name) {
      const no = refusal(actor, 'group.create', { tenantId });
      if (no) return no;
      const read = checked(groupName, name);
      if (!read.ok) return read;
      if (!(await tenants.find(tenantId))) return refused('unknown-tenant');
      if (await groups.findByName(tenantId, read.value)) return refused('name-taken');

      const group: Group = { id: newId(), tenantId, name: read.value };
      const event = { type: 'group.created', groupId: group.id, name: group.name } as const;
      return record(deps, event, contextOf(actor, { tenantId }), async (): Promise<GroupCreated> => {
        return (await groups.create(group)) ? { ok: true, group } : refused('name-taken');
      });
    },

    async delete(actor, tenantId, groupId) {
      const no = refusal(actor, 'group.delete', { tenantId });
      if (no) return no;
      const group = await groups.find(tenantId, groupId);
      if (!group) return refused('unknown-group');
      if (await accounts.anyInGroup(tenantId, groupId)) return refused('group-in-use');

      const event = { type: 'group.deleted', groupId, name: group.name } as const;
      return record(deps, event, contextOf(actor, { tenantId }), async (): Promise<GroupDeleted> => {
        return (await groups.delete(tenantId, groupId)) ? { ok: true, group } : refused('unknown-group');
      });
    },
  };
}
