// "Two helpers open break-glass for each other": people of one rank would let each other past the second factor, for ever.
// As the table of mayDo, and through the actions themselves.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdminActor } from '../../admin/actions/authorize.ts';
import type { Role } from '../../ports/directory.ts';
import type { Person } from '../support/world.ts';
import { enrollmentsOf, type Scene, startScene } from './scene.ts';

const check = { identityChecked: 'phone', reason: 'lost phone' };
let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

const personWith = (role: Role) => scene.person({ roles: [role] });
const actorOf = ({ id, tenantId }: Person, role: Role): AdminActor => ({
  kind: 'account',
  id,
  tenantId,
  roles: [role],
});

describe.each(['help-desk', 'security-admin'] as const)('two people who are %s (E4, A13)', (role) => {
  test('can neither open a window for each other nor for themselves, nor reset each other', async () => {
    const [one, other] = [await personWith(role), await personWith(role)];
    const { breakGlass, access } = scene.app.core.actions;
    for (const [actor, target] of [
      [one, other],
      [other, one],
      [one, one],
    ] as const) {
      const by = actorOf(actor, role);
      const no = { ok: false, reason: 'not-allowed' };
      expect(await breakGlass.open(by, target.id, check)).toEqual(no);
      expect(await access.resetFactors(by, target.id, check)).toEqual(no);
      expect(await access.giveEnrollmentCode(by, target.id, check)).toEqual(no);
    }
    expect((await enrollmentsOf(scene, one)).breakGlass).toBeNull();
    expect((await enrollmentsOf(scene, other)).factors).toHaveLength(1);
  });
});

test('an owner cannot be let in by anyone below, and a machine lets nobody in', async () => {
  const owner = await personWith('owner');
  const member = await personWith('member');
  const { breakGlass } = scene.app.core.actions;
  const admin = actorOf(await personWith('security-admin'), 'security-admin');
  expect(await breakGlass.open(admin, owner.id, check)).toMatchObject({ reason: 'not-allowed' });
  const machine: AdminActor = { kind: 'client', id: scene.registered.client.id };
  expect(await breakGlass.open(machine, member.id, check)).toMatchObject({ reason: 'not-allowed' });
  expect(await breakGlass.open(admin, 'nobody', check)).toMatchObject({ reason: 'not-allowed' });
  expect(await breakGlass.open(admin, member.id, check)).toMatchObject({ ok: true });
});

test('nobody is let in while disabled, nor while the organisation is suspended', async () => {
  const person = await scene.person();
  const operator: AdminActor = { kind: 'operator', name: 'test' };
  const { breakGlass, tenants } = scene.app.core.actions;
  await scene.app.world.setStatus(person.id, 'disabled');
  expect(await breakGlass.open(operator, person.id, check)).toMatchObject({ reason: 'account-disabled' });
  await scene.app.world.setStatus(person.id, 'active');
  expect(await breakGlass.open(operator, person.id, { ...check, reason: ' ' })).toMatchObject({
    reason: 'invalid',
  });
  await tenants.suspend(operator, scene.tenant.id, 'test');
  expect(await breakGlass.open(operator, person.id, check)).toMatchObject({ reason: 'tenant-suspended' });
});
