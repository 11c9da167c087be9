// A remembered device that survives a new password: whoever had the old one and the browser would be let in with the new one.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepOf } from '../support/sign-in.ts';
import { passwordOf } from '../support/world-records.ts';
import { type RememberedScene, startRememberedScene } from './remembered-scene.ts';
import { eventsOf, operator } from './scene.ts';

let scene: RememberedScene;
beforeAll(async () => {
  scene = await startRememberedScene();
});
afterAll(() => scene.stop());

test('A9 a new password forgets every browser, and that stands in the log', async () => {
  const { person, browser } = await scene.remembered();
  const { access, devices } = scene.app.core.actions;
  const given = await access.setPassword(operator, person.id, null);
  if (!given.ok) throw new Error(given.reason);
  expect(await devices.list(operator, person.id)).toEqual({ ok: true, devices: [] });
  const renewed = { ...person, password: given.password };
  expect(stepOf(await scene.again({ person: renewed, browser }))).toBe('second-factor');
  expect((await eventsOf(scene, person)).map(({ type }) => type)).toContain('remembered-device.revoked');
});

test('A9 also where the server stopped between the password and the end of devices', async () => {
  const { person, browser } = await scene.remembered();
  const { passwords, rememberedDevices } = scene.app.store.storage;
  const before = await passwords.find(person.id);
  const password = 'another long password of theirs';
  await passwords.set(await passwordOf(person.id, password, Date.now()), before?.version ?? null);
  expect(await rememberedDevices.list(person.id, null, 9)).toHaveLength(1);
  const renewed = { ...person, password };
  expect(stepOf(await scene.again({ person: renewed, browser }))).toBe('second-factor');
});
