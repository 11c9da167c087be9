// Every act of an operator that grants something, to be cut short as those of acts.ts.
// Invariant: each is done through admin/actions, as the command line does it.
import type { EventType } from '../../audit/event.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { sampleHelpRequest } from '../contracts/samples.ts';
import type { Person } from '../support/world.ts';
import type { PersonOptions } from '../support/world-records.ts';
import { type Act, newPassword, operator, type Stage, scene } from './acts.ts';
import type { Place } from './fuse.ts';

const check = { identityChecked: 'in person', reason: 'lost phone' };

/** An operator's act: `begin` makes what it is done to. */
function action(
  type: EventType,
  effect: Place,
  act: (stage: Stage, person: Person) => Promise<{ readonly ok: boolean }>,
  begin: (stage: Stage, person: Person) => Promise<unknown> = async () => undefined,
  having: PersonOptions = { totp: true, backupCodes: true },
): Act {
  return {
    name: type,
    types: [type],
    effect,
    // A tenant's first policy is written before the tenant: without it nobody can find it.
    spared: type === 'tenant.created' ? records : [...records, 'policies'],
    async run(stage, ready) {
      const { tenant } = await scene(stage, {});
      const person = await stage.app.world.person(tenant.id, having);
      await begin(stage, person);
      await ready();
      try {
        const result = await act(stage, person);
        if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
        return 200;
      } catch (error) {
        if (error instanceof StoreUnavailable) return 503;
        throw error;
      }
    },
  };
}

const records = [
  ...['accounts', 'account_groups', 'clients', 'enrollments', 'evidence', 'grant_bases', 'groups'],
  ...['help_requests', 'one_time_secrets', 'outbox', 'passwords', 'tenants', 'tenant_domains'],
];

const groupOf = async ({ app }: Stage, { tenantId }: Person) => {
  const made = await app.core.actions.groups.create(operator, tenantId, 'Nurses');
  if (!made.ok) throw new Error(made.reason);
  return made;
};

export const operatorActs: readonly Act[] = [
  action('tenant.created', 'tenants.create', ({ app }) =>
    app.core.actions.tenants.create(
      operator,
      { name: 'Harbour', shortName: `harbour-${Date.now() % 1e9}` },
      'recommended',
    ),
  ),
  action('tenant.updated', 'tenants.replace', ({ app }, { tenantId }) =>
    app.core.actions.tenants.update(operator, tenantId, { name: 'Harbour Clinic' }),
  ),
  action(
    'tenant.resumed',
    'tenants.replace',
    ({ app }, { tenantId }) => app.core.actions.tenants.resume(operator, tenantId, null),
    ({ app }, { tenantId }) => app.core.actions.tenants.suspend(operator, tenantId, null),
  ),
  action('policy.changed', 'policies.append', ({ app }, { tenantId }) =>
    app.core.actions.policies.change(operator, tenantId, { graceDays: 3 }, null),
  ),
  action('group.created', 'groups.create', groupOf),
  action(
    'group.deleted',
    'groups.delete',
    async ({ app }, { tenantId }) => {
      const { items } = await app.store.storage.groups.list(tenantId, null, 1);
      return app.core.actions.groups.delete(operator, tenantId, items[0]?.id ?? '');
    },
    groupOf,
  ),
  action('account.created', 'accounts.create', ({ app }, { tenantId }) =>
    app.core.actions.accounts.create(operator, tenantId, { email: 'noor@northwind.example' }),
  ),
  action('account.updated', 'accounts.replace', ({ app }, { id }) =>
    app.core.actions.accounts.update(operator, id, { profile: { name: 'Noor' } }),
  ),
  action(
    'account.enabled',
    'accounts.replace',
    ({ app }, { id }) => app.core.actions.accountStatus.enable(operator, id, null),
    ({ app }, { id }) => app.core.actions.accountStatus.disable(operator, id, null),
  ),
  action('password.set', 'passwords.set', ({ app }, { id }) =>
    app.core.actions.access.setPassword(operator, id, newPassword),
  ),
  action(
    'invitation.sent',
    'oneTimeSecrets.issue',
    ({ app }, { id }) => app.core.actions.access.invite(operator, id),
    async () => undefined,
    { password: null },
  ),
  action('enrollment-code.given', 'oneTimeSecrets.issue', ({ app }, { id }) =>
    app.core.actions.access.giveEnrollmentCode(operator, id, check),
  ),
  action('break-glass.opened', 'enrollments.replace', ({ app }, { id }) =>
    app.core.actions.breakGlass.open(operator, id, check),
  ),
  action('factors.reset', 'enrollments.replace', ({ app }, { id }) =>
    app.core.actions.access.resetFactors(operator, id, check),
  ),
  action(
    'help.closed',
    'helpRequests.close',
    async ({ app }, { tenantId }) => {
      const { helpRequests } = app.core.actions;
      const listed = await helpRequests.list(operator, tenantId, 'open');
      return helpRequests.close(operator, listed.ok ? (listed.requests[0]?.id ?? '') : '');
    },
    ({ app }, { id: accountId, tenantId }) =>
      app.store.storage.helpRequests.create(sampleHelpRequest({ accountId, tenantId })),
  ),
  action('client.created', 'clients.create', ({ app }, { tenantId }) =>
    app.core.actions.clients.create(operator, {
      name: 'Rota',
      tenantId,
      redirectUris: ['https://rota.northwind.example/callback'],
    }),
  ),
];
