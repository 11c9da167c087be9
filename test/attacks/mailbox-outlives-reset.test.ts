// A thief reads the mailbox of somebody who has passkeys only, shows the mailed code at "I can't sign in", and waits. The help
// desk resets the account; the thief goes on. With the factors gone the mailbox would be all that is asked.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgets } from '../journeys/ways-back.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { givePasskey } from '../support/passkeys.ts';
import { setUp, signIn, stepOf } from '../support/sign-in.ts';
import { enrollmentsOf, type Scene, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'the phone was stolen' };

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.stop());

test('a mailed code shown before the reset leads nowhere after it (B9, E4)', async () => {
  const { app, application } = scene;
  await app.world.setPolicy(scene.tenant.id, { factors: { passkey: true, totp: true, sms: false } });
  const person = await scene.person({ password: null, totp: false, backupCodes: true });
  await givePasskey(app, person, createAuthenticator());
  const thief = app.browser();
  await forgets(thief, application, person.identifier);
  await thief.submit({ code: await app.mailedCode(person.email) });
  expect(stepOf(thief.page)).toBe('second-factor');
  expect((await app.core.actions.access.resetFactors(operator, person.id, check)).ok).toBe(true);
  await thief.submit({ code: person.backupCodes[0] ?? '' });
  expect(stepOf(thief.page)).toBe('password');
  await thief.open(thief.page.url);
  expect(stepOf(thief.page)).toBe('password');
  expect(thief.page.arrival).toBeNull();
  expect(await enrollmentsOf(scene, person)).toMatchObject({ factors: [], markedForReenrollment: true });
});

test('nor does one that somebody with a password had shown: they sign in, and set up with the code of the help desk', async () => {
  const { app, application } = scene;
  const person = await scene.person();
  const browser = app.browser();
  await forgets(browser, application, person.identifier);
  await browser.submit({ code: await app.mailedCode(person.email) });
  expect(stepOf(browser.page)).toBe('second-factor');
  const reset = await app.core.actions.access.resetFactors(operator, person.id, check);
  if (!reset.ok) throw new Error(reset.reason);
  await browser.open(browser.page.url);
  expect(stepOf(browser.page)).toBe('password');
  const again = app.browser();
  await signIn(again, application, { ...person, code: undefined });
  await again.follow(`${again.page.url.pathname}?way=enrollment-code`);
  await setUp(again, { enrollmentCode: reset.code });
  expect((await enrollmentsOf(scene, person)).factors).toHaveLength(1);
});
