// Somebody who has lost every second factor, and the code that their help desk read out to them (A13).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { refusalOf } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import {
  errorAt,
  expectProof,
  mfa,
  type Scene,
  type SceneOptions,
  setScene,
  sfa,
  tokensAt,
} from './scene.ts';

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

const operator = { kind: 'operator', name: 'test' } as const;
const nothingSetUp = { totp: false, backupCodes: false };
const link = 'Use a code from your help desk';
const heading = 'Enter the code from your help desk';

async function openWindow({ id }: { readonly id: string }): Promise<string> {
  const check = { identityChecked: 'video', reason: 'phone broken' };
  const opened = await app.core.actions.breakGlass.open(operator, id, check);
  if (!opened.ok) throw new Error(opened.reason);
  return opened.code;
}

/** A browser in which the password was given, at the page of the code; and the code. */
async function atCode(options: SceneOptions = {}) {
  const scene = await setScene(app, options);
  const code = await openWindow(scene.person);
  return { ...scene, code, page: await toCode(scene) };
}

async function toCode({ application, person }: Scene, browser: Browser = app.browser()) {
  const { identifier, password } = person;
  const page = await signIn(browser, application, { identifier, password });
  // Where nothing else may answer, it is the first page.
  const isThere = page.heading === heading;
  return { browser, page: isThere ? page : await browser.click(link) };
}

async function letIn(options: SceneOptions = {}) {
  const { page, code, ...scene } = await atCode(options);
  const { browser } = page;
  const tokens = await tokensAt(await browser.submit({ code }), scene.application);
  return { ...scene, browser, tokens, code };
}

describe('A13 the code of the help desk', () => {
  test('lets in who would have to set up first, or is refused after the deadline', async () => {
    for (const policy of [{}, { afterDeadline: 'refuse' }] as const) {
      const { person, tokens } = await letIn({ person: nothingSetUp, policy });
      expectProof(tokens, person, { acr: sfa, amr: ['pwd'] });
    }
  });

  test('stands beside set-up, with the way back to it', async () => {
    const { page } = await atCode({ person: nothingSetUp });
    expect(page.page.heading).toBe(heading);
    const back = await page.browser.click('Set up a second step instead');
    expect(stepOf(back)).toBe('send-code');
  });

  test('is not asked for while no window is open, nor after it has ended', async () => {
    const scene = await setScene(app);
    const { identifier, password } = scene.person;
    const page = await signIn(scene.browser, scene.application, { identifier, password });
    expect(page.text).not.toContain(link);
    const { page: late, code } = await atCode();
    clock.advance(15 * minute);
    const shown = await late.browser.submit({ code });
    expect(shown.arrival).toBeNull();
    expect(shown.text).not.toContain(link);
  });

  test('works no second time, in any browser', async () => {
    const { person, application, code } = await letIn();
    const again = app.browser();
    const { identifier, password } = person;
    const page = await signIn(again, application, { identifier, password });
    expect(page.text).not.toContain(link);
    const forced = await again.follow(`${page.url.pathname}?method=break-glass`);
    expect(forced.heading).not.toContain('help desk');
    expect((await again.submit({ code })).arrival).toBeNull();
  });

  test('is void when another window is opened', async () => {
    const { page, code, person } = await atCode();
    const newer = await openWindow(person);
    const wrong = await page.browser.submit({ code });
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('That code is not right')]);
    expect((await page.browser.submit({ code: newer.toLowerCase() })).arrival).not.toBeNull();
  });

  test('five wrong ones end it', async () => {
    const { page, code } = await atCode();
    const { browser } = page;
    const wrong = code.startsWith('7') ? 'ABCDE-FGHJK' : '77777-77777';
    expect((await browser.submit({ code: '123' })).text).toContain('10 letters and digits');
    for (let n = 0; n < 4; n++) expect((await browser.submit({ code: wrong })).status).toBe(422);
    const fifth = await browser.submit({ code: wrong });
    expect(fifth.status).toBe(422);
    clock.advance(2 * minute);
    expect((await browser.submit({ code })).arrival).toBeNull();
    expect((await browser.reload()).text).not.toContain(link);
  });
});

describe('A13 what it gives', () => {
  test('ends with the window: session, access and ID tokens', async () => {
    const { page, code, person, application } = await atCode();
    clock.advance(12 * minute);
    const tokens = await tokensAt(await page.browser.submit({ code }), application);
    expect(tokens.expiresIn).toBeLessThanOrEqual(180);
    expect(tokens.expiresIn).toBeGreaterThan(120);
    expect(tokens.claims.exp - tokens.claims.iat).toBeLessThanOrEqual(180);
    expect((await application.userinfo(tokens)).sub).toBe(person.id);
    expect((await application.introspect(tokens.accessToken)).active).toBe(true);
    clock.advance(3 * minute + second);
    expect(await refusalOf(application.userinfo(tokens))).toMatchObject({ error: 'invalid_token' });
    expect(await application.introspect(tokens.accessToken)).toEqual({ active: false });
    const silent = await page.browser.open(
      await application.authorizationUrl({ prompt: 'none' }),
      application.redirectUri,
    );
    expect((await errorAt(silent, application)).error).toBe('login_required');
  });

  test('gives no offline access', async () => {
    const scene = await setScene(app, { scope: 'openid offline_access' });
    const code = await openWindow(scene.person);
    const { identifier, password } = scene.person;
    const browser = app.browser();
    await signIn(browser, scene.application, { identifier, password }, { prompt: 'consent' });
    await browser.click(link);
    await browser.submit({ code });
    const tokens = await tokensAt(await browser.submit(), scene.application);
    expect(tokens.refreshToken).toBeUndefined();
  });

  test('a second factor that turns up later is worth what it is, and the session still ends', async () => {
    const { person, application, browser } = await letIn();
    await browser.open(await application.authorizationUrl({ acr_values: mfa }), application.redirectUri);
    const tokens = await tokensAt(await browser.submit({ code: person.code() }), application);
    expectProof(tokens, person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
    clock.advance(15 * minute);
    expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('does not reach what an application needs, nor the account pages', async () => {
    const { application, browser } = await letIn();
    await browser.open(await application.authorizationUrl({ acr_values: mfa }), application.redirectUri);
    expect(stepOf(browser.page)).toBe('second-factor');
    expect(browser.page.text).not.toContain(link);
    await browser.open(`${app.issuer}/account`);
    expect(stepOf(browser.page)).toBe('second-factor');
    expect(browser.page.text).not.toContain(link);
  });
});
