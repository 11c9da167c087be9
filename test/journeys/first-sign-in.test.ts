// The whole path: password, second way, authenticator app, backup codes, tokens that say what was proved.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { setUp, signIn } from '../support/sign-in.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('someone who must have a second factor and has none', () => {
  test('is led through set-up and comes back with honest tokens (A1, B2, B3, B9, C2, D2)', async () => {
    const tenant = await app.world.tenant();
    const person = await app.world.person(tenant.id);
    const application = await app.application(await app.world.client(tenant.id));
    const browser = app.browser();

    const first = await signIn(browser, application, person);
    expect(first.text).toContain(
      'Your organization requires two-factor authentication. Please set it up to continue.',
    );
    const { page, backupCodes } = await setUp(browser, { mailedCode: () => app.mailedCode(person.email) });
    expect(backupCodes).toHaveLength(10);
    if (!page.arrival) throw new Error(`The browser did not come back: ${page.describe()}`);
    const { claims } = await application.callback(page.arrival);
    expect(claims).toMatchObject({
      sub: person.id,
      acr: 'https://refeds.org/profile/mfa',
      amr: ['pwd', 'otp', 'mfa'],
      'urn:sallyport:tenant': tenant.id,
      sid: expect.any(String),
      auth_time: expect.any(Number),
    });
  });
});
