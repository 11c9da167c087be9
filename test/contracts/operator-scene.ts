// One record of each kind, which what callers send must neither find nor change.
import { expect } from 'vitest';
import type { MongoStores } from '../../adapters/mongo/stores.ts';
import {
  now,
  sampleAccount,
  sampleClient,
  sampleDevice,
  sampleEnrollments,
  sampleHelpRequest,
  sampleLogout,
  sampleMessage,
  samplePassword,
  samplePolicy,
  sampleRow,
  sampleSecret,
  sampleTenant,
} from './samples.ts';

export const tenant = sampleTenant({ domains: ['clinic.example'] });
export const account = sampleAccount({ tenantId: tenant.id, username: 'zoe', groups: ['g'] });
const { id: accountId, tenantId } = account;
export const password = samplePassword({ accountId });
export const enrollments = sampleEnrollments(accountId, 1);
export const secret = sampleSecret({ accountId });
export const device = sampleDevice({ accountId, tenantId });
export const request = sampleHelpRequest({ accountId, tenantId });
export const group = { id: 'g', tenantId, name: 'Nurses' };
export const client = sampleClient();
export const consent = { accountId, clientId: client.id, scopes: ['openid'], claims: [], at: now };
export const row = sampleRow({ chain: tenantId, accountId });
export const message = sampleMessage();
export const logout = sampleLogout();

export async function fill(stores: MongoStores): Promise<void> {
  await stores.tenants.create(tenant);
  await stores.policies.append(samplePolicy(tenantId, 1));
  await stores.accounts.create(account);
  await stores.passwords.set(password, null);
  await stores.enrollments.replace(enrollments);
  await stores.oneTimeSecrets.issue(secret);
  await stores.rememberedDevices.create(device);
  await stores.helpRequests.create(request);
  await stores.groups.create(group);
  await stores.clients.create(client);
  await stores.consents.remember(consent);
  await stores.audit.insert([row]);
  await stores.positions.advance('mailer', tenantId, 0, 1);
  await stores.outbox.put(message);
  await stores.logouts.put(logout);
}

export async function expectAsItWas(stores: MongoStores): Promise<void> {
  expect(await stores.tenants.find(tenantId)).toEqual(tenant);
  expect(await stores.accounts.find(accountId)).toEqual(account);
  expect(await stores.passwords.find(accountId)).toEqual(password);
  expect(await stores.enrollments.find(accountId)).toEqual(enrollments);
  expect(await stores.oneTimeSecrets.find(secret.id, now)).toEqual(secret);
  expect(await stores.rememberedDevices.find(device.id)).toEqual(device);
  expect(await stores.helpRequests.list(tenantId, 'all', null, 9)).toEqual([request]);
  expect((await stores.groups.list(tenantId, null, 9)).items).toEqual([group]);
  expect((await stores.clients.list(null, 9)).items).toEqual([client]);
  expect(await stores.consents.find(accountId, client.id)).toEqual(consent);
  expect(await stores.audit.read(tenantId, 0, 9)).toEqual([row]);
  expect(await stores.positions.get('mailer', tenantId)).toBe(1);
  expect(await stores.outbox.list(null, 9)).toEqual([message]);
  expect(await stores.logouts.takeDue(logout.dueAt, logout.dueAt + 1, 9)).toEqual([
    { ...logout, tries: logout.tries + 1, dueAt: logout.dueAt + 1 },
  ]);
}
