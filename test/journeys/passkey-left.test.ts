// A set-up that is left after a passkey was registered and before it was used: it counts for nothing, locks nobody out, and can
// be finished at the next sign-in or on the account pages; its backup codes are shown then (B3, B7, B8, C3).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { movableClock, second } from '../support/clock.ts';
import { usePasskey } from '../support/passkeys.ts';
import { setUp, shownBackupCodes, signIn, stepOf } from '../support/sign-in.ts';
import { expectProof, type SceneOptions, setScene, tokensAt } from './scene.ts';

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

const factors = { passkey: true, totp: true, sms: false } as const;
const nothingYet = { totp: false, backupCodes: false };
const phr = { acr: 'phr', amr: ['pwd', 'pop', 'user', 'mfa'] };

/** Somebody who left a forced set-up with a passkey registered; in a new browser now. */
async function left(policy: SceneOptions['policy'] = {}) {
  const scene = await setScene(app, { policy: { factors, ...policy }, person: nothingYet });
  const { browser, application, person } = scene;
  const authenticator = createAuthenticator();
  await signIn(browser, application, person);
  await browser.submit();
  await browser.submit({ code: await app.mailedCode(person.email) });
  await browser.submit({ kind: 'passkey' });
  await usePasskey(browser, authenticator);
  expect(browser.page.text).toContain('Use it once now');
  return { ...scene, authenticator, browser: app.browser() };
}

describe('at the next sign-in', () => {
  test('it is used, and backup codes come with it', async () => {
    const { browser, application, person, authenticator } = await left();
    await signIn(browser, application, person);
    expect(browser.page.text).toContain('and not used it yet. Once you do, it counts.');
    expect(browser.page.text).toContain('Your organization requires two-factor authentication.');
    expect(shownBackupCodes(await usePasskey(browser, authenticator))).toHaveLength(10);
    expect(browser.page.text).not.toContain('Step ');
    expectProof(await tokensAt(await browser.submit({ kept: true }), application), person, phr);
  });

  test('it is used without a password, and they come too', async () => {
    const { browser, application, person, authenticator } = await left();
    await signIn(browser, application, {});
    expect(shownBackupCodes(await usePasskey(browser, authenticator))).toHaveLength(10);
    const tokens = await tokensAt(await browser.submit({ kept: true }), application);
    expectProof(tokens, person, { acr: 'phr', amr: ['pop', 'user', 'mfa'] });
  });

  test('B9: something else is set up instead, with the second way again; and one can go back to it', async () => {
    const { browser, application, person } = await left();
    await signIn(browser, application, person);
    await browser.submit({}, undefined, 'another-kind');
    expect(stepOf(browser.page)).toBe('send-code');
    await browser.click('Use the passkey that you have set up');
    expect(browser.page.heading).toBe('Use your passkey');
    await browser.submit({ passkey: '{}' });
    expect(browser.page.status).toBe(422);
    await browser.submit({}, undefined, 'another-kind');
    await browser.click('See what is set up on your account');
    expect(browser.page.text).toContain('Passkey, not used yet');
    await browser.click('Go on with set-up');
    const { page } = await setUp(browser, { mailedCode: () => app.mailedCode(person.email) });
    expectProof(await tokensAt(page, application), person, {
      acr: 'https://refeds.org/profile/mfa',
      amr: ['pwd', 'otp', 'mfa'],
    });
    // From now on the app is asked for, and the passkey may answer as well.
    const { identifier, password } = person;
    const next = app.browser();
    await signIn(next, application, { identifier, password });
    expect(next.page.heading).toBe('Enter your code');
    expect(next.page.text).toContain('Use your passkey');
  });

  test('another passkey is registered instead, and is used then', async () => {
    const { browser, application, person } = await left();
    await signIn(browser, application, person);
    await browser.submit({}, undefined, 'another-kind');
    await browser.submit();
    await browser.submit({ code: await app.mailedCode(person.email) });
    await browser.submit({ kind: 'passkey' });
    const another = createAuthenticator();
    await usePasskey(browser, another);
    expect(browser.page.text).toContain('Use it once now');
    expect(shownBackupCodes(await usePasskey(browser, another))).toHaveLength(10);
    expectProof(await tokensAt(await browser.submit({ kept: true }), application), person, phr);
  });

  test('A5: in grace it can be put off, and the password is enough until the deadline', async () => {
    const { browser, application, person } = await left({ graceDays: 90 });
    await signIn(browser, application, person);
    const page = await browser.submit({}, undefined, 'later');
    const { claims } = await tokensAt(page, application);
    expect(claims.amr).toEqual(['pwd']);
  });

  test('A1: where none is required nobody is asked for it', async () => {
    const { browser, application, person, tenant } = await left();
    await app.world.setPolicy(tenant.id, { secondFactor: 'optional' });
    const { claims } = await tokensAt(await signIn(browser, application, person), application);
    expect(claims.amr).toEqual(['pwd']);
  });
});

describe('on the account pages (C3)', () => {
  const optional = { secondFactor: 'optional', factors } as const;

  test('it protects nothing, and is used there; its backup codes are shown', async () => {
    const { browser, application, person, tenant, authenticator } = await left();
    await app.world.setPolicy(tenant.id, optional);
    await signIn(browser, application, person);
    await browser.open(`${app.issuer}/account`);
    expect(browser.page.text).toContain('Until you do, it does not count.');
    expect(browser.page.text).toContain('No second step');
    await browser.click('Use it now');
    expect((await browser.submit({ passkey: '{}' })).status).toBe(422);
    expect(shownBackupCodes(await usePasskey(browser, authenticator))).toHaveLength(10);
    await browser.submit({ kept: true });
    expect(browser.page.text).toContain('Your second step is set up.');
    expect(browser.page.text).not.toContain('does not count');
  });

  test('B7: what works stays beside it, and it can be removed at once', async () => {
    const { browser, application, person } = await setScene(app, { policy: { factors } });
    await signIn(browser, application, { ...person, code: () => person.code() });
    await browser.open(`${app.issuer}/account/factors/add`);
    await browser.submit({ kind: 'passkey' });
    await browser.submit();
    await browser.submit({ code: await app.mailedCode(person.email) });
    await usePasskey(browser, createAuthenticator());
    await browser.open(`${app.issuer}/account/factors`);
    expect(browser.page.text).toContain('Not used yet, so it does not count');
    await browser.click('Authenticator app');
    expect(browser.page.text).toContain('It cannot be removed: it is the last one');
    await browser.open(`${app.issuer}/account/factors`);
    await browser.click('Security key');
    await browser.click('Remove it');
    expect(browser.page.text).toContain('was never used. It is removed at once');
    await browser.submit();
    expect(browser.page.text).toContain('It is removed.');
    const { factors: kept } = await app.store.storage.enrollments.find(person.id);
    expect(kept.map(({ kind }) => kind)).toEqual(['totp']);
  });

  test('one that was used, or is somebody else’s, is not tried', async () => {
    const { browser, application, person } = await setScene(app, { policy: { factors } });
    await signIn(browser, application, { ...person, code: () => person.code() });
    const [own] = (await app.store.storage.enrollments.find(person.id)).factors;
    await browser.open(`${app.issuer}/account/factor/${own?.id}/try`);
    expect(browser.page.url.pathname).toBe(`/account/factor/${own?.id}`);
    const { person: other } = await left();
    const [foreign] = (await app.store.storage.enrollments.find(other.id)).factors;
    await browser.open(`${app.issuer}/account/factor/${foreign?.id}/try`);
    expect(browser.page.status).toBe(404);
  });
});
