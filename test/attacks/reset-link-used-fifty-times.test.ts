// Parallel requests with one code all win: CVE-2026-20779 (Gitea), CVE-2026-34224 (Parse). Here the link that replaces a
// password, on two instances.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgets } from '../journeys/ways-back.ts';
import { movableClock } from '../support/clock.ts';
import { csrfOf, eventsOf, interactionPath, type Scene, secondInstance, startScene } from './scene.ts';

const clock = movableClock();
let scene: Scene;
let second: Awaited<ReturnType<typeof secondInstance>>;
beforeAll(async () => {
  scene = await startScene({ policy: { secondFactor: 'optional' } });
  second = await secondInstance(scene);
});
afterAll(async () => {
  await second.app.stop();
  await scene.stop();
  clock.restore();
});

test('of fifty passwords chosen at once with one link, on two instances, one is set', async () => {
  const person = await scene.person({ totp: false });
  const browser = scene.app.browser();
  await forgets(browser, scene.application, person.identifier);
  await browser.submit({ code: await scene.app.mailedCode(person.email) });
  const url = new URL(`${interactionPath(browser)}/new-password`, scene.app.issuer);
  const csrf = csrfOf(browser.page);
  const cookie = browser.jar.header({ url, method: 'POST', initiator: url }) ?? '';
  const headers = {
    Cookie: cookie,
    Origin: scene.app.issuer,
    'Sec-Fetch-Site': 'same-origin',
    'Content-Type': 'application/x-www-form-urlencoded',
  };
  const instances = [scene.app, second.app];
  const choose = (n: number) => {
    const password = `quiet boat number ${n} at anchor`;
    const body = new URLSearchParams({ csrf, password, repeat: password }).toString();
    return instances[n % 2]?.browser().send({ url, method: 'POST', headers, body });
  };
  const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => choose(n)));
  expect(answers.some((answer) => answer?.status === 303)).toBe(true);
  const set = (await eventsOf(scene, person)).filter(({ type }) => type === 'password.set');
  expect(set).toHaveLength(1);
});
