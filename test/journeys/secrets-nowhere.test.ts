// F5: every journey is driven with secrets that the test knows, and then all of them are looked for: in the log, in every
// audit row, in the mails and in the stores. A mailed code is found in its mail only, an invitation's link in its mail only.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Storage } from '../../ports/storage.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { type Application, refusalOf, type Tokens } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { setUp, shownBackupCodes, shownKey, signIn } from '../support/sign-in.ts';
import { textOf } from '../support/stored.ts';
import { totpCode } from '../support/totp.ts';
import type { Registered } from '../support/world.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'new phone' };

/** Name -> value. */
const secrets = new Map<string, string>();
/** Ids of sign-ins, as they stand in its URLs: they open nothing without the browser's own cookie, but the log has no need of them. */
const opensNothing = new Set<string>();
/** Those that were mailed, by the address. */
const mailed = new Map<string, string>();

let app: RunningApp;
let tenantId: string;
let registered: Registered;
let application: Application;
let broken = false;
beforeAll(async () => {
  app = await startApp({ settings: { LOG_LEVEL: 'debug' }, wrapStorage: breakable });
  tenantId = (await app.world.tenant()).id;
  registered = await app.world.client(tenantId);
  application = await app.application(registered, { scope: 'openid profile email' });
  note('secret of the application', registered.secret);
});
afterAll(() => app.stop());

/** Evidence cannot be written while `broken`: a bug in the middle of a sign-in, of which the log is told. */
function breakable(storage: Storage): Storage {
  const add: Storage['evidence']['add'] = async (...given) => {
    if (broken) throw Object.assign(new Error('a bug'), { given });
    return storage.evidence.add(...given);
  };
  return { ...storage, evidence: { ...storage.evidence, add } };
}

function note(name: string, value: string | null | undefined): void {
  if (value) secrets.set(`${name} (${secrets.size})`, value);
}

/** Cookies and form tokens of a browser, as they are now. */
function noteBrowser(name: string, browser: Browser): void {
  for (const cookie of browser.jar.list()) {
    if (/^sallyport-(interaction|resume)$/.test(cookie.name)) opensNothing.add(cookie.value);
    if (cookie.value.length > 10) note(`cookie ${cookie.name} of ${name}`, cookie.value);
  }
  for (const form of browser.page.forms)
    for (const [field, value] of form.values)
      if (['csrf', 'xsrf', 'token'].includes(field)) note(`${field} of ${name}`, value);
}

function noteTokens(name: string, { accessToken, refreshToken, idToken }: Tokens): void {
  note(`access token of ${name}`, accessToken);
  note(`refresh token of ${name}`, refreshToken);
  note(`ID token of ${name}`, idToken);
}

async function tokensAt(name: string, browser: Browser): Promise<Tokens> {
  const { arrival } = browser.page;
  if (!arrival) throw new Error(browser.page.describe());
  note(`code of ${name}`, arrival.url.searchParams.get('code'));
  const tokens = await application.callback(arrival);
  noteTokens(name, tokens);
  return tokens;
}

