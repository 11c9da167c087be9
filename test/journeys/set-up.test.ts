// Forced set-up: what else can be reached, starting again, and the backup codes.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { day, minute, movableClock, second } from '../support/clock.ts';
import { goOn, shownBackupCodes, shownKey, signIn, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import { expectProof, mfa, type SceneOptions, setScene, tokensAt } from './scene.ts';

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

const proof = { acr: mfa, amr: ['pwd', 'otp', 'mfa'] };

/** At the first page of set-up. */
async function atSetUp(options: SceneOptions = {}) {
  const scene = await setScene(app, {
    ...options,
    person: { totp: false, backupCodes: false, ...options.person },
  });
  const first = await signIn(scene.browser, scene.application, scene.person);
  return { ...scene, first };
}

async function atAuthenticator(options?: SceneOptions) {
  const scene = await atSetUp(options);
  await scene.browser.submit();
  await scene.browser.submit({ code: await app.mailedCode(scene.person.email) });
  expect(stepOf(scene.browser.page)).toBe('authenticator');
  return scene;
}

describe('until set-up is done (C2)', () => {
  test('the overview shows the account and leads back', async () => {
    const { person, browser } = await atSetUp();
    const overview = await browser.click('See what is set up on your account');
    expect(overview.heading).toBe('Your account');
    expect(overview.text).toContain(String(person.email));
    expect(overview.text).toContain('Nothing set up yet');
    expect(overview.text).toContain('It has to be set up now.');
    expect(stepOf(await browser.click('Go on with set-up'))).toBe('send-code');
  });

  test('who has something that is not enough reads that, and cannot go back without', async () => {
    const factors = { passkey: true, totp: true, sms: false };
    const policy = { factors, level: 'phishing-resistant' } as const;
    const { first } = await atSetUp({ policy, person: { totp: true, backupCodes: true } });
    expect(first.text).toContain(
      'Your organization requires a stronger second step than what you have set up.',
    );
    expect(first.text).not.toContain('Cancel');
  });

  test('in grace the overview names the deadline, and "later" still works after it', async () => {
    const { browser, application } = await atSetUp({ policy: { start: Date.now() - day } });
    expect((await browser.click('See what is set up on your account')).text).toContain('by ');
    await browser.click('Go on with set-up');
    await tokensAt(await browser.submit({}, undefined, 'later'), application);
  });

  test('signing out forgets the password', async () => {
    const { browser, application, first } = await atSetUp();
    const out = await browser.submit({}, undefined, 'sign-out');
    expect(out.heading).toBe('You are signed out');
    expect((await browser.open(first.url)).status).toBe(410);
    expect(stepOf(await signIn(browser, application, {}))).toBe('password');
  });

  test('signing out with a session from before ends that', async () => {
    const { tenant, person, application, browser } = await setScene(app, {
      policy: { secondFactor: 'optional' },
      person: { totp: false, backupCodes: false },
    });
    await tokensAt(await signIn(browser, application, person), application);
    await app.world.setPolicy(tenant.id, { secondFactor: 'required' });
    expect(stepOf(await signIn(browser, application, {}))).toBe('send-code');
    expect((await browser.submit({}, undefined, 'sign-out')).heading).toBe('Sign out?');
    await browser.submit({}, 'Sign out');
    expect(stepOf(await signIn(browser, application, {}))).toBe('password');
  });

  test('neither the front page nor consent nor another application leads around it (CVE-2025-3910)', async () => {
    const { tenant, browser } = await atSetUp();
    expect((await browser.open(app.issuer)).heading).toBe('Sign in with Sallyport');
    const other = await app.application(await app.world.client(tenant.id, { firstParty: false }));
    expect(stepOf(await browser.open(await other.authorizationUrl(), other.redirectUri))).toBe('password');
  });
});

describe('the authenticator app (B2, B8)', () => {
  test('starting again gives a new key, five times a minute; then words say until when (B6, B8)', async () => {
    const { browser } = await atAuthenticator();
    const first = shownKey(browser.page);
    expect(shownKey(await browser.reload())).toBe(first);
    for (let made = 0; made < 4; made++) await browser.submit({}, undefined, 'new-key');
    const key = shownKey(browser.page);
    expect(key).not.toBe(first);
    const limited = await browser.submit({}, undefined, 'new-key');
    expect(limited.status).toBe(429);
    expect(limited.text).toContain('Too many tries in a short time.');
    expect(shownKey(limited)).toBe(key);
    clock.advance(minute);
    expect(shownKey(await browser.submit({}, undefined, 'new-key'))).not.toBe(key);
  });

  test('begun in another browser meanwhile, the first one is asked to begin anew, and told nothing else (B8)', async () => {
    const { browser, person, application } = await atAuthenticator();
    const first = shownKey(browser.page);
    const other = app.browser();
    await signIn(other, application, person);
    await other.submit();
    await other.submit({ code: await app.mailedCode(person.email) });
    const second = shownKey(other.page);
    const page = await browser.reload();
    expect([page.status, page.heading]).toEqual([200, 'Choose your second step']);
    expect(page.text).toContain('An app on your phone shows a new code every 30 seconds.');
    const key = shownKey(await browser.submit());
    expect(new Set([first, second, key]).size).toBe(3);
    expect(stepOf(await browser.submit({ code: totpCode(key) }))).toBe('backup-codes');
  });

  test('codes are limited to five a minute; the right one in the sixth try fails and still works later (B6)', async () => {
    const { browser } = await atAuthenticator();
    const key = shownKey(browser.page);
    for (let tries = 0; tries < 5; tries++)
      expect((await browser.submit({ code: '000000' })).status).toBe(422);
    expect((await browser.submit({ code: totpCode(key) })).status).toBe(429);
    clock.advance(minute);
    expect(stepOf(await browser.submit({ code: totpCode(key) }))).toBe('backup-codes');
  });

  test('by another time of the phone, up to one step (B2)', async () => {
    const { browser } = await atAuthenticator();
    const key = shownKey(browser.page);
    expect((await browser.submit({ code: totpCode(key, Date.now() - 90 * second) })).status).toBe(422);
    expect(stepOf(await browser.submit({ code: totpCode(key, Date.now() - 30 * second) }))).toBe(
      'backup-codes',
    );
  });
});

describe('the backup codes (B3)', () => {
  test('stay until they are said to be kept; as a file and to print; then nobody sees them again', async () => {
    const { person, application, browser } = await atAuthenticator();
    await browser.submit({ code: totpCode(shownKey(browser.page)) });
    const codes = shownBackupCodes(browser.page);
    expect(new Set(codes).size).toBe(10);
    const page = browser.page.url;

    const file = await browser.send({ url: `${page.href}/backup-codes.txt` });
    expect(file.headers.get('content-disposition')).toContain('attachment');
    expect(file.headers.get('cache-control')).toBe('no-store');
    for (const code of codes) expect(file.body).toContain(code);
    const print = await browser.click('Open a page to print');
    expect(shownBackupCodes(print)).toEqual(codes);
    await browser.click('Back to your codes');
    const unticked = await browser.submit({ kept: false });
    expect([unticked.status, unticked.text.includes('Keep the codes first')]).toEqual([422, true]);
    expect(shownBackupCodes(await browser.open(page))).toEqual(codes);
    // Nobody leaves before, not even by another page of the sign-in.
    const csrf = browser.page.form().values.get('csrf') ?? '';
    expect(stepOf(await browser.post(`${page.pathname}/continue`, { csrf }))).toBe('backup-codes');

    expectProof(await tokensAt(await browser.submit({ kept: true }), application), person, proof);
    for (const path of ['', '/backup-codes.txt', '/backup-codes/print'])
      expect((await browser.send({ url: `${page.href}${path}` })).status).toBe(410);
    expect(app.logs()).not.toContain(codes[0]);
  });

  test('before they are made there is nothing to download', async () => {
    const { browser } = await atAuthenticator();
    for (const path of ['/backup-codes.txt', '/backup-codes/print'])
      expect((await browser.send({ url: `${browser.page.url.href}${path}` })).status).toBe(410);
  });
});

describe('somebody else in the same sign-in', () => {
  test('is not shown the codes of the one before', async () => {
    const { tenant, person, application, browser } = await atAuthenticator();
    await browser.submit({ code: totpCode(shownKey(browser.page)) });
    const page = browser.page.url;
    const [code = ''] = shownBackupCodes(browser.page);
    // Their password changes meanwhile, so nothing that they proved counts any more.
    const old = await app.store.storage.passwords.find(person.id);
    if (!old) throw new Error('no password');
    await app.store.storage.passwords.set({ ...old, version: 'another' }, old.version);
    expect(stepOf(await browser.open(page))).toBe('password');
    const next = await app.world.person(tenant.id, { totp: true });
    const done = await goOn(browser, next);
    expectProof(await tokensAt(done, application), next, proof);
    expect(done.body).not.toContain(code);
  });
});
