// One journey for every kind of second step that is added by choice on the account pages: B9, A12, D2, and what else it leads to.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { movableClock, second } from '../support/clock.ts';
import { shownBackupCodes, shownKey, signIn, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
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

interface Kind {
  readonly kind: 'totp' | 'sms';
  readonly title: string;
  readonly amr: readonly string[];
  /** From its first page to where a code is asked. Returns what the person types there. */
  readonly begin: (browser: Browser) => Promise<string>;
}

const kinds: readonly Kind[] = [
  {
    kind: 'totp',
    title: 'Authenticator app',
    amr: ['pwd', 'otp', 'mfa'],
    begin: async ({ page }) => totpCode(shownKey(page)),
  },
  {
    kind: 'sms',
    title: 'Text message (SMS)',
    amr: ['pwd', 'sms', 'mfa'],
    begin: async (browser) => {
      expect((await browser.submit({ phone: '12' })).status).toBe(422);
      await browser.submit({ phone: '+41 79 123 45 67' });
      return app.textedCode();
    },
  },
];

const policy = {
  secondFactor: 'optional',
  factors: { passkey: false, totp: true, sms: true },
  sms: { countries: ['CH'], messagesADay: 100 },
} as const;

test('something else can be set up instead, with the code from the mailbox still shown (B9)', async () => {
  const scene = await setScene(app, { policy, person: { totp: false, backupCodes: false } });
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

describe.each(kinds)('a first second step of kind $kind', ({ kind, title, amr, begin }) => {
  test('is chosen, confirmed by mail (B9), set up, kept with its codes, named, and asked from then on', async () => {
    const scene = await setScene(app, { policy, person: { totp: false, backupCodes: false } });
    const { browser, application, person } = scene;
    const { identifier, password } = person;
    await signIn(browser, application, { identifier, password });
    await browser.open(`${app.issuer}/account/factors`);
    await browser.click('Add a second step');
    await browser.submit({ kind });
    expect(stepOf(browser.page)).toBe('send-code');
    await browser.submit();
    expect((await browser.submit({ code: '00000000' })).status).toBe(422);
    await browser.submit({ code: await app.mailedCode(person.email) });
    const code = await begin(browser);
    expect((await browser.submit({ code: code === '000000' ? '111111' : '000000' })).status).toBe(422);
    await browser.submit({ code });
    expect(shownBackupCodes(browser.page)).toHaveLength(10);
    await browser.submit({ kept: true });
    expect(browser.page.text).toContain(`${title}, added on`);
    // What was just proved counts in this session: no page in between.
    await browser.open(await application.authorizationUrl(), application.redirectUri);
    const { arrival } = browser.page;
    const { claims } = await application.callback(arrival ?? expect.fail(browser.page.describe()));
    expect(claims).toMatchObject({ amr, acr: 'https://refeds.org/profile/mfa' });
    const other = app.browser();
    await signIn(other, application, { identifier, password });
    expect(['second-factor', 'send-text']).toContain(stepOf(other.page));
  });
});
