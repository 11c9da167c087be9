// A remembered device that survives the reset of its account, or its disabling: after either, no browser is remembered.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minute, movableClock } from '../support/clock.ts';
import { rememberOn, withPassword } from '../support/remembered-device.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { givesCode, type Scene, startScene } from './scene.ts';

const clock = movableClock();
const operator = { kind: 'operator', name: 'tester' } as const;
let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(async () => {
  clock.restore();
  await scene.stop();
});

async function remembered() {
  const person = await scene.person();
  const browser = scene.app.browser();
  await rememberOn(browser, scene.application, person);
  clock.advance(minute);
  return { person, browser };
}

test('A9 after a reset the person is led to enroll, and the old browser is remembered no more', async () => {
  const { person, browser } = await remembered();
  const { access, devices } = scene.app.core.actions;
  const check = { identityChecked: 'in person', reason: 'lost phone' };
  expect(await access.resetFactors(operator, person.id, check)).toMatchObject({ ok: true });
  expect(await devices.list(operator, person.id)).toEqual({ ok: true, devices: [] });
  const page = await withPassword(browser, scene.application, person);
  expect(givesCode(page)).toBe(false);
  expect(stepOf(page)).toBe('send-code');
});

test('A9 a factor of the same kind, enrolled after the reset, does not bring it back', async () => {
  const { person, browser } = await remembered();
  const { factors } = await scene.app.store.storage.enrollments.find(person.id);
  const renewed = factors.map((factor) => ({ ...factor, id: 'another-authenticator' }));
  // As where the server stopped between the reset and the end of devices.
  await scene.app.world.changeEnrollments(person.id, () => ({ factors: renewed }));
  expect(stepOf(await withPassword(browser, scene.application, person))).toBe('second-factor');
});

test('A9 disabled and enabled again, the second factor is asked', async () => {
  const { person, browser } = await remembered();
  const { accountStatus } = scene.app.core.actions;
  await accountStatus.disable(operator, person.id, null);
  await accountStatus.enable(operator, person.id, null);
  const { identifier, password } = person;
  expect(stepOf(await signIn(browser, scene.application, { identifier, password }))).toBe('second-factor');
});
