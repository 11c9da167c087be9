import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGroupActions } from '../../admin/actions/groups.ts';
import { createTenantActions } from '../../admin/actions/tenants.ts';
import { aTenant, type Desk, openDesk, operator, start } from './desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const types = () => desk.events.map(({ event }) => event.type);
const png = Uint8Array.from(Buffer.from('89504e470d0a1a0a00', 'hex'));

describe('tenants', () => {
  it('A1: start with the recommended policy, written down before they are there', async () => {
    const tenant = await aTenant(desk);
    const policy = await desk.deps.storage.policies.current(tenant.id);
    expect(policy).toMatchObject({
      version: 1,
      by: 'operator:tester',
      policy: { secondFactor: 'required', start },
    });
    expect(types()).toEqual(['tenant.created', 'policy.changed']);
    expect(policy?.eventId).toBe(desk.events[1]?.id);
  });

  it('take domains in lower case, and give each to one tenant only', async () => {
    const tenants = createTenantActions(desk.deps);
    const one = await aTenant(desk);
    const taken = await tenants.update(operator, one.id, { domains: ['Example.ORG', 'example.org'] });
    expect(taken).toMatchObject({ ok: true, tenant: { domains: ['example.org'] } });
    const other = await aTenant(desk, { shortName: 'other' });
    expect(await tenants.update(operator, other.id, { domains: ['example.org'] })).toEqual({
      ok: false,
      reason: 'domain-taken',
    });
    expect(await tenants.create(operator, { name: 'Again', shortName: 'northwind' }, 'loosest')).toEqual({
      ok: false,
      reason: 'short-name-taken',
    });
  });

  it.each([
    ['shortName', 'N'],
    ['shortName', 'North Wind'],
    ['domains', ['not a domain']],
    ['domains', ['localhost']],
    ['accentColor', 'red'],
    ['zone', 'Mars/Olympus'],
    ['locale', 'not_a_locale!'],
    ['alertAddresses', ['nobody']],
    ['logo', new Uint8Array([1, 2, 3])],
    ['logo', Uint8Array.from([...png, ...new Uint8Array(64 * 1024)])],
  ])('refuse %s=%p and tell what is expected', async (setting, value) => {
    const tenant = await aTenant(desk);
    const result = await createTenantActions(desk.deps).update(operator, tenant.id, { [setting]: value });
    expect(result).toMatchObject({ ok: false, reason: 'invalid' });
    expect(JSON.stringify(result)).toContain(setting);
    expect(types()).not.toContain('tenant.updated');
  });

  it('know a logo by its bytes', async () => {
    const tenant = await aTenant(desk);
    const result = await createTenantActions(desk.deps).update(operator, tenant.id, { logo: png });
    expect(result).toMatchObject({ ok: true, tenant: { logo: { type: 'image/png' } } });
  });

  it('F1: list what changed, from and to, without addresses', async () => {
    const tenant = await aTenant(desk);
    const change = { name: 'New name', alertAddresses: ['alerts@example.org'] };
    await createTenantActions(desk.deps).update(operator, tenant.id, change);
    const last = desk.events.at(-1);
    expect(last?.event).toEqual({
      type: 'tenant.updated',
      changes: [
        { setting: 'name', from: 'Northwind Clinic', to: 'New name' },
        { setting: 'alertAddresses', from: 0, to: 1 },
      ],
    });
    expect(JSON.stringify(desk.events)).not.toContain('alerts@example.org');
  });

  it('are suspended even while the log cannot be written, and resumed only when it can (F3)', async () => {
    const tenant = await aTenant(desk);
    const tenants = createTenantActions(desk.deps);
    desk.breakLog();
    expect(await tenants.suspend(operator, tenant.id, 'unpaid')).toMatchObject({ ok: true });
    expect((await desk.deps.storage.tenants.find(tenant.id))?.status).toBe('suspended');
    expect(desk.events.at(-1)).toMatchObject({
      queued: true,
      event: { type: 'tenant.suspended', reason: 'unpaid' },
    });
    await expect(tenants.resume(operator, tenant.id, null)).rejects.toThrow();
    expect((await desk.deps.storage.tenants.find(tenant.id))?.status).toBe('suspended');
  });
});

describe('groups', () => {
  it('have a name of their own in the tenant', async () => {
    const tenant = await aTenant(desk);
    const groups = createGroupActions(desk.deps);
    expect(await groups.create(operator, tenant.id, ' Nurses ')).toMatchObject({
      ok: true,
      group: { name: 'Nurses' },
    });
    expect(await groups.create(operator, tenant.id, 'Nurses')).toEqual({ ok: false, reason: 'name-taken' });
    expect(await groups.create(operator, 'nowhere', 'Nurses')).toEqual({
      ok: false,
      reason: 'unknown-tenant',
    });
    expect(await groups.create(operator, tenant.id, '')).toMatchObject({ reason: 'invalid' });
  });

  it('are deleted, not those of another tenant', async () => {
    const tenant = await aTenant(desk);
    const other = await aTenant(desk, { shortName: 'other' });
    const groups = createGroupActions(desk.deps);
    const made = await groups.create(operator, tenant.id, 'Nurses');
    if (!made.ok) throw new Error(made.reason);
    expect(await groups.delete(operator, other.id, made.group.id)).toEqual({
      ok: false,
      reason: 'unknown-group',
    });
    expect(await groups.delete(operator, tenant.id, made.group.id)).toMatchObject({ ok: true });
    expect((await desk.deps.storage.groups.list(tenant.id, null, 9)).items).toEqual([]);
  });
});
