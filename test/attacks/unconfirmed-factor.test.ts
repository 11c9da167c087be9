// authentik#2330: a factor that was begun and never confirmed counts as enrolled (B8).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from '../support/browser.ts';
import { shownKey, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import type { Person } from '../support/world.ts';
import {
  arrivalOf,
  csrfOf,
  enrollmentsOf,
  givesCode,
  interactionPath,
  passwordProved,
  type Scene,
  startScene,
} from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

/** A browser that was shown a key, and the key. */
async function begun(person: Person): Promise<{ browser: Browser; key: string }> {
  const browser = await passwordProved(scene, person);
  await browser.submit();
  await browser.submit({ code: await scene.app.mailedCode(person.email) });
  return { browser, key: shownKey(browser.page) };
}

describe('an authenticator app that was not confirmed', () => {
  test('is asked of nobody: the next sign-in begins with the second way again (B8, B9)', async () => {
    const person = await scene.person({ totp: false });
    await begun(person);
    const next = await passwordProved(scene, person);
    expect(stepOf(next.page)).toBe('send-code');
    expect((await enrollmentsOf(scene, person)).factors).toEqual([]);
  });

  test('answers at no other step and in no other sign-in', async () => {
    const person = await scene.person({ totp: false });
    const { key } = await begun(person);
    const attacker = await passwordProved(scene, person);
    for (const step of ['second-factor', 'authenticator', 'confirmation']) {
      const csrf = csrfOf(attacker.page);
      const page = await attacker.post(`${interactionPath(attacker)}/${step}`, { csrf, code: totpCode(key) });
      expect(givesCode(page)).toBe(false);
      await attacker.follow(interactionPath(attacker));
    }
    expect((await enrollmentsOf(scene, person)).factors).toEqual([]);
  });

  test('is replaced by a new key: the old one confirms nothing', async () => {
    const person = await scene.person({ totp: false });
    const { browser, key } = await begun(person);
    await browser.submit({}, undefined, 'new-key');
    expect(shownKey(browser.page)).not.toBe(key);
    const stale = totpCode(key);
    const fresh = totpCode(shownKey(browser.page));
    if (stale !== fresh) expect((await browser.submit({ code: stale })).status).toBe(422);
    expect((await enrollmentsOf(scene, person)).factors).toEqual([]);
  });

  test('adds nothing to a token where the second factor is optional (D2)', async () => {
    const optional = await scene.app.world.tenant({}, { graceDays: 90 });
    const application = await scene.app.application(await scene.app.world.client(optional.id));
    const person = await scene.app.world.person(optional.id);
    const { browser } = await begunAt(application, person);
    const page = await browser.submit({}, undefined, 'later');
    const { claims } = await application.callback(arrivalOf(page));
    expect(claims.amr).toEqual(['pwd']);
    expect(claims.acr).toBe('https://refeds.org/profile/sfa');
  });
});

async function begunAt(application: Scene['application'], person: Person) {
  const browser = await passwordProved({ app: scene.app, application }, person);
  await browser.submit({}, undefined, 'send-code');
  await browser.submit({ code: await scene.app.mailedCode(person.email) }, undefined, 'confirmation');
  expect(stepOf(browser.page)).toBe('authenticator');
  return { browser };
}
