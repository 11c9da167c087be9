// What applications ask for by acr: more than the policy does, or more than anything here can prove.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Parameters } from '../support/application.ts';
import { movableClock, second } from '../support/clock.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { errorAt, expectProof, mfa, refusalsOf, setScene, sfa, tokensAt } from './scene.ts';

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

const optional = { secondFactor: 'optional' } as const;
const nothingSetUp = { totp: false, backupCodes: false };
const essential = (...values: string[]): Parameters => ({
  claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }),
});

describe('acr_values (D3)', () => {
  test('a voluntary mfa is asked where the tenant leaves it to people', async () => {
    const { person, application, browser } = await setScene(app, { policy: optional, person: nothingSetUp });
    const plain = await tokensAt(await signIn(browser, application, person), application);
    expectProof(plain, person, { acr: sfa, amr: ['pwd'] });
    const page = await browser.open(
      await application.authorizationUrl({ acr_values: mfa }),
      application.redirectUri,
    );
    expect(stepOf(page)).toBe('send-code');
  });

  test('C2 the page says that it is the application that asks, and leads back to it', async () => {
    const { person, application, browser } = await setScene(app, { policy: optional, person: nothingSetUp });
    const page = await signIn(browser, application, person, { acr_values: mfa });
    expect(page.text).toContain('Patient Records asks for a stronger sign-in than what you have set up.');
    expect(page.text).not.toContain('Your organization requires');
    await browser.click('See what is set up on your account');
    expect(browser.page.text).toContain('leaves it to you');
    expect(browser.page.text).toContain('Patient Records asks for a second step.');
    await browser.click('Go on with set-up');
    const back = await browser.submit({}, undefined, 'cancel');
    expect(await errorAt(back, application)).toMatchObject({ error: 'access_denied' });
  });

  test('unknown values are ignored; the first that is reached is named', async () => {
    const { person, application, browser } = await setScene(app, { policy: optional, person: nothingSetUp });
    const parameters = { acr_values: `urn:example:gold ${sfa}` };
    const tokens = await tokensAt(await signIn(browser, application, person, parameters), application);
    expectProof(tokens, person, { acr: sfa, amr: ['pwd'] });
  });

  test('sfa named by the request is what acr says, amr still says all (D2)', async () => {
    const { person, application, browser } = await setScene(app);
    const page = await signIn(browser, application, person, { acr_values: `${sfa} ${mfa}` });
    expectProof(await tokensAt(page, application), person, { acr: sfa, amr: ['pwd', 'otp', 'mfa'] });
  });

  test('what nothing can reach is ignored, if voluntary', async () => {
    const { person, application, browser } = await setScene(app, { policy: optional, person: nothingSetUp });
    const page = await signIn(browser, application, person, { acr_values: 'phr' });
    expectProof(await tokensAt(page, application), person, { acr: sfa, amr: ['pwd'] });
  });
});

describe('essential acr (D3)', () => {
  test('what nothing can reach is unmet_authentication_requirements, after the first factor', async () => {
    const { person, application, browser } = await setScene(app);
    const page = await signIn(browser, application, { ...person, code: undefined }, essential('phr'));
    expect(await errorAt(page, application)).toMatchObject({ error: 'unmet_authentication_requirements' });
    expect(await refusalsOf(app, person.id)).toEqual(['level-unreachable']);
  });

  test('with a session it is told at once', async () => {
    const { person, application, browser } = await setScene(app);
    await tokensAt(await signIn(browser, application, person), application);
    for (const more of [{}, { prompt: 'none' }] as Parameters[]) {
      const url = await application.authorizationUrl({ ...essential('phr', 'phrh'), ...more });
      const page = await browser.open(url, application.redirectUri);
      expect(await errorAt(page, application)).toMatchObject({ error: 'unmet_authentication_requirements' });
    }
  });

  test('any one of several suffices', async () => {
    const { person, application, browser } = await setScene(app);
    const page = await signIn(browser, application, person, essential('phr', mfa));
    expectProof(await tokensAt(page, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });

  test('a refresh is held to it after the policy became looser (D4)', async () => {
    const { tenant, person, application, browser } = await setScene(app);
    const tokens = await tokensAt(await signIn(browser, application, person, essential(mfa)), application);
    await app.world.setPolicy(tenant.id, optional);
    expect((await application.refresh(tokens.refreshToken ?? '')).claims).toMatchObject({ acr: mfa });
  });
});
