// Passkeys on the account pages: the first, another, one that raises what the account can prove, and one that is removed
// (B1, B9, A12).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { type Authenticator, createAuthenticator } from '../support/authenticator.ts';
import type { Browser } from '../support/browser.ts';
import { movableClock, second } from '../support/clock.ts';
import { attribute } from '../support/html.ts';
import { givePasskey, passkeyAnswer, usePasskey } from '../support/passkeys.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { setScene } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => clock.advance(31 * second));
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const policy = { secondFactor: 'optional', factors: { passkey: true, totp: true, sms: false } } as const;

async function confirmByMail(browser: Browser, { email }: Person): Promise<void> {
  expect(stepOf(browser.page)).toBe('send-code');
  await browser.submit();
  await browser.submit({ code: await app.mailedCode(email) });
}

async function chooseAPasskey(browser: Browser): Promise<void> {
  await browser.open(`${app.issuer}/account/factors`);
  await browser.click('Add a second step');
  await browser.submit({ kind: 'passkey' });
}

/** Somebody who has signed in with password and passkey, at the list of their second steps. */
async function withPasskey(authenticator: Authenticator) {
  const scene = await setScene(app, { policy, person: { totp: false } });
  const { browser, application, person } = scene;
  await givePasskey(app, person, authenticator);
  const { identifier, password } = person;
  await signIn(browser, application, { identifier, password });
  await usePasskey(browser, authenticator);
  await browser.open(`${app.issuer}/account/factors`);
  return scene;
}

/** What the page tells the browser. */
function accepted({ page }: Browser): unknown {
  const [one] = page.html.find((each) => attribute(each, 'data-passkeys-accepted') !== null);
  return one && JSON.parse(attribute(one, 'data-passkeys-accepted') ?? '');
}

describe('a passkey on the account pages (B1)', () => {
  test('is registered beside the first, and used once right after', async () => {
    const { browser, person } = await withPasskey(createAuthenticator({ synced: true }));
    const second = createAuthenticator();
    await chooseAPasskey(browser);
    expect((await browser.submit({ passkey: '{}' }, undefined, 'new-passkey')).status).toBe(422);
    await usePasskey(browser, second);
    expect(browser.page.text).toContain('Use it once now');
    const { url } = browser.page;
    expect((await browser.submit({ passkey: '{}' }, undefined, 'use-passkey')).status).toBe(422);
    await browser.open(url.href);
    const answer = passkeyAnswer(browser.page, second);
    await browser.submit({ passkey: answer }, undefined, 'use-passkey');
    expect(browser.page.text).toContain('Your second step is set up.');
    const { factors } = await app.store.storage.enrollments.find(person.id);
    expect(factors.map(({ lastUsedAt }) => lastUsedAt === null)).toEqual([false, false]);
  });

  test('B9: needs the mailbox where it is better than what there is', async () => {
    const { browser, application, person } = await setScene(app, { policy });
    await signIn(browser, application, { ...person, code: () => person.code() });
    await chooseAPasskey(browser);
    await confirmByMail(browser, person);
    const authenticator = createAuthenticator();
    await usePasskey(browser, authenticator);
    await usePasskey(browser, authenticator);
    expect(browser.page.url.pathname).toBe('/account/factors');
    const { factors, backupCodes } = await app.store.storage.enrollments.find(person.id);
    expect(factors.map(({ kind }) => kind)).toEqual(['totp', 'passkey']);
    expect(backupCodes?.codes).toHaveLength(10);
  });

  test('is forgotten by the browser, too, when it is removed', async () => {
    const authenticator = createAuthenticator({ synced: true });
    const { browser } = await withPasskey(authenticator);
    const ids = { rpID: 'localhost', allAcceptedCredentialIDs: authenticator.credentialIds };
    expect(accepted(browser)).toMatchObject(ids);
    await browser.click('Passkey');
    await browser.click('Remove it');
    await browser.submit();
    expect(browser.page.text).toContain('It is removed.');
    expect(accepted(browser)).toMatchObject({ ...ids, allAcceptedCredentialIDs: [] });
  });
});
