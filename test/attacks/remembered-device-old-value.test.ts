// An old value of a remembered-device token used again, in the very browser or as a guess: the family is revoked; also where
// fifty come at once on two instances. What is no token at all changes nothing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minute } from '../support/clock.ts';
import { deviceCookie } from '../support/remembered-device.ts';
import { stepOf } from '../support/sign-in.ts';
import { type RememberedScene, startRememberedScene } from './remembered-scene.ts';
import { givesCode, secondInstance, silently } from './scene.ts';

let scene: RememberedScene;
beforeAll(async () => {
  scene = await startRememberedScene();
});
afterAll(() => scene.stop());

test('A9 a value from two sign-ins before is as one that was copied', async () => {
  const own = await scene.remembered();
  const first = deviceCookie(own.browser);
  for (let times = 0; times < 2; times += 1) {
    expect(givesCode(await scene.again(own))).toBe(true);
    scene.clock.advance(2 * minute);
  }
  own.browser.jar.put(first);
  expect(stepOf(await scene.again(own))).toBe('second-factor');
  expect(await scene.timesReused(own.person)).toBe(1);
});

test('A9 fifty silent requests with an old value, on two instances: none is let in, the person is told once', async () => {
  const own = await scene.remembered();
  const { browser } = own;
  const old = deviceCookie(browser);
  await scene.again(own);
  scene.clock.advance(2 * minute);
  browser.jar.put(old);
  const second = await secondInstance(scene);
  const other = second.app.browser();
  for (const cookie of browser.jar.list()) other.jar.put(cookie);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      n % 2 ? silently(scene.application, browser.tab()) : silently(second.application, other.tab()),
    ),
  );
  expect(new Set(answers.map(({ error }) => error))).toEqual(new Set(['interaction_required']));
  await second.app.core.audit.drain();
  expect(await scene.timesReused(own.person)).toBe(1);
  await second.app.stop();
});

test('A9 what is no token changes nothing', async () => {
  const own = await scene.remembered();
  const cookie = deviceCookie(own.browser);
  const [id = '', secret = ''] = cookie.value.split('.');
  const wrong = [
    id,
    `${id}.`,
    `.${secret}`,
    `${secret}.${id}`,
    '%00',
    `${id}.${secret}.${secret}`,
    'x'.repeat(3000),
  ];
  for (const value of wrong) {
    own.browser.jar.put({ ...cookie, value });
    expect(stepOf(await scene.again(own))).toBe('second-factor');
  }
  expect(await scene.timesReused(own.person)).toBe(0);
  own.browser.jar.put(cookie);
  expect(givesCode(await scene.again(own))).toBe(true);
});
