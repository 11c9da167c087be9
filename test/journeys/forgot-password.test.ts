// A forgotten password: by mail, in the browser that asked, after the second factor; then into the application.
// Invariant: the mail alone signs nobody in, and what it leads to is no more than a new password.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import type { Storage } from '../../ports/storage.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { minute, movableClock } from '../support/clock.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import { expectProof, mfa, type SceneOptions, setScene, sfa, tokensAt } from './scene.ts';
import { forgets, linksTo, mailedLink } from './ways-back.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const password = 'seven quiet boats at anchor';
const chosen = { password, repeat: password };

/** At the page that asks for the new password, without a second factor. */
async function atNewPassword(options: SceneOptions = {}) {
  const scene = await setScene(app, {
    policy: { secondFactor: 'optional' },
    person: { totp: false, backupCodes: false },
    ...options,
  });
  await forgets(scene.browser, scene.application, scene.person.identifier);
  await scene.browser.submit({ code: await app.mailedCode(scene.person.email) });
  expect(stepOf(scene.browser.page)).toBe('new-password');
  return scene;
}

/** The same, and another server of the same sign-in, which uses no link up before it is let. */
async function atTwoServers() {
  const { promise: isLet, resolve } = Promise.withResolvers<void>();
  const wrapStorage = (storage: Storage): Storage => {
    const consume = async (id: string, now: number) => {
      await isLet;
      return storage.oneTimeSecrets.consume(id, now);
    };
    return { ...storage, oneTimeSecrets: { ...storage.oneTimeSecrets, consume } };
  };
  const scene = await atNewPassword();
  const other = await startApp({ store: app.store, issuer: app.issuer, wrapStorage });
  return { scene, other, letGo: resolve };
}