describe('what people type, are shown and are given (F5)', () => {
  test('signing in: right, wrong, with a backup code, refreshed, read, revoked, signed out', async () => {
    const person = await app.world.person(tenantId, { totp: true, backupCodes: true });
    note('password', person.password);
    note('key of the app', person.totpKey);
    for (const code of person.backupCodes) {
      note('backup code', code);
      note('backup code without dashes', code.replaceAll('-', ''));
    }
    const browser = app.browser();
    await browser.open(await application.authorizationUrl());
    noteBrowser('the sign-in', browser);
    for (const wrong of ['a-wrong-password-of-a-person', `${person.password}x`]) {
      note('wrong password', wrong);
      await browser.submit({ identifier: person.identifier, password: wrong });
    }
    note('password in the wrong field', 'my-password-in-the-wrong-field');
    await browser.submit({ identifier: 'my-password-in-the-wrong-field', password: 'x' });
    await browser.submit({ identifier: person.identifier, password: person.password });
    note('wrong code', '918273');
    await browser.submit({ code: '918273' });
    const code = person.code();
    note('code of the app', code);
    await browser.submit({ code });
    noteBrowser('the session', browser);
    const tokens = await tokensAt('the first sign-in', browser);
    await application.userinfo(tokens);
    await application.introspect(tokens.accessToken);
    const next = await application.refresh(tokens.refreshToken ?? '');
    noteTokens('the refresh', next);
    await refusalOf(application.refresh(tokens.refreshToken ?? ''));
    await application.revoke(next.accessToken);

    const other = app.browser();
    await signIn(other, application, { identifier: person.identifier, password: person.password });
    await other.follow(`${other.page.url.pathname}?method=backup-code`);
    await other.submit({ code: '0000-1111-2222-3333' });
    note('wrong backup code', '0000-1111-2222-3333');
    await other.submit({ code: person.backupCodes[0] ?? '' });
    const second = await tokensAt('the sign-in with a backup code', other);
    await other.open(application.endSessionUrl({ id_token_hint: second.idToken }));
    noteBrowser('signing out', other);
    await other.submit();
  });

  test('setting up a phone, and signing in with it', async () => {
    const factors = { passkey: false, totp: false, sms: true };
    const tenant = await app.world.tenant({}, { factors, sms: { countries: ['CH'], messagesADay: 10 } });
    const elsewhere = await app.application(await app.world.client(tenant.id));
    const person = await app.world.person(tenant.id);
    const browser = app.browser();
    await signIn(browser, elsewhere, { identifier: person.identifier, password: person.password });
    await browser.submit();
    await browser.submit({ code: await app.mailedCode(person.email) });
    // No other test has this number: on shared servers it may have profiles in the same database.
    for (const number of ['079 308 14 27', '+41793081427', '793081427', '308 14 27'])
      note('number of the phone', number);
    await browser.submit({ phone: '079 308 14 27' });
    noteBrowser('the set-up of a phone', browser);
    note('code of the set-up of a phone', app.textedCode());
    for (const code of shownBackupCodes(await browser.submit({ code: app.textedCode() })))
      note('backup code beside a phone', code);
    const other = app.browser();
    await signIn(other, elsewhere, { identifier: person.identifier, password: person.password });
    await other.submit();
    note('code of a text message', app.textedCode());
    await other.submit({ code: app.textedCode() });
  });

  test("setting up an app with a mailed code, and with the help desk's code", async () => {
    const person = await app.world.person(tenantId);
    note('password', person.password);
    const browser = app.browser();
    await signIn(browser, application, { identifier: person.identifier, password: person.password });
    await browser.submit();
    noteBrowser('set-up', browser);
    const wrong = '00918273';
    note('wrong mailed code', wrong);
    await browser.submit({ code: wrong });
    const code = await app.mailedCode(person.email);
    noteMailed('mailed code', code, person.email);
    await browser.submit({ code });
    note('key of an app', shownKey(browser.page));
    await browser.submit({ code: '555666' });
    const right = totpCode(shownKey(browser.page));
    note('code of an app', right);
    await browser.submit({ code: right });
    for (const shown of shownBackupCodes(browser.page)) note('backup code', shown);
    await browser.submit({ kept: true });
    noteBrowser('set-up, done', browser);
    await tokensAt('set-up', browser);

    const given = await app.core.actions.access.resetFactors(operator, person.id, check);
    if (!given.ok) throw new Error(given.reason);
    note('code of the help desk', given.code);
    const again = app.browser();
    await signIn(again, application, { identifier: person.identifier, password: person.password });
    await again.follow(`${again.page.url.pathname}?way=enrollment-code`);
    await again.submit({ code: '0000-1111-2222-4444' });
    const { totpKey, backupCodes } = await setUpWith(again, given.code);
    note('key of a new app', totpKey);
    for (const shown of backupCodes) note('backup code', shown);
    await tokensAt('set-up after a reset', again);
  });

  test('an invitation, and what admins are shown once', async () => {
    const person = await app.world.person(tenantId, { password: null });
    await app.core.actions.access.invite(operator, person.id);
    const mail = app.mails.findLast(({ to }) => to === person.email);
    const link = /https?:\/\/\S+\/invitation\?token=\S+/.exec(mail?.text ?? '')?.[0] ?? '';
    const token = new URL(link).searchParams.get('token') ?? '';
    noteMailed('token of the link', token, person.email);
    noteMailed('secret of the link', token.split('.')[1] ?? '', person.email);
    const browser = app.browser();
    await browser.open(link);
    await browser.submit();
    noteBrowser('the invitation', browser);
    const short = 'too-short-1';
    note('password that was refused', short);
    await browser.submit({ password: short, repeat: short });
    const chosen = 'an-own-passphrase-from-an-invitation';
    note('chosen password', chosen);
    await browser.submit({ password: chosen, repeat: chosen });
    const { actions } = app.core;
    const reset = await actions.access.setPassword(operator, person.id, null);
    if (reset.ok) note('password made for a person', reset.password);
    const made = await actions.access.setPassword(operator, person.id, 'a-password-from-standard-input');
    if (made.ok) note('password by the operator', made.password);
    const client = await actions.clients.create(operator, {
      name: 'Ward board',
      tenantId,
      redirectUris: ['https://board.test/callback'],
    });
    if (!client.ok) throw new Error(JSON.stringify(client));
    note('secret of a new application', client.secret);
    await actions.access.unlock(operator, person.id);
  });

  test('a bug in the middle, and requests that hold secrets where none belong', async () => {
    const person = await app.world.person(tenantId, { totp: true });
    note('password', person.password);
    const browser = app.browser();
    await browser.open(await application.authorizationUrl());
    broken = true;
    const page = await browser.submit({ identifier: person.identifier, password: person.password });
    broken = false;
    expect(page.status).toBe(500);
    const misplaced = 'misplaced-secret-of-somebody';
    note('secret in a query', misplaced);
    for (const path of [
      '/token',
      '/userinfo',
      '/',
      '/invitation',
      '/auth',
      '/nowhere',
      `/${misplaced}`,
      '/token/introspection',
    ]) {
      const url = `${app.issuer}${path}?token=${misplaced}&access_token=${misplaced}&client_secret=${misplaced}&code=${misplaced}`;
      for (const method of ['GET', 'POST'])
        await browser.send({
          url,
          method,
          headers: { Authorization: `Bearer ${misplaced}`, Cookie: `x=${misplaced}` },
        });
    }
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    for (const path of ['/token', '/request', '/token/revocation'])
      await browser.send({
        url: `${app.issuer}${path}`,
        method: 'POST',
        headers: form,
        body: `client_id=${registered.client.id}&client_secret=${misplaced}&grant_type=password&password=${misplaced}&code=${misplaced}`,
      });
  });
});

