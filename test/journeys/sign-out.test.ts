// Signing out ends the session and everything given under it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { refusalOf } from '../support/application.ts';
import { movableClock, second } from '../support/clock.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
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

describe('sign-out (D1)', () => {
  test('by the application: the page asks, then the session and all its grants are gone', async () => {
    const { tenant, person, application, browser } = await setScene(app);
    const first = await tokensAt(await signIn(browser, application, person), application);
    const latest = await tokensAt(
      await browser.open(await application.authorizationUrl(), application.redirectUri),
      application,
    );
    const other = await app.application(await app.world.client(tenant.id));
    const third = await tokensAt(
      await browser.open(await other.authorizationUrl(), other.redirectUri),
      other,
    );

    const parameters = {
      id_token_hint: latest.idToken,
      post_logout_redirect_uri: 'http://app.test/signed-out',
      state: 'done',
    };
    const asks = await browser.open(application.endSessionUrl(parameters), application.redirectUri);
    expect(asks.heading).toBe('Sign out?');
    expect(asks.text).toContain(String(person.email));
    // Asking changes nothing.
    expect((await application.refresh(first.refreshToken ?? '')).claims.sub).toBe(person.id);
    const done = await browser.submit({}, 'Sign out');
    expect(done.arrival?.url.href).toBe('http://app.test/signed-out?state=done');

    for (const { refreshToken } of [first, latest])
      expect(await refusalOf(application.refresh(refreshToken ?? ''))).toMatchObject({
        error: 'invalid_grant',
      });
    expect(await refusalOf(other.refresh(third.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
    expect(await refusalOf(other.userinfo(third))).toMatchObject({ status: 401 });
    expect(await application.introspect(latest.accessToken)).toEqual({ active: false });
    const again = await browser.open(await application.authorizationUrl(), application.redirectUri);
    expect(stepOf(again)).toBe('password');
  });

  test('from the front page, and "stay signed in" keeps everything (C6)', async () => {
    const { person, application, browser } = await setScene(app, { client: { uri: 'http://app.test/' } });
    const tokens = await tokensAt(await signIn(browser, application, person), application);
    const home = await browser.open(app.issuer);
    expect(home.text).toContain(String(person.email));
    await browser.submit({}, 'Sign out');
    expect(browser.page.heading).toBe('Sign out?');
    await browser.submit({}, 'Sign out');
    expect(browser.page.heading).toBe('You are signed out');
    expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
    expect((await browser.open(app.issuer)).heading).toBe('Sign in with Sallyport');
  });

  test('a grant beyond the session outlives it (offline_access)', async () => {
    const { person, application, browser } = await setScene(app, { scope: 'openid offline_access' });
    const page = await signIn(browser, application, { ...person, agrees: true }, { prompt: 'consent' });
    const tokens = await tokensAt(page, application);
    await browser.open(application.endSessionUrl({ id_token_hint: tokens.idToken }));
    await browser.submit({}, 'Sign out');
    expect((await application.refresh(tokens.refreshToken ?? '')).claims.sub).toBe(person.id);
  });
});
