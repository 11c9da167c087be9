// `group`: create, list, delete.
import type { Command } from 'commander';
import { onAction, type Run } from './command.ts';
import { everyPage, findGroup, findTenant } from './find.ts';
import { done, refusedOutcome } from './outcome.ts';
import { table } from './table.ts';

export function addGroupCommands(program: Command, run: Run): void {
  const group = program.command('group').description('groups of a tenant, for rules and accounts');

  onAction(
    group.command('create <tenant> <name>').description('create a group'),
    run,
    async ({ storage, actions, actor }, [tenantName = '', name = '']) => {
      const tenant = await findTenant(storage, tenantName);
      if (!tenant.ok) return tenant.outcome;
      const result = await actions.groups.create(actor, tenant.value.id, name);
      if (!result.ok) return refusedOutcome(result);
      return done(result.group, `Created group ${result.group.name} (${result.group.id}).`);
    },
  );

  onAction(
    group.command('list <tenant>').description('list the groups of a tenant'),
    run,
    async ({ storage }, [tenantName = '']) => {
      const tenant = await findTenant(storage, tenantName);
      if (!tenant.ok) return tenant.outcome;
      const groups = await everyPage((after) => storage.groups.list(tenant.value.id, after, 200));
      return done(
        groups,
        table(
          ['NAME', 'ID'],
          groups.map(({ name, id }) => [name, id]),
        ),
      );
    },
  );

  onAction(
    group.command('delete <tenant> <group>').description('delete a group that nobody is in'),
    run,
    async ({ storage, actions, actor }, [tenantName = '', name = '']) => {
      const tenant = await findTenant(storage, tenantName);
      if (!tenant.ok) return tenant.outcome;
      const group = await findGroup(storage, tenant.value.id, name);
      if (!group.ok) return group.outcome;
      const result = await actions.groups.delete(actor, tenant.value.id, group.value.id);
      if (!result.ok) return refusedOutcome(result);
      return done(result.group, `Deleted group ${result.group.name}.`);
    },
  );
}
