// Applications that are not the organisation's own: what they learn is agreed to once, and asked again for more.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Parameters } from '../support/application.ts';
import { movableClock, second } from '../support/clock.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { errorAt, expectProof, mfa, type Scene, setScene, tokensAt } from './scene.ts';

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
const thirdParty = { client: { firstParty: false } } as const;

async function ask({ application, browser }: Scene, parameters: Parameters) {
  return browser.open(await application.authorizationUrl(parameters), application.redirectUri);
}

describe('consent (C1)', () => {
  test('is asked once and remembered, in another browser too; more scopes ask again', async () => {
    const scene = await setScene(app, thirdParty);
    const { person, application, browser } = scene;
    const asked = await signIn(browser, application, person, { scope: 'openid profile' });
    expect(asked.heading).toBe('Share your details with Patient Records?');
    expect(asked.text).toContain('Your name and profile');
    expect(asked.text).not.toContain('Your e-mail address');
    const tokens = await tokensAt(await browser.submit(), application);
    expectProof(tokens, person, proof);
    expect(await application.userinfo(tokens)).toMatchObject({ name: 'Mira Albers' });

    await tokensAt(await ask(scene, { scope: 'openid profile' }), application);
    clock.advance(31 * second);
    await tokensAt(await signIn(app.browser(), application, person, { scope: 'openid' }), application);

    const more = await ask(scene, { scope: 'openid profile email' });
    expect(more.text).toContain('Your e-mail address');
    const agreed = await tokensAt(await browser.submit(), application);
    expect(await application.userinfo(agreed)).toMatchObject({ email: person.email });
  });

  test('comes after the second factor, never instead of it', async () => {
    const { person, application, browser } = await setScene(app, thirdParty);
    const page = await signIn(browser, application, { ...person, code: undefined, agrees: true });
    expect(stepOf(page)).toBe('second-factor');
    const csrf = page.form().values.get('csrf') ?? '';
    expect(stepOf(await browser.post(`${page.url.pathname}/consent`, { csrf }))).toBe('second-factor');
  });

  test('single claims are named', async () => {
    const { person, application, browser } = await setScene(app, thirdParty);
    const claims = JSON.stringify({ userinfo: { phone_number: null }, id_token: { auth_time: null } });
    const page = await signIn(browser, application, person, { claims });
    expect(page.text).toContain('The detail “phone_number” of your profile');
    expect(page.text).not.toContain('auth_time');
    await tokensAt(await browser.submit(), application);
    await tokensAt(
      await browser.open(await application.authorizationUrl({ claims }), application.redirectUri),
      application,
    );
  });

  test('declined: access_denied, nothing remembered, still signed in', async () => {
    const scene = await setScene(app, thirdParty);
    const { person, application, browser } = scene;
    await signIn(browser, application, person);
    const page = await browser.submit({}, undefined, 'cancel');
    expect(await errorAt(page, application)).toMatchObject({ error: 'access_denied' });
    expect(stepOf(await ask(scene, {}))).toBe('consent');
  });

  test('prompt=none where it is missing is consent_required; prompt=consent asks again', async () => {
    const scene = await setScene(app, thirdParty);
    const { person, application, browser } = scene;
    await tokensAt(await signIn(browser, application, { ...person, agrees: true }), application);
    const none = await errorAt(await ask(scene, { prompt: 'none', scope: 'openid email' }), application);
    expect(['consent_required', 'interaction_required']).toContain(none.error);
    expect(stepOf(await ask(scene, { prompt: 'consent' }))).toBe('consent');
    await tokensAt(await browser.submit(), application);
  });

  test('the organisation’s own applications are not asked about', async () => {
    const { person, application, browser } = await setScene(app);
    const page = await signIn(browser, application, person, { scope: 'openid profile email' });
    expectProof(await tokensAt(page, application), person, proof);
  });

  test('another person in the same browser is asked for themselves', async () => {
    const scene = await setScene(app, thirdParty);
    const { tenant, person, application, browser } = scene;
    await tokensAt(await signIn(browser, application, { ...person, agrees: true }), application);
    const next = await app.world.person(tenant.id, { totp: true });
    expect(stepOf(await signIn(app.browser(), application, next))).toBe('consent');
  });
});
