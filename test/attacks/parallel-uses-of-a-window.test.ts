// "Parallel requests with one code all win", for break-glass windows: many at once, on two instances, and one is let in (A13).
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Browser } from '../support/browser.ts';
import { atSecondFactor, eventsOf, givesCode, type Scene, secondInstance, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;

let scene: Scene;
let other: Awaited<ReturnType<typeof secondInstance>>;
beforeEach(async () => {
  scene = await startScene();
  other = await secondInstance(scene);
});
afterEach(async () => {
  await other.app.stop();
  await scene.stop();
});

test('many at once with the code of one window: one is let in', async () => {
  const person = await scene.person();
  const check = { identityChecked: 'phone', reason: 'lost phone' };
  const opened = await scene.app.core.actions.breakGlass.open(operator, person.id, check);
  if (!opened.ok) throw new Error(opened.reason);
  const browsers: Browser[] = [];
  for (let count = 0; count < 15; count++) {
    const browser = await atSecondFactor(count % 2 ? scene : other, person);
    await browser.follow(`${browser.page.url.pathname}?method=break-glass`);
    browsers.push(browser);
  }
  const pages = await Promise.all(browsers.map((browser) => browser.submit({ code: opened.code })));
  expect(pages.filter(givesCode)).toHaveLength(1);
  expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
  const used = (await eventsOf(scene, person)).filter(({ type }) => type === 'break-glass.used');
  expect(used).toHaveLength(1);
});
