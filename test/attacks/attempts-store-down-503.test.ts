// CVE-2021-41177 (Nextcloud): limits that vanish with the cache. Attempts store down: 503, never unlimited.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Storage } from '../../ports/storage.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import type { Browser } from '../support/browser.ts';
import { atSecondFactor, enrollmentsOf, passwordProved, type Scene, startScene } from './scene.ts';

let broken = false;
let scene: Scene;
beforeEach(async () => {
  broken = false;
  scene = await startScene({ wrapStorage: withAttempts });
});
afterEach(() => scene.stop());

/** Its attempts are away while `broken`. */
function withAttempts(storage: Storage): Storage {
  const attempts = new Proxy(storage.attempts, {
    get: (target, key, receiver) =>
      broken
        ? async () => {
            throw new StoreUnavailable('attempts are away');
          }
        : Reflect.get(target, key, receiver),
  });
  return { ...storage, attempts };
}

async function expectUnavailable(browser: Browser, fields: Readonly<Record<string, string>>): Promise<void> {
  const page = await browser.submit(fields);
  expect(page.status).toBe(503);
  expect(page.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(page.text).not.toMatch(/attempts are away|StoreUnavailable| at /);
}

describe('while attempts cannot be counted', () => {
  test('a right password is not looked at', async () => {
    const person = await scene.person();
    const browser = scene.app.browser();
    await browser.open(await scene.application.authorizationUrl());
    broken = true;
    await expectUnavailable(browser, { identifier: person.identifier, password: person.password });
    broken = false;
    await browser.back();
    expect((await browser.reload()).text).not.toContain(person.identifier);
  });

  test('a right code of an app is not looked at, and not used up', async () => {
    const person = await scene.person();
    const browser = await atSecondFactor(scene, person);
    const before = await enrollmentsOf(scene, person);
    const { url } = browser.page;
    broken = true;
    await expectUnavailable(browser, { code: person.code() });
    expect(await enrollmentsOf(scene, person)).toEqual(before);
    broken = false;
    await browser.open(url);
    expect((await browser.submit({ code: person.code() })).arrival).not.toBeNull();
  });

  test('a right backup code is not looked at, and not used up', async () => {
    const person = await scene.person({ backupCodes: true });
    const browser = await atSecondFactor(scene, person);
    await browser.follow(`${browser.page.url.pathname}?method=backup-code`);
    const before = await enrollmentsOf(scene, person);
    broken = true;
    await expectUnavailable(browser, { code: person.backupCodes[0] ?? '' });
    expect(await enrollmentsOf(scene, person)).toEqual(before);
  });

  test('no code is mailed, and a mailed one is not looked at', async () => {
    const person = await scene.person({ totp: false });
    const browser = await passwordProved(scene, person);
    const { url } = browser.page;
    broken = true;
    const sent = scene.app.mails.length;
    await expectUnavailable(browser, {});
    expect(scene.app.mails).toHaveLength(sent);
    broken = false;
    await browser.open(url);
    await browser.submit();
    const code = await scene.app.mailedCode(person.email);
    broken = true;
    await expectUnavailable(browser, { code });
    broken = false;
    await browser.open(url);
    await browser.submit({ code });
    expect(browser.page.text).toContain('authenticator');
  });
});
