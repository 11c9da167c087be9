// C3: the owner of an account sees on which browsers it is remembered, and forgets one, all, or all by signing out everywhere.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { minute, movableClock } from '../support/clock.ts';
import { deviceCookies, rememberOn, withPassword } from '../support/remembered-device.ts';
import { stepOf } from '../support/sign-in.ts';
import { setScene } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => clock.advance(minute));
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const onPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1';

/** Remembered on the scene's browser and on a phone elsewhere; on the first one the page of devices is open. */
async function onBoth() {
  const scene = await setScene(app);
  const { browser, application, person } = scene;
  await rememberOn(browser, application, person);
  clock.advance(minute);
  const phone = app.browser({ address: '198.51.100.23', headers: { 'User-Agent': onPhone } });
  await rememberOn(phone, application, person);
  clock.advance(minute);
  await withPassword(browser, application, person);
  await browser.open(`${app.issuer}/account/devices`);
  expect(browser.page.heading).toBe('Remembered browsers');
  return { ...scene, phone };
}

const asks = async ({ browser, application, person }: Parameters<typeof again>[0]) =>
  stepOf(await again({ browser, application, person })) === 'second-factor';

function again({
  browser,
  application,
  person,
}: Pick<Awaited<ReturnType<typeof setScene>>, 'browser' | 'application' | 'person'>) {
  return withPassword(browser, application, person);
}

test('A9 each is shown with browser, network, first and last use, and can be forgotten by itself', async () => {
  const scene = await onBoth();
  const { browser, phone } = scene;
  expect(browser.page.text).toMatch(
    /This browser\nNetwork: 203\.0\.113\.0\/24\nRemembered since .*\nLast sign-in/,
  );
  expect(browser.page.text).toContain('Safari on iPhone');
  await browser.submit({}, undefined, '/account/devices/forget');
  // The session rested on it: the page asks for the second factor before it goes on.
  expect(stepOf(browser.page)).toBe('second-factor');
  await browser.submit({ code: scene.person.code() });
  expect(browser.page.url.pathname).toBe('/account/devices');
  expect(browser.page.text).toContain('That browser is forgotten.');
  expect(browser.page.text).not.toContain('This browser');
  expect(await asks(scene)).toBe(true);
  expect(await asks({ ...scene, browser: phone })).toBe(false);
});

test('A9 all at once, and the page says so', async () => {
  const scene = await onBoth();
  await scene.browser.submit({}, undefined, '/account/devices/forget-all');
  await scene.browser.submit({ code: scene.person.code() });
  expect(scene.browser.page.text).toContain('All browsers are forgotten.');
  expect(scene.browser.page.text).toContain('No browser is remembered.');
  expect(deviceCookies(scene.browser)).toEqual([]);
  expect(await asks(scene)).toBe(true);
  expect(await asks({ ...scene, browser: scene.phone })).toBe(true);
});

test('A9 signing out everywhere else forgets them, too', async () => {
  const scene = await onBoth();
  await scene.browser.open(`${app.issuer}/account/sessions`);
  await scene.browser.submit({}, undefined, '/account/sessions/end-others');
  expect(await asks(scene)).toBe(true);
});
