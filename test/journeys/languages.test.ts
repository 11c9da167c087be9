// The product in German (C5): the whole way through set-up and sign-in, what can go wrong on it, mails, and who chooses.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Parameters } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { movableClock, second } from '../support/clock.ts';
import { attribute } from '../support/html.ts';
import type { Page } from '../support/page.ts';
import { shownBackupCodes, shownKey, signIn, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import { expectProof, mfa, type Scene, type SceneOptions, setScene, tokensAt } from './scene.ts';

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
const german = { 'Accept-Language': 'de-DE,de;q=0.9,en;q=0.5' };
const english = { 'Accept-Language': 'en-GB,en;q=0.9' };
const newcomer = { totp: false, backupCodes: false };

interface Speaking {
  readonly headers: Readonly<Record<string, string>>;
  /** ui_locales of the request; '' for none. */
  readonly uiLocales: string;
}

/** The scene with a browser that asks for pages in these languages, at the first page after what `having` answers. */
async function speaking({ headers, uiLocales }: Speaking, having: boolean, options: SceneOptions = {}) {
  const scene = await setScene(app, options);
  const stopAt = [scene.application.redirectUri];
  const browser = app.browser({ stopAt, headers, address: '203.0.113.7' });
  const parameters: Parameters = uiLocales === '' ? {} : { ui_locales: uiLocales };
  const first = await signIn(browser, scene.application, having ? scene.person : {}, parameters);
  return { ...scene, browser, first };
}

function languageOf(page: Page): string | null {
  const [html] = page.html.find((one) => one.tagName === 'html');
  return html ? attribute(html, 'lang') : null;
}

/** The page is in German, says this, and has no word of English; what people and applications are called does not count. */
function expectGerman(page: Page, heading: string, title = heading): void {
  expect({ heading: page.heading, lang: languageOf(page) }).toEqual({ heading, lang: 'de' });
  expect(page.title).toMatch(new RegExp(`^${title.replaceAll(/[.*?]/g, '\\$&')} – `));
  expect(page.text.match(/\b(?:the|your|you|code from|sign|back to|enter)\b/gi) ?? []).toEqual([]);
}

describe.each([
  ['ui_locales=de before an English browser', { headers: english, uiLocales: 'fr de' }],
  ['a German browser', { headers: german, uiLocales: '' }],
])('set-up and sign-in in German, by %s (C5)', (_, how) => {
  test('every page on the way, the mail about it, and the file of codes', async () => {
    const { browser, person, application, first } = await speaking(how, false, {
      tenant: { locale: 'de', zone: 'Europe/Berlin' },
      person: newcomer,
    });
    expectGerman(first, 'Anmelden');
    expectGerman(await browser.submit({}), 'Anmelden', 'Fehler: Anmelden');
    expect(browser.page.text).toContain('Geben Sie Ihre E-Mail-Adresse oder Ihren Benutzernamen ein.');
    expectGerman(
      await browser.submit({ identifier: person.identifier, password: person.password }),
      'Bestätigen Sie, dass Sie es sind',
    );
    expect(browser.page.text).toContain(
      'Ihre Organisation verlangt Zwei-Faktor-Authentifizierung. Bitte richten Sie sie ein, um fortzufahren.',
    );
    expectGerman(await browser.click('Ansehen, was für Ihr Konto eingerichtet ist'), 'Ihr Konto');
    await browser.click('Einrichtung fortsetzen');
    await confirm(browser, person.email);
    await setUpApp(browser);
    expectProof(await tokensAt(browser.page, application), person, proof);
  });

  async function confirm(browser: Browser, email: string | null): Promise<void> {
    expectGerman(await browser.submit(), 'Bestätigen Sie, dass Sie es sind');
    const mail = app.mails.findLast(({ to }) => to === email);
    expect(mail?.subject).toMatch(/^Ihr Code für /);
    expect(mail?.text).toMatch(/\nEr gilt bis zum \d+\.\u00a0\p{L}+ \d{4} um \d{2}:\d{2} MES?Z\. /u);
    expect(mail?.text).toContain('Von: 203.0.113.7, ');
    await browser.submit({ code: '1' });
    expect(browser.page.text).toMatch(/Der Code in der E-Mail hat 8.Ziffern\./);
    await browser.submit({ code: await app.mailedCode(email) });
  }

  async function setUpApp(browser: Browser): Promise<void> {
    expectGerman(browser.page, 'Authenticator‑App einrichten');
    const key = shownKey(browser.page);
    expectGerman(
      await browser.submit({ code: '000000' }),
      'Authenticator‑App einrichten',
      'Fehler: Authenticator‑App einrichten',
    );
    expectGerman(await browser.submit({ code: totpCode(key) }), 'Ersatzcodes aufbewahren');
    await expectGermanFile(browser);
    expectGerman(await browser.click('Seite zum Drucken öffnen'), 'Ersatzcodes');
    await browser.click('Zurück zu Ihren Codes');
    await browser.submit({ kept: true });
  }

  async function expectGermanFile(browser: Browser): Promise<void> {
    const file = await browser.send({ url: `${browser.page.url.href}/backup-codes.txt` });
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="Ersatzcodes.txt"');
    const [title, once, empty, ...codes] = file.body.split('\r\n');
    expect([title?.slice(0, 16), once, empty]).toEqual(['Ersatzcodes für ', 'Jeder gilt einmal.', '']);
    expect(codes).toEqual([...shownBackupCodes(browser.page), '']);
  }

  test('the second step, wrong and right, and a backup code', async () => {
    const { browser, person, application, first } = await speaking(how, true);
    // `signIn` has typed what the app shows, so the person comes again.
    await tokensAt(first, application);
    const again = { prompt: 'login', ...(how.uiLocales && { ui_locales: how.uiLocales }) };
    const { identifier, password } = person;
    expectGerman(await signIn(browser, application, { identifier, password }, again), 'Code eingeben');
    expectGerman(await browser.submit({ code: '000000' }), 'Code eingeben', 'Fehler: Code eingeben');
    expectGerman(await browser.click('Ersatzcode verwenden'), 'Ersatzcode eingeben');
    const [code = ''] = person.backupCodes;
    expectProof(await tokensAt(await browser.submit({ code }), application), person, {
      acr: mfa,
      amr: ['pwd', 'mfa'],
    });
  });
});

describe('what can go wrong, and the end, in German (C5)', () => {
  const how = { headers: german, uiLocales: '' };

  test('a sign-in that never was, an address that is none, a form without its token', async () => {
    const { browser, first } = await speaking(how, false);
    const forged = await browser.post(first.form().action, { identifier: 'x', password: 'y', csrf: 'z' });
    expectGerman(forged, 'Dieses Formular ist zu alt');
    expectGerman(await browser.open(`${app.issuer}/no/such/page`), 'Seite nicht gefunden');
    expectGerman(await browser.open(`${app.issuer}/interaction/never`), 'Diese Anmeldung gilt nicht mehr');
    expectGerman(
      await browser.open(`${app.issuer}/invitation`),
      'Diese Einladung lässt sich nicht verwenden',
    );
  });

  test('another browser, and an account that is turned off', async () => {
    const { person, browser, first } = await speaking(how, false);
    await app.world.setStatus(person.id, 'disabled');
    const { identifier, password } = person;
    expectGerman(await browser.submit({ identifier, password }), 'Ihr Konto ist deaktiviert');
    const other = await app.browser({ headers: german }).open(first.url);
    expect(languageOf(other)).toBe('de');
  });

  test('an application that errs is told in English what was wrong, which is marked as such', async () => {
    const { application } = await setScene(app);
    const url = await application.authorizationUrl({ ui_locales: 'de' });
    url.searchParams.set('redirect_uri', 'http://evil.test/');
    const page = await app.browser({ headers: english }).open(url);
    expect([page.status, page.heading]).toEqual([
      400,
      'Die Anwendung hat eine unbrauchbare Anfrage gesendet',
    ]);
    const [marked] = page.html.find((one) => one.tagName === 'dd' && attribute(one, 'lang') === 'en');
    expect(marked).toBeDefined();
  });

  test.each([
    ['by a German browser', how, '', 'de'],
    ['asked for with ui_locales', { headers: english, uiLocales: '' }, '?ui_locales=de', 'en'],
  ])('signing out, %s', async (_, speaks, query, afterwards) => {
    const { browser, first, application } = await speaking(speaks, true);
    await tokensAt(first, application);
    expectGerman(await browser.open(`${app.issuer}/session/end${query}`), 'Abmelden?');
    // The page after the end belongs to no request any more: the browser's language counts.
    expect(languageOf(await browser.submit({}, 'Abmelden'))).toBe(afterwards);
  });
});

test('C5: an invitation in German, from the mail to the saved password', async () => {
  const tenant = { locale: 'de' };
  const { person } = await setScene(app, { tenant, person: { ...newcomer, password: null, ageDays: 0 } });
  await app.core.actions.access.invite({ kind: 'operator', name: 'test' }, person.id);
  const mail = app.mails.findLast(({ to }) => to === person.email);
  expect(mail?.subject).toMatch(/^Ihr Konto bei /);
  const [link = ''] = /http\S+\/invitation\?token=\S+/.exec(mail?.text ?? '') ?? [];
  const browser = app.browser({ headers: german });
  expectGerman(await browser.open(link), 'Willkommen');
  expectGerman(await browser.submit(), 'Passwort wählen');
  const short = await browser.submit({ password: 'kurz', repeat: 'kurz' });
  expectGerman(short, 'Passwort wählen', 'Fehler: Passwort wählen');
  const password = 'reiher leiter quarz wiese';
  expectGerman(await browser.submit({ password, repeat: password }), 'Ihr Passwort ist gespeichert');
});

describe('who chooses the language (C5)', () => {
  const none = { headers: { 'Accept-Language': '*' }, uiLocales: '' };

  test.each<[string, Speaking, string | null, string]>([
    ['ui_locales before the browser and the organization', { headers: german, uiLocales: 'en' }, 'de', 'en'],
    ['the browser before the organization', { headers: english, uiLocales: 'fr' }, 'de', 'en'],
    ['the organization where nobody says anything', none, 'de', 'de'],
    [
      'the organization where nobody says what we have',
      { headers: { 'Accept-Language': 'fr' }, uiLocales: 'it' },
      'de-AT',
      'de',
    ],
    ['English where not even the organization says', none, null, 'en'],
  ])('of a page: %s', async (_, how, locale, language) => {
    const { first } = await speaking(how, false, { tenant: { locale } });
    expect([stepOf(first), languageOf(first)]).toEqual(['password', language]);
  });

  test.each<[string, string | null, string | null, RegExp]>([
    ['the account before the organization', 'de_AT', 'en', /^Ihr Code für /],
    ['the account, also for English', 'en', 'de', /^Your code for /],
    ['the organization where the account says nothing', null, 'de', /^Ihr Code für /],
    ['the organization where the account says what we do not have', 'fr', 'de', /^Ihr Code für /],
    ['English where neither says anything, whatever the browser speaks', null, null, /^Your code for /],
  ])('of a mail: %s', async (_, ofAccount, ofTenant, subject) => {
    const scene = await speaking({ headers: german, uiLocales: 'de' }, true, {
      tenant: { locale: ofTenant },
      person: newcomer,
    });
    if (ofAccount !== null) await speak(scene, ofAccount);
    await scene.browser.submit();
    expect(app.mails.findLast(({ to }) => to === scene.person.email)?.subject).toMatch(subject);
  });

  async function speak({ person }: Pick<Scene, 'person'>, locale: string): Promise<void> {
    const { accounts } = app.store.storage;
    const account: Account | undefined = await accounts.find(person.id);
    if (!account) throw new Error('no account');
    const profile = { ...account.profile, locale };
    await accounts.replace({ ...account, profile, version: account.version + 1 });
  }
});
