// A9: after a second factor the person may skip it on that browser for N days. It is asked for, earned, renewed, and over.
// That it lets in, and adds nothing to tokens: claims.test.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { refusalOf } from '../support/application.ts';
import { day, hour, minute, movableClock, second } from '../support/clock.ts';
import { attribute } from '../support/html.ts';
import { deviceCookie, deviceCookies, rememberOn, withPassword } from '../support/remembered-device.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { mfa, type Scene, type SceneOptions, setScene, tokensAt } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  clock.restore();
  await app.stop();
});

/** The person has ticked the box, and closed the browser a minute later. */
async function remembered(options?: SceneOptions): Promise<Scene> {
  const scene = await setScene(app, options);
  await rememberOn(scene.browser, scene.application, scene.person);
  clock.advance(minute);
  return scene;
}

const again = ({ browser, application, person }: Scene) => withPassword(browser, application, person);

async function deviceOf({ person }: Scene) {
  const [device] = await app.store.storage.rememberedDevices.list(person.id, null, 10);
  if (!device) throw new Error('no device is remembered');
  return device;
}

describe('A9 a remembered device', () => {
  test('only where the person ticked the box, which is never ticked before', async () => {
    const { browser, application, person } = await setScene(app);
    await signIn(browser, application, { identifier: person.identifier, password: person.password });
    const box = browser.page.form().fields.find((one) => attribute(one, 'name') === 'remember');
    expect(box && attribute(box, 'checked')).toBeNull();
    expect(browser.page.text).toContain('Don’t ask on this browser for 30 days');
    await browser.submit({ code: person.code() });
    expect(browser.page.arrival).not.toBeNull();
    expect(deviceCookies(browser)).toEqual([]);
  });

  test('is asked again when the days are over, counted from the proof', async () => {
    const scene = await remembered({ policy: { rememberDays: 2 } });
    const until = deviceCookie(scene.browser).expiresAt ?? 0;
    expect(Math.abs(until - (Date.now() - minute + 2 * day))).toBeLessThan(10 * second);
    clock.advance(2 * day - 2 * minute);
    expect((await again(scene)).arrival).not.toBeNull();
    clock.advance(2 * minute);
    expect(stepOf(await again(scene))).toBe('second-factor');
    clock.advance(-2 * day);
  });

  test('gives a secret that is renewed once a sign-in, and by nothing else', async () => {
    const scene = await remembered();
    const first = deviceCookie(scene.browser).value;
    await again(scene);
    const second = deviceCookie(scene.browser).value;
    expect(second).not.toBe(first);
    const url = await scene.application.authorizationUrl({ prompt: 'none' });
    const silent = await scene.browser.open(url, scene.application.redirectUri);
    expect(silent.arrival?.url.searchParams.has('code')).toBe(true);
    expect(deviceCookie(scene.browser).value).toBe(second);
    const device = await deviceOf(scene);
    expect(JSON.stringify(device)).not.toContain(second.split('.')[1]);
    expect(device).toMatchObject({ level: 'mfa', kind: 'totp', place: '203.0.113.0/24' });
    expect(device.lastUsedAt).toBeGreaterThan(device.firstUsedAt);
  });

  test('is one, and is renewed once, where consent is asked in between', async () => {
    const scene = await remembered({ client: { firstParty: false } });
    const { browser, application, person } = scene;
    const { id, hash } = await deviceOf(scene);
    const having = { identifier: person.identifier, password: person.password, agrees: true };
    expect((await signIn(browser, application, having, { prompt: 'consent' })).arrival).not.toBeNull();
    expect(await app.store.storage.rememberedDevices.list(person.id, null, 9)).toMatchObject([
      { id, previousHash: hash },
    ]);
  });

  test('never stands in for what an application needs (D3)', async () => {
    const scene = await remembered();
    await withPassword(scene.browser, scene.application, scene.person);
    const url = await scene.application.authorizationUrl({ acr_values: mfa });
    await scene.browser.open(url, scene.application.redirectUri);
    expect(stepOf(scene.browser.page)).toBe('second-factor');
  });

  test('is one for each account, where several share a browser', async () => {
    const scene = await remembered();
    const other = await app.world.person(scene.tenant.id, { totp: true });
    expect(stepOf(await withPassword(scene.browser, scene.application, other))).toBe('second-factor');
    await scene.browser.submit({ code: other.code(), remember: true });
    expect(deviceCookies(scene.browser)).toHaveLength(2);
    clock.advance(minute);
    expect((await again(scene)).arrival).not.toBeNull();
    expect((await withPassword(scene.browser, scene.application, other)).arrival).not.toBeNull();
  });

  test('a newer proof on the same browser takes the place of the older', async () => {
    const scene = await remembered();
    const { browser, application, person } = scene;
    const before = await deviceOf(scene);
    await browser.open(await application.authorizationUrl({ acr_values: mfa }), application.redirectUri);
    await browser.submit({ identifier: person.identifier, password: person.password });
    await browser.submit({ code: person.code(), remember: true });
    expect(browser.page.arrival).not.toBeNull();
    expect((await deviceOf(scene)).id).not.toBe(before.id);
    expect((await app.store.storage.rememberedDevices.find(before.id))?.revokedAt).not.toBeNull();
  });
});

