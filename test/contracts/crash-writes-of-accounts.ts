// Every write about an account: see crash-write.ts.
import type { Write } from './crash-write.ts';
import {
  newId,
  now,
  sampleAccount,
  sampleDevice,
  sampleEnrollments,
  sampleHelpRequest,
  samplePassword,
  sampleSecret,
} from './samples.ts';

const account = () => sampleAccount({ username: newId() });

export const writesOfAccounts: readonly Write[] = [
  {
    name: 'accounts.create, an account and its identifiers',
    async prepare() {
      const made = account();
      const { id, tenantId } = made;
      return {
        act: ({ stores }) => stores.accounts.create(made),
        won: { ok: true },
        seen: async ({ accounts, directory }) => [
          await accounts.find(id),
          await directory.findByIdentifier(tenantId, made.email ?? ''),
          await directory.findByIdentifier(tenantId, made.username ?? ''),
        ],
      };
    },
  },
  {
    name: 'accounts.replace, a change of an account',
    async prepare({ accounts }) {
      const made = account();
      await accounts.create(made);
      const next = { ...made, version: 2, status: 'disabled', username: null, groups: ['g'] } as const;
      return {
        act: ({ stores }) => stores.accounts.replace(next),
        won: { ok: true },
        seen: async (stores) => [
          await stores.accounts.find(made.id),
          await stores.directory.findByIdentifier(made.tenantId, made.username ?? ''),
        ],
      };
    },
  },
  {
    name: 'passwords.set, a changed password',
    async prepare({ passwords }) {
      const password = samplePassword();
      await passwords.set(password, null);
      const next = { ...password, version: newId() };
      return {
        act: ({ stores }) => stores.passwords.set(next, password.version),
        won: true,
        seen: (stores) => stores.passwords.find(password.accountId),
      };
    },
  },
  {
    name: 'enrollments.replace, enrollments',
    async prepare({ enrollments }) {
      const accountId = newId();
      await enrollments.replace(sampleEnrollments(accountId, 1));
      const next = sampleEnrollments(accountId, 2);
      return {
        act: ({ stores }) => stores.enrollments.replace(next),
        won: { ok: true },
        seen: (stores) => stores.enrollments.find(accountId),
      };
    },
  },
  {
    name: 'oneTimeSecrets.issue, a new secret in place of an old one',
    async prepare({ oneTimeSecrets }) {
      const old = sampleSecret();
      await oneTimeSecrets.issue(old);
      const next = sampleSecret({ accountId: old.accountId });
      return {
        act: ({ stores }) => stores.oneTimeSecrets.issue(next),
        won: undefined,
        seen: async (stores) => [
          await stores.oneTimeSecrets.find(old.id, now),
          await stores.oneTimeSecrets.find(next.id, now),
        ],
      };
    },
  },
  {
    name: 'oneTimeSecrets.consume, the use of a secret',
    async prepare({ oneTimeSecrets }) {
      const secret = sampleSecret();
      await oneTimeSecrets.issue(secret);
      return {
        act: ({ stores }) => stores.oneTimeSecrets.consume(secret.id, now),
        won: true,
        seen: (stores) => stores.oneTimeSecrets.find(secret.id, now),
      };
    },
  },
  {
    name: 'oneTimeSecrets.takeTry, a try at a secret',
    async prepare({ oneTimeSecrets }) {
      const secret = sampleSecret({ triesLeft: 1 });
      await oneTimeSecrets.issue(secret);
      return {
        act: ({ stores }) => stores.oneTimeSecrets.takeTry(secret.id, now),
        won: true,
        seen: (stores) => stores.oneTimeSecrets.find(secret.id, now),
      };
    },
  },
  {
    name: 'consents.remember, a consent',
    async prepare() {
      const consent = { accountId: newId(), clientId: newId(), scopes: ['openid'], claims: [], at: now };
      return {
        act: ({ stores }) => stores.consents.remember(consent),
        won: undefined,
        seen: (stores) => stores.consents.find(consent.accountId, consent.clientId),
      };
    },
  },
  {
    name: 'passwords.rehash, the same password at another cost',
    async prepare({ passwords }) {
      const password = samplePassword();
      await passwords.set(password, null);
      return {
        act: ({ stores }) => stores.passwords.rehash(password.accountId, password.version, 'another'),
        won: true,
        seen: (stores) => stores.passwords.find(password.accountId),
      };
    },
  },
  {
    name: 'passwords.refuse, what is no longer let in',
    async prepare({ passwords }) {
      const password = samplePassword();
      await passwords.set(password, null);
      return {
        act: ({ stores }) => stores.passwords.refuse(password.accountId, password.version, 'everybody'),
        won: undefined,
        seen: (stores) => stores.passwords.find(password.accountId),
      };
    },
  },
  {
    name: 'passwords.admit, what is let in again',
    async prepare({ passwords }) {
      const password = samplePassword();
      await passwords.set(password, null);
      await passwords.refuse(password.accountId, password.version, 'everybody');
      return {
        act: ({ stores }) => stores.passwords.admit(password.accountId),
        won: undefined,
        seen: (stores) => stores.passwords.find(password.accountId),
      };
    },
  },
  {
    name: 'oneTimeSecrets.void, all of an account',
    async prepare({ oneTimeSecrets }) {
      const secret = sampleSecret();
      await oneTimeSecrets.issue(secret);
      await oneTimeSecrets.issue(sampleSecret({ accountId: secret.accountId, purpose: 'invitation' }));
      return {
        act: ({ stores }) => stores.oneTimeSecrets.void(secret.accountId),
        won: undefined,
        seen: async (stores) => [
          await stores.oneTimeSecrets.find(secret.id, now),
          await stores.oneTimeSecrets.findFor(secret.accountId, 'invitation', now),
        ],
      };
    },
  },
  {
    name: 'consents.forget, what was agreed to',
    async prepare({ consents }) {
      const consent = { accountId: newId(), clientId: newId(), scopes: ['openid'], claims: [], at: now };
      await consents.remember(consent);
      return {
        act: ({ stores }) => stores.consents.forget(consent.accountId, consent.clientId),
        won: undefined,
        seen: (stores) => stores.consents.find(consent.accountId, consent.clientId),
      };
    },
  },
  {
    name: 'rememberedDevices.create, a browser',
    async prepare() {
      const device = sampleDevice();
      return {
        act: ({ stores }) => stores.rememberedDevices.create(device),
        won: true,
        seen: (stores) => stores.rememberedDevices.find(device.id),
      };
    },
  },
  {
    name: 'rememberedDevices.renew, its secret',
    async prepare({ rememberedDevices }) {
      const device = sampleDevice();
      await rememberedDevices.create(device);
      const renewal = { hash: newId(), previousUntil: now, browser: null, place: '', lastUsedAt: now + 1 };
      return {
        act: ({ stores }) => stores.rememberedDevices.renew(device.id, device.hash, renewal),
        won: true,
        seen: (stores) => stores.rememberedDevices.find(device.id),
      };
    },
  },
  {
    name: 'rememberedDevices.revoke, one',
    async prepare({ rememberedDevices }) {
      const device = sampleDevice();
      await rememberedDevices.create(device);
      return {
        act: ({ stores }) => stores.rememberedDevices.revoke(device.id, device.accountId, now),
        won: true,
        seen: (stores) => stores.rememberedDevices.find(device.id),
      };
    },
  },
  {
    name: 'rememberedDevices.revokeAll, all of an account',
    many: true,
    async prepare({ rememberedDevices }) {
      const device = sampleDevice();
      const other = sampleDevice({ accountId: device.accountId });
      for (const one of [device, other]) await rememberedDevices.create(one);
      return {
        act: ({ stores }) => stores.rememberedDevices.revokeAll(device.accountId, now),
        won: 2,
        seen: (stores) => stores.rememberedDevices.list(device.accountId, null, 9),
      };
    },
  },
  {
    name: 'rememberedDevices.revokeIn, all of a tenant that a policy voids',
    many: true,
    async prepare({ rememberedDevices }) {
      const device = sampleDevice();
      const other = sampleDevice({ tenantId: device.tenantId });
      for (const one of [device, other]) await rememberedDevices.create(one);
      return {
        act: ({ stores }) => stores.rememberedDevices.revokeIn(device.tenantId, { provedUpTo: now * 2 }, now),
        won: 2,
        seen: async (stores) => [
          await stores.rememberedDevices.find(device.id),
          await stores.rememberedDevices.find(other.id),
        ],
      };
    },
  },
  {
    name: 'helpRequests.create, a request for help',
    async prepare() {
      const request = sampleHelpRequest();
      return {
        act: ({ stores }) => stores.helpRequests.create(request),
        won: true,
        seen: (stores) => stores.helpRequests.openOf(request.accountId),
      };
    },
  },
  {
    name: 'helpRequests.close, a request for help',
    async prepare({ helpRequests }) {
      const request = sampleHelpRequest();
      await helpRequests.create(request);
      return {
        act: ({ stores }) => stores.helpRequests.close(request.id, now, 'operator:ada'),
        won: true,
        seen: async (stores) => [
          await stores.helpRequests.find(request.id),
          await stores.helpRequests.openOf(request.accountId),
        ],
      };
    },
  },
];
