// The way into the account pages: they have no login form, and every request is judged like one of an application.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { goOn, setUp, signIn, stepOf } from '../support/sign-in.ts';
import { setScene, tokensAt } from './scene.ts';

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

const account = () => `${app.issuer}/account`;

describe('the account pages (C3)', () => {
  test('lead through the sign-in, with the organisation’s policy, and back to the page that was asked for', async () => {
    const { person, browser, tenant } = await setScene(app);
    await browser.open(account());
    expect(stepOf(browser.page)).toBe('organization');
    await browser.submit({ organization: tenant.shortName });
    expect(browser.page.text).toContain('to continue to your account');
    const page = await goOn(browser, person);
    expect(page.url.pathname).toBe('/account');
    expect(page.heading).toBe('Your account');
    expect(page.text).toContain(person.identifier);
    expect(page.text).toContain('Authenticator app, since');
    expect(page.text).toContain('10 unused backup codes');
    expect(page.text).toContain(`${tenant.name} requires a second step. You have one.`);
  });

  test('are opened without a question by a session that the policy allows', async () => {
    const { person, browser, application } = await setScene(app);
    await tokensAt(await signIn(browser, application, person), application);
    const page = await browser.open(account());
    expect(page.url.pathname).toBe('/account');
    expect((await browser.reload()).heading).toBe('Your account');
  });

  test('say until when a second step has to be set up', async () => {
    const { person, browser, application, tenant } = await setScene(app, {
      policy: { start: Date.now() - 2 * 24 * 60 * minute },
      person: { totp: false, backupCodes: false },
    });
    await signIn(browser, application, person);
    await browser.submit({}, undefined, 'later');
    const page = await browser.open(account());
    expect(page.heading).toBe('Your account');
    expect(page.text).toContain(`${tenant.name} requires a second step. It has to be set up by`);
  });

  test('are behind set-up for those who are overdue', async () => {
    const { person, browser, tenant } = await setScene(app, { person: { totp: false, backupCodes: false } });
    await browser.open(account());
    await browser.submit({ organization: tenant.shortName });
    await goOn(browser, person);
    expect(stepOf(browser.page)).toBe('send-code');
    const { page } = await setUp(browser, { mailedCode: () => app.mailedCode(person.email) });
    expect(page.heading).toBe('Your account');
  });

  test('say so, when somebody gives the sign-in up', async () => {
    const { browser, tenant } = await setScene(app);
    await browser.open(account());
    await browser.submit({ organization: tenant.shortName });
    await browser.submit({}, undefined, 'cancel');
    expect(browser.page.heading).toBe('You cancelled');
    await browser.click('Go to your account');
    expect(stepOf(browser.page)).toBe('organization');
  });

  test('show the account that is signed in now', async () => {
    const { person, browser, application, tenant } = await setScene(app);
    await signIn(browser, application, person);
    expect((await browser.open(account())).text).toContain(person.identifier);
    const other = await app.world.person(tenant.id, { totp: true });
    await browser.open(`${app.issuer}/session/end`);
    await browser.submit({}, 'Sign out');
    await signIn(browser, application, other);
    const page = await browser.open(account());
    expect(page.text).toContain(other.identifier);
    expect(page.text).not.toContain(person.identifier);
  });
});
