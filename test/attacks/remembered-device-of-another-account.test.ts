// A remembered-device token copied to another account: it opens nothing there, and is not taken from its owner by it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minute, movableClock } from '../support/clock.ts';
import { deviceCookie, rememberOn, withPassword } from '../support/remembered-device.ts';
import { stepOf } from '../support/sign-in.ts';
import { eventsOf, givesCode, type Scene, startScene } from './scene.ts';

const clock = movableClock();
let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(async () => {
  clock.restore();
  await scene.stop();
});

test('A9 the token of one account in the cookie of another', async () => {
  const { app, application } = scene;
  const [thief, victim] = [await scene.person(), await scene.person()];
  const [own, theirs] = [app.browser(), app.browser()];
  await rememberOn(own, application, thief);
  await rememberOn(theirs, application, victim);
  clock.advance(minute);

  const stolen = app.browser();
  stolen.jar.put({ ...deviceCookie(own), name: deviceCookie(theirs).name });
  expect(stepOf(await withPassword(stolen, application, victim))).toBe('second-factor');
  const renamed = app.browser();
  renamed.jar.put(deviceCookie(own));
  expect(stepOf(await withPassword(renamed, application, victim))).toBe('second-factor');

  for (const person of [thief, victim])
    expect((await eventsOf(scene, person)).map(({ type }) => type)).not.toContain('remembered-device.reused');
  expect(givesCode(await withPassword(own, application, thief))).toBe(true);
  expect(givesCode(await withPassword(theirs, application, victim))).toBe(true);
});
