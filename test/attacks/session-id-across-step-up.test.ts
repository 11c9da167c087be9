// CVE-2024-28197 (ZITADEL): the session id stays the same across a step-up, so who knew it before is stepped up, too.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Browser } from '../support/browser.ts';
import { type Scene, signedIn, silently, startScene } from './scene.ts';

const trustedNetworks = [{ name: 'Main building', cidr: '192.0.2.0/24' }];

let scene: Scene;
beforeEach(async () => {
  scene = await startScene({ policy: { trustedNetworks } });
});
afterEach(() => scene.stop());

const sessionOf = ({ jar }: Browser) => jar.find('sallyport-session')?.value;

/** The cookies of a browser as they are now, in another one. */
function copyOf(browser: Browser): Browser {
  const copy = scene.app.browser({ address: '192.0.2.10' });
  for (const cookie of browser.jar.list()) copy.jar.put(cookie);
  return copy;
}

test('a sign-in gives another session id than the one that was there before it', async () => {
  const person = await scene.person();
  const browser = scene.app.browser();
  await browser.open(await scene.application.authorizationUrl());
  const planted = copyOf(browser);
  const before = sessionOf(browser);
  await browser.submit({ identifier: person.identifier, password: person.password });
  await browser.submit({ code: person.code() });
  expect(sessionOf(browser)).toBeDefined();
  expect(sessionOf(browser)).not.toBe(before);
  expect(await silently(scene.application, planted)).toEqual({ code: null, error: 'login_required' });
});

test('a step-up gives another session id, and the old one opens nothing', async () => {
  const person = await scene.person();
  const { browser } = await signedIn(scene, person, {
    browser: scene.app.browser({ address: '192.0.2.10' }),
  });
  const before = sessionOf(browser);
  const stolen = copyOf(browser);
  const acr = { acr_values: 'https://refeds.org/profile/mfa' };
  await signedIn(scene, person, { browser, parameters: acr });
  expect(sessionOf(browser)).not.toBe(before);
  expect(await silently(scene.application, stolen, acr)).toMatchObject({ code: null });
  expect(await silently(scene.application, stolen)).toMatchObject({ code: null });
  expect(await silently(scene.application, browser, acr)).toMatchObject({ error: null });
});

test('a session cookie that was made up or changed is none', async () => {
  const { browser } = await signedIn(scene, await scene.person());
  const cookie = browser.jar.find('sallyport-session');
  if (!cookie) throw new Error('no session');
  for (const value of [`${cookie.value.slice(0, -1)}x`, 'a'.repeat(43), '', '__proto__', '%00']) {
    browser.jar.put({ ...cookie, value });
    expect(await silently(scene.application, browser)).toEqual({ code: null, error: 'login_required' });
  }
});

describe('changing from one account to another', () => {
  test('in the same browser gives another session id', async () => {
    const { browser } = await signedIn(scene, await scene.person());
    const before = sessionOf(browser);
    const other = await scene.person();
    await browser.open(await scene.application.authorizationUrl({ prompt: 'select_account' }));
    await browser.submit({}, undefined, 'other-account');
    await browser.submit({ identifier: other.identifier, password: other.password });
    await browser.submit({ code: other.code() });
    // The library signs the first account out with a page of its own.
    expect((await browser.submit()).arrival).not.toBeNull();
    expect(sessionOf(browser)).not.toBe(before);
  });
});
