// Put together: what is overdue and weak beside what is strict and in grace: locked out, or let in with a password. Here an
// application that needs a second factor (a hard need is due at once), of an organisation where passkeys are still in grace.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Application } from '../support/application.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import {
  arrivalOf,
  csrfOf,
  givesCode,
  interactionPath,
  onlyPassword,
  type Scene,
  startScene,
} from './scene.ts';

const mfa = 'https://refeds.org/profile/mfa';
let scene: Scene;
let strict: Application;
beforeEach(async () => {
  const factors = { passkey: true, totp: true, sms: false };
  scene = await startScene({
    policy: { level: 'phishing-resistant', factors, start: Date.now(), graceDays: 7 },
  });
  const { app, tenant } = scene;
  strict = await app.application(await app.world.client(tenant.id, { requiredLevel: 'mfa' }));
});
afterEach(() => scene.stop());

test('who has an app proves it, is not let in without, and may put the passkey off', async () => {
  const person = await scene.person();
  const browser = scene.app.browser();
  expect(stepOf(await signIn(browser, strict, onlyPassword(person)))).toBe('second-factor');
  await browser.post(`${interactionPath(browser)}/later`, { csrf: csrfOf(browser.page) });
  expect([stepOf(browser.page), givesCode(browser.page)]).toEqual(['second-factor', false]);
  await browser.submit({ code: person.code() });
  expect(browser.page.text).toContain('Later, until');
  const page = await browser.submit({}, undefined, 'later');
  expect((await strict.callback(arrivalOf(page))).claims).toMatchObject({
    acr: mfa,
    amr: ['pwd', 'otp', 'mfa'],
  });
});

test('who has nothing sets something up that is enough, and cannot put that off', async () => {
  const person = await scene.person({ totp: false });
  const browser = scene.app.browser();
  await signIn(browser, strict, onlyPassword(person));
  expect(stepOf(browser.page)).toBe('send-code');
  expect(browser.page.text).not.toContain('Later');
  await browser.post(`${interactionPath(browser)}/later`, { csrf: csrfOf(browser.page) });
  expect([stepOf(browser.page), givesCode(browser.page)]).toEqual(['send-code', false]);
  // Another application needs nothing of its own: there grace is grace.
  await signIn(browser, scene.application, onlyPassword(person));
  const page = await browser.submit({}, undefined, 'later');
  expect((await scene.application.callback(arrivalOf(page))).claims.amr).toEqual(['pwd']);
});

test('who was reset has no grace for what the organisation asks, and is not locked out', async () => {
  const person = await scene.person();
  const { access } = scene.app.core.actions;
  const check = { identityChecked: 'phone', reason: 'lost phone' };
  await access.resetFactors({ kind: 'operator', name: 'test' }, person.id, check);
  const browser = scene.app.browser();
  await signIn(browser, scene.application, onlyPassword(person));
  expect(stepOf(browser.page)).toBe('send-code');
  expect(browser.page.text).not.toContain('Later');
});
