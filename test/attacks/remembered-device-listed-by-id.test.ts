// CVE-2020-5240 (wagtail-2fa): another user's remembered device is listed or revoked by its id: 404, nothing told, nothing changed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minute } from '../support/clock.ts';
import { type RememberedScene, startRememberedScene } from './remembered-scene.ts';
import { csrfOf, givesCode } from './scene.ts';

let scene: RememberedScene;
beforeAll(async () => {
  scene = await startRememberedScene();
});
afterAll(() => scene.stop());

async function signedIn() {
  const remembered = await scene.remembered();
  expect(givesCode(await scene.again(remembered))).toBe(true);
  const [device] = await scene.app.store.storage.rememberedDevices.list(remembered.person.id, null, 9);
  if (!device) throw new Error('nothing is remembered');
  return { ...remembered, device };
}

test("A9 C3 somebody who knows the id of another's device", async () => {
  const [victim, thief] = [await signedIn(), await signedIn()];
  const page = await thief.browser.open(`${scene.app.issuer}/account/devices`);
  expect(page.body).toContain(thief.device.id);
  expect(page.body).not.toContain(victim.device.id);
  const csrf = csrfOf(page);
  for (const device of [victim.device.id, `${victim.device.id}x`, '', '__proto__']) {
    expect((await thief.browser.post('/account/devices/forget', { csrf, device })).status).toBe(404);
    await thief.browser.back();
  }
  await thief.browser.post('/account/devices/forget-all', { csrf });
  scene.clock.advance(minute);
  expect(givesCode(await scene.again(victim))).toBe(true);
  expect(givesCode(await scene.again(thief))).toBe(false);
});
