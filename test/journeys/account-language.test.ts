// Pages of somebody who is signed in speak the language of the own details, whatever the browser asks for (C5).
// Invariant: that holds for the front page, for what stops somebody, and for what is not found, as for every other page.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { attribute } from '../support/html.ts';
import type { Page } from '../support/page.ts';
import { signIn } from '../support/sign-in.ts';
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

/** Signed in with an English browser; the own details say German. */
async function german() {
  const scene = await setScene(app, { person: { profile: { locale: 'de' } } });
  const headers = { 'Accept-Language': 'en-GB,en;q=0.9' };
  const browser = app.browser({ stopAt: [scene.application.redirectUri], headers });
  await signIn(browser, scene.application, scene.person);
  return { ...scene, browser };
}

function said({ heading, html, status }: Page) {
  const [root] = html.find((one) => one.tagName === 'html');
  return { heading, status, lang: root && attribute(root, 'lang') };
}

describe('in the language of the own details (C5)', () => {
  test('speaks the front page', async () => {
    const { browser } = await german();
    expect(said(await browser.open(app.issuer))).toMatchObject({ heading: 'Ihre Anwendungen', lang: 'de' });
  });

  test('speaks what stops a form that was left open, and the sign-in that it leads to', async () => {
    const { browser } = await german();
    await browser.open(`${app.issuer}/account/email`);
    clock.advance(6 * minute);
    const stopped = await browser.submit({ address: 'new@example.test' });
    expect(said(stopped)).toEqual({
      heading: 'Zeigen Sie noch einmal, dass Sie es sind',
      status: 403,
      lang: 'de',
    });
    expect(said(await browser.open(`${app.issuer}/account/email`)).lang).toBe('de');
  });

  test.each([
    ['cancelled', '?error=access_denied&state=x', 200],
    ['refused', '?error=invalid_request&state=x', 403],
    ['over', '?code=none&state=x', 400],
  ])(
    'speaks of a way to fresh proof that was %s, and to others as their browser does',
    async (_, query, status) => {
      const { browser } = await german();
      const callback = `${app.issuer}/account/callback${query}`;
      expect(said(await browser.open(callback))).toMatchObject({ status, lang: 'en' });
      await browser.open(`${app.issuer}/account`);
      expect(said(await browser.open(callback))).toMatchObject({ status, lang: 'de' });
      const stranger = app.browser({ headers: { 'Accept-Language': 'en' } });
      expect(said(await stranger.open(callback))).toMatchObject({ status, lang: 'en' });
    },
  );

  test('speaks what is not found, and what was forged', async () => {
    const { browser } = await german();
    await browser.open(`${app.issuer}/account/profile`);
    const csrf = browser.page.form().values.get('csrf') ?? '';
    expect(said(await browser.open(`${app.issuer}/account/factor/other`))).toMatchObject({
      status: 404,
      lang: 'de',
    });
    await browser.post('/account/sessions/end', { csrf, session: 'none' });
    expect(said(browser.page)).toMatchObject({ status: 404, lang: 'de' });
    await browser.post('/account/sessions/end', { csrf: 'wrong' });
    expect(said(browser.page)).toMatchObject({ status: 403, lang: 'de' });
  });
});
