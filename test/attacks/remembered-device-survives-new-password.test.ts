// A remembered device that survives a new password: whoever had the old one and the browser would be let in with the new one.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minute, movableClock } from '../support/clock.ts';
import { rememberOn, withPassword } from '../support/remembered-device.ts';
import { stepOf } from '../support/sign-in.ts';
import { passwordOf } from '../support/world-records.ts';
import { eventsOf, type Scene, startScene } from './scene.ts';

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

test('A9 a new password forgets every browser, and that stands in the log', async () => {
  const { person, browser } = await remembered();
  const { access, devices } = scene.app.core.actions;
  const given = await access.setPassword(operator, person.id, null);
  if (!given.ok) throw new Error(given.reason);
  expect(await devices.list(operator, person.id)).toEqual({ ok: true, devices: [] });
  const again = { ...person, password: given.password };
  expect(stepOf(await withPassword(browser, scene.application, again))).toBe('second-factor');
  expect((await eventsOf(scene, person)).map(({ type }) => type)).toContain('remembered-device.revoked');
});

test('A9 also where the server stopped between the password and the end of devices', async () => {
  const { person, browser } = await remembered();
  const { passwords, rememberedDevices } = scene.app.store.storage;
  const before = await passwords.find(person.id);
  const password = 'another long password of theirs';
  await passwords.set(await passwordOf(person.id, password, Date.now()), before?.version ?? null);
  expect(await rememberedDevices.list(person.id, null, 9)).toHaveLength(1);
  const again = { ...person, password };
  expect(stepOf(await withPassword(browser, scene.application, again))).toBe('second-factor');
});
