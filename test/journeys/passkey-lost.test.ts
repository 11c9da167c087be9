// Ways back where passkeys are all that an account has, and the second way that binding something better needs.
// Invariant: a mail and a backup code set up another passkey and nothing else; no token comes before it was used.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { minute, movableClock } from '../support/clock.ts';
import { givePasskey, usePasskey } from '../support/passkeys.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { setScene, tokensAt } from './scene.ts';
import { forgets, linksTo } from './ways-back.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
const clock = movableClock();
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const policy = { factors: { passkey: true, totp: true, sms: false } };

test('a mail and a backup code lead to another passkey, and only that one signs in', async () => {
  const { browser, application, person } = await setScene(app, {
    policy,
    person: { password: null, totp: false, backupCodes: true },
  });
  await givePasskey(app, person, createAuthenticator());
  await forgets(browser, application, person.identifier);
  await browser.submit({ code: await app.mailedCode(person.email) });
  expect(stepOf(browser.page)).toBe('second-factor');
  expect(browser.page.text).toContain('backup code');
  await browser.submit({ code: person.backupCodes[0] ?? '' });
  expect(browser.page.arrival).toBeNull();
  const another = createAuthenticator();
  await usePasskey(browser, another);
  // Registered, not proved: the first page asks for it.
  expect(stepOf(browser.page)).toBe('password');
  await usePasskey(browser, another);
  const tokens = await tokensAt(browser.page, application);
  expect(tokens.claims).toMatchObject({ sub: person.id, acr: 'phr' });
  const { factors } = await app.store.storage.enrollments.find(person.id);
  expect(factors).toHaveLength(2);
  expect(await app.store.storage.passwords.find(person.id)).toBeUndefined();
});

test('the mail is used up by the passkey that is set up with it, and by nothing before', async () => {
  const { browser, application, person } = await setScene(app, {
    policy,
    person: { password: null, totp: false, backupCodes: true },
  });
  await givePasskey(app, person, createAuthenticator());
  const isLive = async () =>
    (await app.store.storage.oneTimeSecrets.findFor(person.id, 'password-link', clock.now())) !== undefined;
  await forgets(browser, application, person.identifier);
  await browser.submit({ code: await app.mailedCode(person.email) });
  await browser.submit({ code: person.backupCodes[0] ?? '' });
  expect(await isLive()).toBe(true);
  await usePasskey(browser, createAuthenticator());
  expect(await isLive()).toBe(false);
});

test('a mail that is too old by then sets up nothing, and another can be asked for', async () => {
  const { browser, application, person } = await setScene(app, {
    policy,
    person: { password: null, totp: false, backupCodes: true },
  });
  await givePasskey(app, person, createAuthenticator());
  await forgets(browser, application, person.identifier);
  await browser.submit({ code: await app.mailedCode(person.email) });
  await browser.submit({ code: person.backupCodes[0] ?? '' });
  clock.advance(21 * minute);
  await browser.reload();
  await usePasskey(browser, createAuthenticator());
  expect(stepOf(browser.page)).toBe('password-link');
  expect((await app.store.storage.enrollments.find(person.id)).factors).toHaveLength(1);
  const sent = linksTo(app, person.email);
  await browser.submit({}, undefined, 'forgot-password');
  expect(linksTo(app, person.email)).toBe(sent + 1);
});

test('without backup codes there is no mail: the help desk is left', async () => {
  const { browser, application, person } = await setScene(app, {
    policy,
    person: { password: null, totp: false, backupCodes: false },
  });
  await givePasskey(app, person, createAuthenticator());
  await forgets(browser, application, person.identifier);
  expect(linksTo(app, person.email)).toBe(0);
});

test('a passkey beside an authenticator app needs the app and the mailbox, where passkeys are required', async () => {
  const { browser, application, person } = await setScene(app, {
    policy: { factors: { passkey: true, totp: false, sms: false }, level: 'phishing-resistant' },
  });
  await signIn(browser, application, { ...person, code: () => person.code() });
  expect(stepOf(browser.page)).toBe('send-code');
  await browser.submit();
  await browser.submit({ code: await app.mailedCode(person.email) });
  const passkey = createAuthenticator();
  await usePasskey(browser, passkey);
  await usePasskey(browser, passkey);
  expect((await tokensAt(browser.page, application)).claims).toMatchObject({ acr: 'phr' });
});
