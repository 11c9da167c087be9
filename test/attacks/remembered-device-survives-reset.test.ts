// A remembered device that survives the reset of its account, or its disabling: after either, no browser is remembered.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepOf } from '../support/sign-in.ts';
import { type RememberedScene, startRememberedScene } from './remembered-scene.ts';
import { enrollmentsOf, givesCode, operator } from './scene.ts';

let scene: RememberedScene;
beforeAll(async () => {
  scene = await startRememberedScene();
});
afterAll(() => scene.stop());

test('A9 after a reset the person is led to enroll, and the old browser is remembered no more', async () => {
  const own = await scene.remembered();
  const { access, devices } = scene.app.core.actions;
  const check = { identityChecked: 'in person', reason: 'lost phone' };
  expect(await access.resetFactors(operator, own.person.id, check)).toMatchObject({ ok: true });
  expect(await devices.list(operator, own.person.id)).toEqual({ ok: true, devices: [] });
  const page = await scene.again(own);
  expect(givesCode(page)).toBe(false);
  expect(stepOf(page)).toBe('send-code');
});

test('A9 a factor of the same kind, enrolled after the reset, does not bring it back', async () => {
  const own = await scene.remembered();
  const { factors } = await enrollmentsOf(scene, own.person);
  const renewed = factors.map((factor) => ({ ...factor, id: 'another-authenticator' }));
  // As where the server stopped between the reset and the end of devices.
  await scene.app.world.changeEnrollments(own.person.id, () => ({ factors: renewed }));
  expect(stepOf(await scene.again(own))).toBe('second-factor');
});

test('A9 disabled and enabled again, the second factor is asked', async () => {
  const own = await scene.remembered();
  const { accountStatus } = scene.app.core.actions;
  await accountStatus.disable(operator, own.person.id, null);
  await accountStatus.enable(operator, own.person.id, null);
  expect(stepOf(await scene.again(own))).toBe('second-factor');
});