describe('a forgotten password', () => {
  test('is replaced after the mail and the authenticator app, and leads on into the application', async () => {
    const { browser, application, person, tenant } = await setScene(app);
    const elsewhere = app.browser();
    const before = await tokensAt(
      await signIn(elsewhere, application, { ...person, code: () => person.code() }),
      application,
    );
    clock.advance(minute);
    expect((await forgets(browser, application, person.identifier)).text).toContain(person.identifier);
    await browser.open(mailedLink(app, person.email));
    expect(browser.page.heading).toBe('Go on here?');
    await browser.submit();
    expect(stepOf(browser.page)).toBe('second-factor');
    await browser.submit({ code: person.code() });
    expect(stepOf(browser.page)).toBe('new-password');
    await browser.submit(chosen);
    // Of a session of the very second in which all were ended nobody can tell that it is new.
    clock.advance(1000);
    // The mail signs nobody in: the new password does, and the app is not asked for once more.
    expect(stepOf(browser.page)).toBe('password');
    expect(browser.page.text).toContain('Your new password is saved');
    const page = await goOn(browser, { password });
    const tokens = await tokensAt(page, application);
    expectProof(tokens, person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
    await expect(application.refresh(before.refreshToken ?? '')).rejects.toThrow();
    // A second factor was proved: the mailbox still counts.
    const record = await app.store.storage.enrollments.find(person.id);
    expect([record.mailboxSpent, record.factors.length, tenant.id]).toEqual([false, 1, person.tenantId]);
  });

  test('may be shown by a backup code, once for the reset and the sign-in', async () => {
    const { browser, application, person } = await setScene(app);
    await forgets(browser, application, person.identifier);
    await browser.submit({ code: await app.mailedCode(person.email) });
    await browser.click('backup code');
    await browser.submit({ code: person.backupCodes[0] ?? '' });
    await browser.submit(chosen);
    clock.advance(1000);
    const tokens = await tokensAt(await goOn(browser, { password }), application);
    expectProof(tokens, person, { acr: mfa, amr: ['pwd', 'mfa'] });
  });

  test('without a second factor is replaced by the mail alone, which then counts for nothing more', async () => {
    const { browser, application, person } = await atNewPassword();
    await browser.submit(chosen);
    const tokens = await tokensAt(await goOn(browser, { password }), application);
    expectProof(tokens, person, { acr: sfa, amr: ['pwd'] });
    expect((await app.store.storage.enrollments.find(person.id)).mailboxSpent).toBe(true);
  });

  test('is chosen by the rules, with the message at its field, and the link is not used up by that', async () => {
    const { browser } = await atNewPassword();
    await browser.submit({ password: '', repeat: '' });
    expect(browser.page.text).toContain('Enter a new password.');
    await browser.submit({ password, repeat: 'another one, quite long too' });
    expect(browser.page.text).toContain('The two passwords differ');
    await browser.submit({ password: 'short', repeat: 'short' });
    expect([browser.page.status, browser.page.text]).toEqual([422, expect.stringContaining('at least 15')]);
    expect(browser.page.body).not.toContain('value="short"');
    await browser.submit(chosen);
    expect(stepOf(browser.page)).toBe('password');
  });

  test('a wrong code says so, five of them end the mail, and a new one voids the old', async () => {
    const { browser, application, person } = await setScene(app);
    await forgets(browser, application, person.identifier);
    const first = await app.mailedCode(person.email);
    await browser.submit({ code: 'nonsense' });
    expect(browser.page.text).toContain('has 10 letters and digits');
    for (let n = 0; n < 5; n++) await browser.submit({ code: 'AAAAA-AAAAA' });
    await browser.submit({ code: first });
    expect([browser.page.status, browser.page.text]).toEqual([
      422,
      expect.stringContaining('no longer valid'),
    ]);
    await browser.submit({}, undefined, 'forgot-password');
    await browser.submit({ code: first });
    expect(browser.page.text).toContain('no longer valid');
    await browser.submit({ code: (await app.mailedCode(person.email)).toLowerCase().replace('-', ' ') });
    expect(stepOf(browser.page)).toBe('second-factor');
  });

  test('ends after 20 minutes, also between the code and the new password', async () => {
    const { browser, person } = await atNewPassword();
    clock.advance(20 * minute);
    await browser.submit(chosen);
    expect(stepOf(browser.page)).toBe('password-link');
    await browser.submit({ code: await app.mailedCode(person.email) });
    expect(browser.page.text).toContain('no longer valid');
  });

  test('is saved by the first of two clicks at two servers, and the second one says so, too', async () => {
    const { scene, other, letGo } = await atTwoServers();
    const { browser, person } = scene;
    const late = other.browser();
    for (const cookie of browser.jar.list()) late.jar.put(cookie);
    await late.open(browser.page.url);
    const second = late.submit(chosen);
    await browser.submit(chosen);
    letGo();
    for (const { text } of [await second, await browser.reload()])
      expect(text).toContain('Your new password is saved');
    expect(stepOf(await goOn(browser, { ...person, password }))).not.toBe('password');
    await other.stop();
  });

  test('can be remembered after all: back to the old password', async () => {
    const { browser, application, person } = await setScene(app);
    await forgets(browser, application, person.identifier);
    await browser.submit({}, undefined, 'password-link/back');
    const page = await goOn(browser, { ...person, code: () => person.code() });
    expectProof(await tokensAt(page, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });
});

interface Unmailed {
  readonly password?: null;
  readonly account?: Partial<Account>;
  readonly record?: Partial<Enrollments>;
}

describe('a mail is not sent, and the page says the same', () => {
  test.each([
    ['to nobody', {}],
    ['to an account without a password and without anything else', { password: null }],
    ['to an unconfirmed address', { account: { emailVerified: false } }],
    [
      'where another changed the address in 72 hours',
      { account: { emailChangedByOtherAt: Date.now() - minute } },
    ],
    ['to a disabled account', { account: { status: 'disabled' } }],
    ['to one that has to enroll again after a reset', { record: { markedForReenrollment: true } }],
  ] as const)('%s', async (who, { account = {}, record = {}, ...options }: Unmailed) => {
    const { browser, application, person } = await setScene(app, {
      person: { totp: false, backupCodes: false, ...options },
    });
    await app.world.changeEnrollments(person.id, () => record);
    const stored = await app.store.storage.accounts.find(person.id);
    if (stored)
      await app.store.storage.accounts.replace({ ...stored, ...account, version: stored.version + 1 });
    const name = who === 'to nobody' ? 'nobody@northwind.example' : person.identifier;
    const page = await forgets(browser, application, name);
    expect([page.status, page.heading]).toEqual([200, 'Look into your mailbox']);
    expect(linksTo(app, person.email)).toBe(0);
    await browser.submit({ code: 'AAAAA-AAAAA' });
    expect(browser.page.text).toContain('That code is not right or no longer valid.');
  });

  test('a reset account may again under a policy that asks for no second factor', async () => {
    const { browser, application, person } = await setScene(app, { policy: { secondFactor: 'off' } });
    await app.world.changeEnrollments(person.id, () => ({ markedForReenrollment: true }));
    await forgets(browser, application, person.identifier);
    expect(linksTo(app, person.email)).toBe(1);
  });

  test('B6: three in 15 minutes by name, whether or not anybody has it; then the page says when again', async () => {
    const { browser, application, person } = await setScene(app);
    for (const name of [person.identifier, 'nobody@northwind.example']) {
      await forgets(browser, application, name);
      for (let n = 0; n < 2; n++) await browser.submit({}, undefined, 'forgot-password');
      await browser.submit({}, undefined, 'forgot-password');
      expect([browser.page.status, browser.page.text]).toEqual([
        429,
        expect.stringContaining('try again on'),
      ]);
      expect(browser.page.headers.get('retry-after')).toMatch(/^\d+$/);
    }
    expect(linksTo(app, person.email)).toBe(3);
  });
});
