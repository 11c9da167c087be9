// CVE-2020-5240 (wagtail-2fa): another user's remembered device is listed or revoked by its id: 404, nothing told, nothing changed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minute, movableClock } from '../support/clock.ts';
import { rememberOn, withPassword } from '../support/remembered-device.ts';
import { csrfOf, givesCode, type Scene, startScene } from './scene.ts';

const clock = movableClock();
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
  expect(givesCode(await withPassword(browser, scene.application, person))).toBe(true);
  const [device] = await scene.app.store.storage.rememberedDevices.list(person.id, null, 9);
  if (!device) throw new Error('nothing is remembered');
  return { person, browser, device };
}

test("A9 C3 somebody who knows the id of another's device", async () => {
  const [victim, thief] = [await remembered(), await remembered()];
  const url = `${scene.app.issuer}/account/devices`;
  const page = await thief.browser.open(url);
  expect(page.body).toContain(thief.device.id);
  expect(page.body).not.toContain(victim.device.id);
  const csrf = csrfOf(page);
  for (const device of [victim.device.id, `${victim.device.id}x`, '', '__proto__']) {
    expect((await thief.browser.post('/account/devices/forget', { csrf, device })).status).toBe(404);
    await thief.browser.back();
  }
  await thief.browser.post('/account/devices/forget-all', { csrf });
  clock.advance(minute);
  expect(givesCode(await withPassword(victim.browser, scene.application, victim.person))).toBe(true);
  expect(givesCode(await withPassword(thief.browser, scene.application, thief.person))).toBe(false);
});
