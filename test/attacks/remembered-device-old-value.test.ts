// An old value of a remembered-device token used again, in the very browser or as a guess: the family is revoked; also where
// fifty come at once on two instances. What is no token at all changes nothing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minute, movableClock } from '../support/clock.ts';
import type { Cookie } from '../support/cookie-jar.ts';
import { deviceCookie, rememberOn, withPassword } from '../support/remembered-device.ts';
import { stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { eventsOf, givesCode, type Scene, secondInstance, silently, startScene } from './scene.ts';

const clock = movableClock();
let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(async () => {
  clock.restore();
  await scene.stop();
});

async function timesTold(person: Person): Promise<number> {
  const events = await eventsOf(scene, person);
  return events.filter(({ type }) => type === 'remembered-device.reused').length;
}

test('A9 a value from two sign-ins before is as one that was copied', async () => {
  const person = await scene.person();
  const browser = scene.app.browser();
  await rememberOn(browser, scene.application, person);
  const first = deviceCookie(browser);
  for (let times = 0; times < 2; times += 1) {
    clock.advance(2 * minute);
    expect(givesCode(await withPassword(browser, scene.application, person))).toBe(true);
  }
  browser.jar.put(first);
  expect(stepOf(await withPassword(browser, scene.application, person))).toBe('second-factor');
  expect(await timesTold(person)).toBe(1);
});

test('A9 fifty silent requests with an old value, on two instances: none is let in, the person is told once', async () => {
  const person = await scene.person();
  const browser = scene.app.browser();
  await rememberOn(browser, scene.application, person);
  const old = deviceCookie(browser);
  clock.advance(2 * minute);
  await withPassword(browser, scene.application, person);
  clock.advance(2 * minute);
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
  expect(await timesTold(person)).toBe(1);
  await second.app.stop();
});

test('A9 what is no token changes nothing', async () => {
  const person = await scene.person();
  const browser = scene.app.browser();
  await rememberOn(browser, scene.application, person);
  const cookie = deviceCookie(browser);
  clock.advance(2 * minute);
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
  const put = (value: string): void => browser.jar.put({ ...cookie, value } satisfies Cookie);
  for (const value of wrong) {
    put(value);
    expect(stepOf(await withPassword(browser, scene.application, person))).toBe('second-factor');
  }
  expect(await timesTold(person)).toBe(0);
  put(cookie.value);
  expect(givesCode(await withPassword(browser, scene.application, person))).toBe(true);
});
