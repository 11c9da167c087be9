// Put together: a stolen session plus the password passes "fresh proof" with yesterday's second factor.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, minute, movableClock } from '../support/clock.ts';
import { stepOf } from '../support/sign-in.ts';
import { arrivalOf, givesCode, onlyPassword, type Scene, signedIn, silently, startScene } from './scene.ts';

let clock: Clock & { restore(): void };
let scene: Scene;
beforeEach(async () => {
  clock = movableClock();
  scene = await startScene();
});
afterEach(async () => {
  await scene.stop();
  clock.restore();
});

const fresh: readonly Readonly<Record<string, string>>[] = [
  { prompt: 'login' },
  { max_age: '0' },
  { max_age: '300' },
  { prompt: 'login', acr_values: 'https://refeds.org/profile/mfa' },
  { prompt: 'login consent' },
  { max_age: '300', prompt: 'select_account' },
];

describe('a session half an hour after both factors were proved (A12)', () => {
  test.each(fresh)('needs both of them for %j, not the password alone', async (parameters) => {
    const person = await scene.person();
    const { browser, tokens } = await signedIn(scene, person);
    const before = tokens.claims.auth_time ?? 0;
    clock.advance(30 * minute);
    await browser.open(await scene.application.authorizationUrl(parameters), scene.application.redirectUri);
    if (stepOf(browser.page) === 'account') await browser.submit({}, undefined, '/account');
    expect(stepOf(browser.page)).toBe('password');
    const page = await browser.submit({ password: person.password, identifier: person.identifier });
    expect(givesCode(page)).toBe(false);
    expect(stepOf(page)).toBe('second-factor');
    await browser.submit({ code: person.code() });
    const done = stepOf(browser.page) === 'consent' ? await browser.submit() : browser.page;
    const { claims } = await scene.application.callback(arrivalOf(done));
    expect(claims.auth_time).toBeGreaterThanOrEqual(before + 30 * 60);
  });

  test('reports the time of its oldest proof, so an application can judge for itself', async () => {
    const person = await scene.person();
    const { browser, tokens } = await signedIn(scene, person);
    clock.advance(30 * minute);
    const url = await scene.application.authorizationUrl();
    const page = await browser.open(url, scene.application.redirectUri);
    const { claims } = await scene.application.callback(arrivalOf(page));
    expect(claims.auth_time).toBe(tokens.claims.auth_time);
  });

  test('cannot be asked for in silence', async () => {
    const { browser } = await signedIn(scene, await scene.person());
    clock.advance(30 * minute);
    expect(await silently(scene.application, browser, { max_age: '300' })).toMatchObject({ code: null });
  });

  test('does not pass with a second factor that was proved in a request given up', async () => {
    const person = await scene.person();
    const { browser } = await signedIn(scene, person);
    clock.advance(30 * minute);
    await browser.open(await scene.application.authorizationUrl({ prompt: 'login' }));
    await browser.submit(onlyPassword(person));
    await browser.submit({}, undefined, 'cancel');
    await browser.open(await scene.application.authorizationUrl({ prompt: 'login' }));
    expect(stepOf(browser.page)).toBe('password');
  });
});

describe('a password chosen anew', () => {
  test('ends what the old one proved, in sessions and in tokens', async () => {
    const person = await scene.person();
    const { browser } = await signedIn(scene, person);
    const { storage } = scene.app.store;
    const present = await storage.passwords.find(person.id);
    if (!present) throw new Error('no password');
    await storage.passwords.set({ ...present, version: 'another' }, present.version);
    expect(await silently(scene.application, browser)).toEqual({ code: null, error: 'login_required' });
  });
});
