// Where one is signed in, which applications have access, and what happened: read, and ended by the account's owner (C3).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { type Parameters as ApplicationParameters, refusalOf } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { movableClock, second } from '../support/clock.ts';
import { attribute, fold, textContent } from '../support/html.ts';
import { goOn, signIn } from '../support/sign-in.ts';
import { type Scene, type SceneOptions, setScene, tokensAt } from './scene.ts';

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

const onPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1';

/** Signed in with the scene's browser and on a phone elsewhere, where the application has a token. */
async function twice(options: SceneOptions = {}, parameters: ApplicationParameters = {}) {
  const scene = await setScene(app, options);
  const { person, application, browser } = scene;
  const having = { ...person, agrees: true };
  const here = await tokensAt(await signIn(browser, application, having, parameters), application);
  clock.advance(31 * second);
  const phone = app.browser({ address: '198.51.100.23', headers: { 'User-Agent': onPhone } });
  const page = await signIn(phone, application, having, parameters);
  return { ...scene, here, phone, onPhone: await tokensAt(page, application) };
}

/** What stands in the list of the page, entry by entry. */
function entries({ page }: Browser): string[] {
  const [list] = page.html.find((one) => attribute(one, 'class') === 'entries');
  const items = list?.childNodes.filter((one) => one.nodeName === 'li') ?? [];
  return items.map((one) => fold(textContent(one)));
}

const pathOf = (browser: Browser, path: string) => browser.open(`${app.issuer}/account${path}`);

describe('where one is signed in', () => {
  test('is shown with browser, network, applications and times, this browser first', async () => {
    const trustedNetworks = [{ name: 'Ward', cidr: '203.0.113.0/24' }];
    const { browser } = await twice({ policy: { trustedNetworks }, client: { name: 'Patient Records' } });
    await pathOf(browser, '/sessions');
    const [here, phone, ...more] = entries(browser);
    expect(more).toEqual([]);
    expect(here).toMatch(/^Linux This browser Network: Ward Applications: Patient Records Signed in since/);
    expect(phone).toMatch(/^Safari on iPhone Network: 198\.51\.100\.0\/24 Applications: Patient Records/);
  });

  test('ends there by a click, with what was given there', async () => {
    const { browser, phone, onPhone: tokens, application } = await twice();
    await pathOf(browser, '/sessions');
    await browser.submit({}, undefined, '/sessions/end');
    expect(browser.page.text).toContain('You are signed out there.');
    expect(browser.page.text).toContain('You are signed in nowhere else.');
    expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
    const page = await phone.open(
      await application.authorizationUrl({ prompt: 'none' }),
      application.redirectUri,
    );
    expect(page.arrival?.url.searchParams.get('error')).toBe('login_required');
  });

  test('ends everywhere else by one click, and this browser stays', async () => {
    const { browser, phone, application, person } = await twice();
    clock.advance(31 * second);
    const third = app.browser();
    await signIn(third, application, person);
    await pathOf(third, '');
    await pathOf(browser, '/sessions');
    await browser.submit({}, undefined, '/sessions/end-others');
    expect(entries(browser)).toHaveLength(1);
    expect(browser.page.text).toContain('You are signed out everywhere else.');
    // Nothing is said that the address makes up.
    expect((await pathOf(browser, '/sessions?done=hello')).text).not.toMatch(/hello|signed out/);
    expect((await pathOf(browser, '')).heading).toBe('Your account');
    for (const other of [phone, third]) {
      const page = await other.open(`${app.issuer}/account`);
      expect(page.heading).not.toBe('Your account');
    }
  });
});

test('“everywhere else” ends offline access of sessions that ended before, and leaves this browser’s', async () => {
  const offline = { scope: 'openid offline_access' };
  const { browser, here, onPhone: tokens, application, person } = await twice(offline, { prompt: 'consent' });
  await pathOf(browser, '/sessions');
  await browser.submit({}, undefined, '/sessions/end');
  const refreshed = await application.refresh(tokens.refreshToken ?? '');
  clock.advance(31 * second);
  await signIn(app.browser(), application, { ...person, agrees: true });
  await pathOf(browser, '/sessions');
  await browser.submit({}, undefined, '/sessions/end-others');
  expect(await refusalOf(application.refresh(refreshed.refreshToken ?? ''))).toMatchObject({
    error: 'invalid_grant',
  });
  expect(await application.refresh(here.refreshToken ?? '')).toBeDefined();
});

