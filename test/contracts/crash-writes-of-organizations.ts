// Every write about an organisation, its log and what is to be sent: see crash-write.ts.
import type { Write } from './crash-write.ts';
import { newId, now, sampleClient, sampleMessage, samplePolicy, sampleRow, sampleTenant } from './samples.ts';

export const writesOfOrganizations: readonly Write[] = [
  {
    name: 'tenants.create, a tenant and its domains',
    async prepare() {
      const tenant = sampleTenant({ domains: [`${newId()}.example`] });
      return {
        act: ({ stores }) => stores.tenants.create(tenant),
        won: { ok: true },
        seen: async ({ tenants }) => [
          await tenants.find(tenant.id),
          await tenants.findByDomain(tenant.domains[0] ?? ''),
        ],
      };
    },
  },
  {
    name: 'policies.append, the next version of a policy',
    async prepare({ policies }) {
      const tenantId = newId();
      await policies.append(samplePolicy(tenantId, 1));
      const next = samplePolicy(tenantId, 2);
      return {
        act: ({ stores }) => stores.policies.append(next),
        won: true,
        seen: (stores) => stores.policies.current(tenantId),
      };
    },
  },
  {
    name: 'clients.create, a client',
    async prepare() {
      const client = sampleClient();
      return {
        act: ({ stores }) => stores.clients.create(client),
        won: true,
        seen: (stores) => stores.clients.find(client.id),
      };
    },
  },
  {
    name: 'audit.insert, rows of a chain',
    async prepare() {
      const chain = newId();
      const rows = [1, 2, 3].map((sequence) => sampleRow({ chain, sequence }));
      return {
        act: ({ stores }) => stores.audit.insert(rows),
        won: 3,
        seen: (stores) => stores.audit.read(chain, 0, 9),
      };
    },
  },
  {
    name: 'positions.advance, a position',
    async prepare() {
      const [follower, chain] = [newId(), newId()];
      return {
        act: ({ stores }) => stores.positions.advance(follower, chain, 0, 4),
        won: true,
        seen: (stores) => stores.positions.get(follower, chain),
      };
    },
  },
  {
    name: 'outbox.put, a mail to be sent',
    async prepare() {
      const message = sampleMessage({ nextTryAt: now * 2, createdAt: now * 2 });
      return {
        act: ({ stores }) => stores.outbox.put(message),
        won: true,
        seen: (stores) => stores.outbox.list(null, 99).then((all) => all.some(({ id }) => id === message.id)),
      };
    },
  },
  {
    name: 'tenants.replace, its domains',
    async prepare({ tenants }) {
      const tenant = sampleTenant({ domains: [`${newId()}.example`] });
      await tenants.create(tenant);
      const next = { ...tenant, version: 2, domains: [`${newId()}.example`] };
      return {
        act: ({ stores }) => stores.tenants.replace(next),
        won: { ok: true },
        seen: async (stores) => [
          await stores.tenants.findByDomain(tenant.domains[0] ?? ''),
          await stores.tenants.findByDomain(next.domains[0] ?? ''),
        ],
      };
    },
  },
  {
    name: 'groups.create, a group',
    async prepare() {
      const group = { id: newId(), tenantId: newId(), name: 'Nurses' };
      return {
        act: ({ stores }) => stores.groups.create(group),
        won: true,
        seen: (stores) => stores.groups.findByName(group.tenantId, group.name),
      };
    },
  },
  {
    name: 'groups.delete, a group',
    async prepare({ groups }) {
      const group = { id: newId(), tenantId: newId(), name: 'Nurses' };
      await groups.create(group);
      return {
        act: ({ stores }) => stores.groups.delete(group.tenantId, group.id),
        won: true,
        seen: (stores) => stores.groups.find(group.tenantId, group.id),
      };
    },
  },
  {
    name: 'clients.replace, another secret',
    async prepare({ clients }) {
      const client = sampleClient();
      await clients.create(client);
      return {
        act: ({ stores }) => stores.clients.replace({ ...client, version: client.version + 1, name: 'Rota' }),
        won: true,
        seen: (stores) => stores.clients.find(client.id),
      };
    },
  },
  {
    name: 'clients.delete, a client',
    async prepare({ clients }) {
      const client = sampleClient();
      await clients.create(client);
      return {
        act: ({ stores }) => stores.clients.delete(client.id),
        won: true,
        seen: (stores) => stores.clients.find(client.id),
      };
    },
  },
  {
    name: 'outbox.sent, a mail that was handed over',
    async prepare({ outbox }) {
      const message = sampleMessage({ nextTryAt: now * 2, createdAt: now * 2 });
      await outbox.put(message);
      return {
        act: ({ stores }) => stores.outbox.sent(message.id, now, true),
        won: undefined,
        seen: (stores) => stores.outbox.list(null, 99).then((all) => all.find(({ id }) => id === message.id)),
      };
    },
  },
  {
    name: 'outbox.reseal, a mail under another key',
    async prepare({ outbox }) {
      const message = sampleMessage({ nextTryAt: now * 2, createdAt: now * 2 });
      await outbox.put(message);
      return {
        act: ({ stores }) => stores.outbox.reseal(message.id, message.sealedMail, 'anew'),
        won: true,
        seen: (stores) => stores.outbox.list(null, 99).then((all) => all.find(({ id }) => id === message.id)),
      };
    },
  },
  {
    name: 'audit.erasePersonal, what rows hold of a person',
    many: true,
    async prepare({ audit }) {
      const chain = newId();
      const row = sampleRow({ chain, accountId: newId() });
      await audit.insert([row]);
      return {
        act: ({ stores }) => stores.audit.erasePersonal(row.accountId ?? ''),
        won: undefined,
        seen: (stores) => stores.audit.read(chain, 0, 9),
      };
    },
  },
];
