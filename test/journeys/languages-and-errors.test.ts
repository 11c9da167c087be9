// What does not fit: languages that we do not speak, requests that make no sense. Always a page that says what to do.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { signIn } from '../support/sign-in.ts';
import { expectProof, mfa, setScene, tokensAt } from './scene.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('languages (C5)', () => {
  test.each(['de', 'fr-CA ar', 'x-klingon', '../../etc/passwd', '<script>', '', ' '])(
    'ui_locales=%j ends well',
    async (ui_locales) => {
      const { person, application, browser } = await setScene(app);
      const page = await signIn(browser, application, person, { ui_locales });
      expectProof(await tokensAt(page, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
    },
  );

  test.each(['*', 'ar', 'de;q=0', ';;;', 'x'.repeat(2000)])(
    'Accept-Language: %s is answered with a page',
    async (header) => {
      const { application } = await setScene(app);
      const browser = app.browser({ headers: { 'Accept-Language': header } });
      const page = await signIn(browser, application, {});
      expect(page.heading).toBe('Sign in');
      expect(page.html.find((one) => one.tagName === 'html')[0]?.attrs).toContainEqual(
        expect.objectContaining({ name: 'lang', value: 'en' }),
      );
    },
  );
});

describe('error pages', () => {
  test('a redirect URI that is not registered is named, and nobody is sent there', async () => {
    const { application, browser } = await setScene(app);
    const url = await application.authorizationUrl();
    url.searchParams.set('redirect_uri', 'http://evil.test/');
    const page = await browser.open(url);
    expect(page.status).toBe(400);
    expect(page.text).toContain('redirect_uri');
    expect(page.text).toContain('The application sent something that cannot be used');
  });

  test('an unknown client, an unknown address, a wrong method', async () => {
    const browser = app.browser();
    const unknown = await browser.open(`${app.issuer}/auth?client_id=nobody&response_type=code&scope=openid`);
    expect([unknown.status, unknown.text.includes('client')]).toEqual([400, true]);
    expect((await browser.open(`${app.issuer}/no/such/page`)).heading).toBe('Page not found');
    const method = await browser.send({ url: `${app.issuer}/interaction/x/password` });
    expect(method.status).toBe(405);
  });

  test('a form without its token, with another’s, or from another site changes nothing', async () => {
    const { person, application, browser } = await setScene(app);
    const page = await signIn(browser, application, {});
    const { identifier, password } = person;
    const stranger = app.browser();
    const theirs = (await signIn(stranger, application, {})).form().values.get('csrf') ?? '';
    const action = page.form().action.href;
    for (const csrf of ['', 'x', theirs])
      expect(
        (
          await browser
            .tab()
            .open(page.url)
            .then(() => browser.post(action, { identifier, password, csrf }))
        ).status,
      ).toBe(403);
    const csrf = page.form().values.get('csrf') ?? '';
    const foreign = await browser.send({
      url: action,
      method: 'POST',
      headers: { Origin: 'https://evil.test', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ identifier, password, csrf }).toString(),
    });
    expect(foreign.status).toBe(403);
    expect((await browser.open(page.url)).heading).toBe('Sign in');
  });

  test('a sign-in that never was', async () => {
    const page = await app.browser().open(`${app.issuer}/interaction/never`);
    expect([page.status, page.heading]).toEqual([410, 'This sign-in is no longer valid']);
  });
});