describe('applications with access', () => {
  test('are listed with what they learn, and lose it by a click', async () => {
    const {
      browser,
      onPhone: tokens,
      application,
      person,
    } = await twice(
      { client: { name: 'Rota', firstParty: false }, scope: 'openid email offline_access' },
      { prompt: 'consent' },
    );
    await pathOf(browser, '/applications');
    const [rota] = entries(browser);
    expect(rota).toContain('Rota You are signed in there. It may use your account while you are away, too.');
    expect(rota).toContain('Your e-mail address');
    await browser.submit({}, undefined, '/applications/revoke');
    expect(browser.page.text).toContain('The application no longer has access.');
    expect(browser.page.text).toContain('No application has access to your account.');
    expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
    const page = await browser.open(await application.authorizationUrl(), application.redirectUri);
    expect(page.heading).toContain('Share your details');
    expect((await pathOf(browser, '/activity')).text).toContain(
      'Application’s access taken away\nApplication: Rota',
    );
    expect(await app.store.storage.consents.ofAccount(person.id)).toEqual([]);
  });
});

test('an application with offline access alone is not said to be where one is signed in', async () => {
  const rota = { client: { name: 'Rota' }, scope: 'openid offline_access' };
  const scene = await setScene(app, rota);
  const { browser, application } = scene;
  await signIn(browser, application, { ...scene.person, agrees: true }, { prompt: 'consent' });
  await tokensAt(browser.page, application);
  await pathOf(browser, '/applications');
  expect(entries(browser)[0]).toContain(
    'You are signed in there. It may use your account while you are away, too.',
  );
  const phone = app.browser();
  clock.advance(31 * second);
  await signInToAccount(phone, scene);
  await pathOf(phone, '/sessions');
  await phone.submit({}, undefined, '/sessions/end');
  await pathOf(phone, '/applications');
  expect(entries(phone)[0]).toContain(
    'You are not signed in there, but it may use your account while you are away.',
  );
  expect(entries(phone)[0]).not.toContain('You are signed in there');
});

describe('recent activity', () => {
  test('tells in words what happened, newest first, page by page', async () => {
    const { browser } = await twice({ client: { name: 'Patient Records' } });
    await app.core.audit.drain();
    await pathOf(browser, '/activity');
    const texts = entries(browser);
    expect(texts[0]).toMatch(/^Account pages opened /);
    expect(texts.some((text) => /^Authenticator app used .+ Safari on iPhone/.test(text))).toBe(true);
    expect(texts.some((text) => /^Signed in Application: Patient Records/.test(text))).toBe(true);
  });

  test('goes on where the page before ended, and shows nobody else’s', async () => {
    const { browser, person, tenant } = await setScene(app);
    await signInToAccount(browser, { person, tenant });
    const other = await app.world.person(tenant.id, { totp: true });
    for (let turn = 0; turn < 30; turn++)
      app.core.audit.queue({ type: 'mailbox-code.sent' }, contextFor(tenant.id, person.id), Date.now());
    app.core.audit.queue(
      { type: 'account.disabled', reason: null },
      contextFor(tenant.id, other.id),
      Date.now(),
    );
    await app.core.audit.drain();
    await pathOf(browser, '/activity');
    expect(entries(browser)).toHaveLength(25);
    expect(browser.page.text).not.toContain('Account turned off');
    await browser.click('Older');
    const older = entries(browser);
    expect(older.filter((text) => text.startsWith('Code sent to your mailbox')).length).toBe(5);
    expect(older.some((text) => text.startsWith('Password used'))).toBe(true);
    await browser.click('Newest');
    expect(entries(browser)).toHaveLength(25);
  });
});

const contextFor = (tenantId: string, accountId: string) => ({
  tenantId,
  accountId,
  actor: { kind: 'system' } as const,
  email: null,
  address: null,
  userAgent: null,
  clientId: null,
  signInId: null,
});

async function signInToAccount(browser: Browser, { person, tenant }: Pick<Scene, 'person' | 'tenant'>) {
  await pathOf(browser, '');
  await browser.submit({ organization: tenant.shortName });
  expect((await goOn(browser, person)).heading).toBe('Your account');
}