describe('A9 is not offered, and not taken from a form that says so', () => {
  test('where the organization never remembers', async () => {
    const { browser, application, person } = await setScene(app, { policy: { rememberDays: 0 } });
    await signIn(browser, application, { identifier: person.identifier, password: person.password });
    expect(browser.page.text).not.toContain('on this browser');
    const { action, values } = browser.page.form();
    await browser.post(action, { ...Object.fromEntries(values), code: person.code(), remember: 'yes' });
    expect(browser.page.arrival).not.toBeNull();
    expect(deviceCookies(browser)).toEqual([]);
  });

  test('after a backup code', async () => {
    const { browser, application, person } = await setScene(app);
    await signIn(browser, application, { identifier: person.identifier, password: person.password });
    await browser.click('Use a backup code');
    expect(browser.page.text).not.toContain('on this browser');
    const { action, values } = browser.page.form();
    const [code = ''] = person.backupCodes;
    await browser.post(action, { ...Object.fromEntries(values), code, remember: 'yes' });
    expect(browser.page.arrival).not.toBeNull();
    expect(deviceCookies(browser)).toEqual([]);
  });

  test('the tick stays where the code was wrong, and counts only with a right one', async () => {
    const { browser, application, person } = await setScene(app);
    await signIn(browser, application, { identifier: person.identifier, password: person.password });
    await browser.submit({ code: 'abc', remember: true });
    expect(deviceCookies(browser)).toEqual([]);
    expect(browser.page.form().values.get('remember')).toBe('yes');
    await browser.submit({ code: person.code() });
    expect(browser.page.arrival).not.toBeNull();
    expect(deviceCookies(browser)).toHaveLength(1);
  });
});

describe('A9 at redemption', () => {
  test('a grant that rests on it ends with it', async () => {
    const scene = await remembered();
    const tokens = await tokensAt(await again(scene), scene.application);
    expect((await scene.application.refresh(tokens.refreshToken ?? '')).claims.sub).toBe(scene.person.id);
    const { id } = await deviceOf(scene);
    const fresh = await tokensAt(await again(scene), scene.application);
    await app.store.storage.rememberedDevices.revoke(id, scene.person.id, Date.now());
    const refused = await refusalOf(scene.application.refresh(fresh.refreshToken ?? ''));
    expect(refused?.error).toBe('invalid_grant');
  });

  test('nothing is given that outlives the session', async () => {
    const scene = await remembered({ scope: 'openid offline_access' });
    const { browser, application, person } = scene;
    browser.jar.endSession();
    const { identifier, password } = person;
    const having = { identifier, password, agrees: true };
    const page = await signIn(browser, application, having, { prompt: 'consent' });
    const tokens = await tokensAt(page, application);
    clock.advance(13 * hour);
    const refused = await refusalOf(application.refresh(tokens.refreshToken ?? ''));
    clock.advance(-13 * hour);
    expect(refused?.error).toBe('invalid_grant');
  });
});
