// Second steps on the account pages: seeing, naming, adding, renewing (C3, B7, B9, A12).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import type { Browser } from '../support/browser.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { givePasskey } from '../support/passkeys.ts';
import { goOn, shownBackupCodes, shownKey, signIn, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import type { Person } from '../support/world.ts';
import { type SceneOptions, setScene } from './scene.ts';

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

const nothing = {
  policy: { secondFactor: 'optional' },
  person: { totp: false, backupCodes: false },
} as const;
const twoKinds = {
  factors: { passkey: false, totp: true, sms: true },
  sms: { countries: ['CH'], messagesADay: 100 },
};
const nobody = {
  actor: { kind: 'operator', name: 'test' },
  email: null,
  address: null,
  userAgent: null,
  clientId: null,
  signInId: null,
} as const;
const page = (path: string) => `${app.issuer}/account${path}`;

/** Somebody who has just signed in, and stands on their second steps. */
async function atFactors(options: SceneOptions = {}) {
  const scene = await setScene(app, options);
  const { browser, application, person } = scene;
  await signIn(browser, application, having(person));
  await browser.open(page('/factors'));
  expect(browser.page.heading).toBe('Second steps');
  return scene;
}

function having(person: Person) {
  return { ...person, ...(person.totpKey !== null && { code: () => person.code() }) };
}

async function confirmByMail(browser: Browser, person: Person): Promise<void> {
  expect(stepOf(browser.page)).toBe('send-code');
  await browser.submit();
  expect((await browser.submit({ code: '00000000' })).status).toBe(422);
  await browser.submit({ code: await app.mailedCode(person.email) });
}

const enrollmentsOf = ({ id }: Person) => app.store.storage.enrollments.find(id);

describe('second steps on the account pages (C3)', () => {
  test('are listed with their kind, since when, and when they were used last', async () => {
    const { browser } = await atFactors();
    expect(browser.page.text).toContain('Authenticator app, added on');
    expect(browser.page.text).toContain('Last used on');
    expect(browser.page.text).toContain('Backup codes: 10 left');
  });

  test('are named by the person; a name that is empty or too long comes back with a message', async () => {
    const { browser, person } = await atFactors();
    await browser.click('Authenticator app');
    expect((await browser.submit({ name: '  ' })).status).toBe(422);
    expect(browser.page.text).toContain('Enter a name.');
    expect((await browser.submit({ name: 'x'.repeat(61) })).text).toContain('At most 60 characters.');
    await browser.submit({ name: 'Work\u202e  phone\n' });
    expect(browser.page.text).toContain('Saved.');
    expect((await enrollmentsOf(person)).factors.map(({ name }) => name)).toEqual(['Work phone']);
    await browser.click('Back to your second steps');
    expect(browser.page.text).toContain('Work phone');
  });

  test('B9: the help desk’s code confirms the first one where the mailbox does not count', async () => {
    const username = `u${Date.now()}`;
    const { browser, person } = await atFactors({
      ...nothing,
      person: { ...nothing.person, email: null, username },
    });
    const given = await app.core.factors.enrollmentCode.give({
      accountId: person.id,
      identityChecked: 'phone',
      reason: 'test',
      context: { ...nobody, tenantId: person.tenantId, accountId: person.id },
    });
    await browser.click('Add a second step');
    await browser.submit();
    expect((await browser.submit({ code: 'AAAA-AAAA-AAAA-AAAA' })).status).toBe(422);
    await browser.submit({ code: given.code });
    await browser.submit({ code: totpCode(shownKey(browser.page)) });
    expect(shownBackupCodes(browser.page)).toHaveLength(10);
  });

  test('A12: another one is added after fresh proof, and makes no new backup codes', async () => {
    const { browser, person } = await atFactors();
    clock.advance(6 * minute);
    await browser.click('Add a second step');
    expect(stepOf(browser.page)).toBe('password');
    await goOn(browser, having(person));
    expect(browser.page.url.pathname).toBe('/account/factors/add');
    await browser.submit();
    clock.advance(6 * minute);
    const key = shownKey(browser.page);
    const stopped = await browser.submit({ code: totpCode(key) });
    expect(stopped.heading).toBe('Show again that it is you');
    await browser.click('Sign in again');
    await goOn(browser, having(person));
    expect(shownKey(browser.page)).toBe(key);
    await browser.submit({ code: totpCode(key) });
    expect(browser.page.url.pathname).toBe('/account/factors');
    const { factors } = await enrollmentsOf(person);
    expect(factors.map(({ name }) => name)).toEqual(['Authenticator app', 'Authenticator app 2']);
    // The code that confirmed it was its first use.
    expect(factors[1]?.lastUsedAt).toBe(factors[1]?.confirmedAt);
    expect(browser.page.text).toContain('Backup codes: 10 left');
  });

  test('that failed too often are set up anew, after a backup code: the new one takes their place', async () => {
    const { browser, person } = await atFactors();
    await app.world.changeEnrollments(person.id, ({ factors }) => ({
      factors: factors.map((each) => ({ ...each, disabledAt: Date.now() })),
    }));
    clock.advance(6 * minute);
    await browser.reload();
    expect(browser.page.text).toContain('Turned off after too many wrong tries');
    await browser.open(`${app.issuer}/account`);
    expect(browser.page.text).toContain(
      'requires a second step. Yours was turned off after too many wrong tries.',
    );
    expect(browser.page.text).not.toContain('You have one.');
    await browser.open(`${app.issuer}/account/factors`);
    await browser.click('Authenticator app');
    await browser.click('Set it up anew');
    await goOn(browser, { ...person, backupCode: person.backupCodes[0] ?? '' });
    await browser.submit();
    await browser.submit({ code: totpCode(shownKey(browser.page)) });
    expect((await enrollmentsOf(person)).factors).toMatchObject([
      { kind: 'totp', name: 'Authenticator app', disabledAt: null },
    ]);
  });

  test('A12: one that failed too often asks for nothing: the pages take what still works, and it can be set up anew', async () => {
    const policy = { factors: { passkey: true, totp: true, sms: false } };
    const { browser, person, application } = await atFactors({ policy });
    const passkey = await givePasskey(app, person, createAuthenticator());
    await app.world.changeEnrollments(person.id, ({ factors }) => ({
      factors: factors.map((each) => (each.id === passkey ? { ...each, disabledAt: Date.now() } : each)),
    }));
    for (const path of ['/password', '/email', '/data', '/backup-codes/new', '/factors/add']) {
      await browser.open(page(path));
      expect([path, browser.page.url.pathname]).toEqual([path, `/account${path}`]);
    }
    await browser.open(page(`/factor/${passkey}/remove`));
    expect(browser.page.heading).toContain('Remove');
    // What can do more than the app still needs the second way.
    await browser.open(page('/factors/add'));
    await browser.submit({ kind: 'passkey' });
    expect(stepOf(browser.page)).toBe('send-code');
    // The password alone is not enough.
    const thief = app.browser();
    await signIn(thief, application, { identifier: person.identifier, password: person.password });
    await thief.open(page('/password'));
    expect(thief.page.url.pathname).not.toBe('/account/password');
  });

  test('something else can be set up instead, with the code from the mailbox still shown (B9)', async () => {
    const scene = await setScene(app, { ...nothing, policy: { ...nothing.policy, ...twoKinds } });
    const { browser, application, person } = scene;
    await signIn(browser, application, person);
    await browser.open(`${app.issuer}/account/factors/add`);
    await browser.submit({ kind: 'sms' });
    await browser.click('Set up something else');
    await browser.submit({ kind: 'sms' });
    await browser.submit();
    await browser.submit({ code: await app.mailedCode(person.email) });
    expect(browser.page.heading).toBe('Set up your phone');
    await browser.click('Set up something else');
    const { url } = browser.page;
    const csrf = browser.page.form().values.get('csrf') ?? '';
    expect((await browser.post(url.href, { csrf, kind: 'passkey' })).status).toBe(422);
    await browser.submit({ kind: 'totp' });
    await browser.submit({ code: totpCode(shownKey(browser.page)) });
    expect(shownBackupCodes(browser.page)).toHaveLength(10);
    // Once it is set up there is nothing to choose.
    await browser.open(url.href);
    expect(shownBackupCodes(browser.page)).toHaveLength(10);
  });

  test('are not offered where the organization allows none', async () => {
    const { browser } = await atFactors({ policy: { secondFactor: 'off' } });
    expect(browser.page.text).not.toContain('Add a second step');
    await browser.open(page('/factors/add'));
    expect(browser.page.url.pathname).toBe('/account/factors');
  });

  test('are what the first page of the account leads to, as long as something is missing', async () => {
    const { browser, person } = await atFactors(nothing);
    await browser.click('Back to your account');
    expect(browser.page.text).toContain('Only your password protects your account.');
    await browser.click('Add a second step');
    expect(browser.page.url.pathname).toBe('/account/factors/add');
    const eventId = 'made-by-test';
    const at = Date.now();
    await app.world.changeEnrollments(person.id, () => ({ frozen: { at, until: at + minute, eventId } }));
    expect((await browser.open(page(''))).text).toMatch(/steps are stopped until .+:\d\d .+, because/);
    clock.advance(2 * minute);
    expect((await browser.reload()).text).toContain('Only your password protects your account.');
  });

  test('are begun once by two clicks, and a set-up begun elsewhere is begun anew', async () => {
    const { browser, person } = await atFactors(nothing);
    await browser.click('Add a second step');
    const form = browser.page.form().fill({});
    const twice = () => browser.post(form.action.href, Object.fromEntries(form.fields));
    await twice();
    await confirmByMail(browser, person);
    const key = shownKey(browser.page);
    await twice();
    expect(shownKey(browser.page)).toBe(key);
    const { pending } = await enrollmentsOf(person);
    await app.world.changeEnrollments(person.id, () => ({
      pending: pending && { ...pending, signInId: 'x' },
    }));
    await browser.submit({ code: totpCode(key) });
    await browser.submit();
    expect(shownKey(browser.page)).not.toBe(key);
  });

  test('B6: are begun five times a minute; then the page says until when to wait, and the key stays', async () => {
    const { browser } = await atFactors();
    await browser.click('Add a second step');
    await browser.submit();
    for (let times = 2; times <= 5; times++) await browser.submit({}, undefined, 'new-key');
    const key = shownKey(browser.page);
    const refused = await browser.submit({}, undefined, 'new-key');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(shownKey(refused)).toBe(key);
  });
});