async function setUpWith(browser: Browser, enrollmentCode: string) {
  const done = await setUp(browser, { enrollmentCode });
  noteBrowser('a new set-up', browser);
  return done;
}

function noteMailed(name: string, value: string, to: string | null): void {
  mailed.set(value, to ?? '');
  note(name, value);
  if (/^[\d ]+$/.test(value)) note(`${name} without spaces`, value.replaceAll(' ', ''));
}

/** Digits could stand in a longer number, so they are looked for as a word. */
function finds(text: string, secret: string): boolean {
  if (!/^\d+$/.test(secret)) return text.includes(secret);
  return new RegExp(`(?<![\\d.])${secret}(?!\\d)`).test(text);
}

function foundIn(text: string, except: (value: string) => boolean = () => false): readonly string[] {
  return [...secrets].filter(([, value]) => !except(value) && finds(text, value)).map(([name]) => name);
}

describe('afterwards (F5)', () => {
  test('there is something to look for', () => {
    expect(secrets.size).toBeGreaterThan(60);
    expect(app.logs()).toContain('answered');
    expect(app.mails.length).toBeGreaterThan(1);
  });

  test('no line of the log holds any of it', () => {
    expect(app.logs()).toContain('a bug');
    expect(foundIn(app.logs())).toEqual([]);
  });

  test('no audit row holds any of it, in its personal part neither', async () => {
    await app.core.audit.drain();
    const { audit } = app.store.storage;
    const rows = await Promise.all((await audit.chains()).map((chain) => audit.read(chain, 0, 10_000)));
    const text = rows.flat().map((row) => `${row.body} ${row.personal}`);
    expect(text.length).toBeGreaterThan(20);
    expect(foundIn(text.join('\n'), (value) => opensNothing.has(value))).toEqual([]);
  });

  test('a mail holds what was mailed with it to that person, and nothing else', () => {
    for (const { to, subject, text } of app.mails)
      expect({ subject, found: foundIn(`${subject}\n${text}`, (value) => mailed.get(value) === to) }).toEqual(
        {
          subject,
          found: [],
        },
      );
    for (const [value, to] of mailed)
      expect(app.mails.filter(({ text }) => finds(text, value)).map((mail) => mail.to)).toEqual([to]);
  });

  test('no row of any store holds any of it in the clear', async () => {
    const text = await textOf(app.store.inside);
    expect(text).toContain(tenantId);
    expect(foundIn(text, (value) => opensNothing.has(value))).toEqual([]);
  });
});
