// CVE-2025-3910 (Keycloak): forced set-up is circumvented by another client, scope, parameter or grant.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { ClientOptions } from '../support/world.ts';
import { givesCode, type Scene, silently, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

const clients: readonly [name: string, options: ClientOptions, shared: boolean][] = [
  ['another of the organisation', {}, false],
  ['one that is not first-party', { firstParty: false }, false],
  ['a public one', { authMethod: 'none' }, false],
  ['one without refresh tokens', { grantTypes: ['authorization_code'] }, false],
  ['one without PKCE', { pkceRequired: false }, false],
  [
    'a native one',
    { redirectUris: ['com.example.app:/callback'], postLogoutRedirectUris: [], authMethod: 'none' },
    false,
  ],
  ['one that organisations share', {}, true],
  ['one whose ID tokens are RS256', { idTokenAlg: 'RS256' }, false],
];

const parameters: readonly Readonly<Record<string, string>>[] = [
  { scope: 'openid offline_access', prompt: 'consent' },
  { scope: 'openid profile email address phone' },
  { prompt: 'login' },
  { prompt: 'select_account' },
  { max_age: '0' },
  { max_age: '100000' },
  { acr_values: 'https://refeds.org/profile/sfa' },
  { acr_values: 'unknown' },
  {
    claims: JSON.stringify({
      id_token: { acr: { essential: true, value: 'https://refeds.org/profile/sfa' } },
    }),
  },
  { response_mode: 'form_post' },
  { ui_locales: 'de' },
  { display: 'popup' },
];

describe('somebody who must set up a second factor', () => {
  test.each(clients)('must do so for %s', async (_name, options, shared) => {
    const person = await scene.person({ totp: false });
    const registered = await scene.app.world.client(shared ? null : scene.tenant.id, options);
    const application = await scene.app.application(registered);
    const browser = scene.app.browser({ stopAt: [application.redirectUri] });
    const extra = { tenant: scene.tenant.shortName };
    const page = await signIn(browser, application, { ...person, agrees: true }, extra);
    expect(stepOf(page) || page.describe()).toBe('send-code');
    expect(await silently(application, browser, extra)).toMatchObject({ code: null });
  });

  test.each(parameters)('must do so with %j', async (extra) => {
    const person = await scene.person({ totp: false });
    const browser = scene.app.browser();
    const page = await signIn(browser, scene.application, { ...person, agrees: true }, extra);
    expect(givesCode(page)).toBe(false);
    expect(stepOf(page)).toBe('send-code');
  });

  test('must do so through a pushed request', async () => {
    const person = await scene.person({ totp: false });
    const browser = scene.app.browser();
    await browser.open(await scene.application.pushedAuthorizationUrl());
    expect(stepOf(await browser.submit({ identifier: person.identifier, password: person.password }))).toBe(
      'send-code',
    );
  });

  test('must do so through POST to the authorization endpoint', async () => {
    const person = await scene.person({ totp: false });
    const url = await scene.application.authorizationUrl();
    const browser = scene.app.browser();
    await browser.open(scene.app.issuer);
    await browser.post('/auth', url.searchParams);
    expect(stepOf(await browser.submit({ identifier: person.identifier, password: person.password }))).toBe(
      'send-code',
    );
  });
});
