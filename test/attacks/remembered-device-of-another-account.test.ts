// A remembered-device token copied to another account: it opens nothing there, and is not taken from its owner by it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deviceCookie } from '../support/remembered-device.ts';
import { stepOf } from '../support/sign-in.ts';
import { type RememberedScene, startRememberedScene } from './remembered-scene.ts';
import { givesCode } from './scene.ts';

let scene: RememberedScene;
beforeAll(async () => {
  scene = await startRememberedScene();
});
afterAll(() => scene.stop());

test('A9 the token of one account in the cookie of another', async () => {
  const [thief, victim] = [await scene.remembered(), await scene.remembered()];
  const [own, theirs] = [deviceCookie(thief.browser), deviceCookie(victim.browser)];
  for (const stolen of [{ ...own, name: theirs.name }, own]) {
    const browser = scene.app.browser();
    browser.jar.put(stolen);
    expect(stepOf(await scene.again({ ...victim, browser }))).toBe('second-factor');
  }
  for (const one of [thief, victim]) {
    expect(await scene.timesReused(one.person)).toBe(0);
    expect(givesCode(await scene.again(one))).toBe(true);
  }
});
