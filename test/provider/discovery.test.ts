// What the server says of itself, on plain http and behind a TLS proxy; and that it says nothing else when it starts.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { scene } from './desk.ts';

const secure = 'https://login.example.org';
let app: RunningApp;
let proxied: RunningApp;
const printed: unknown[] = [];
beforeAll(async () => {
  const spies = (['info', 'warn', 'log', 'error'] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation((...said: unknown[]) => void printed.push(said)),
  );
  app = await startApp();
  proxied = await startApp({ issuer: secure });
  const { signIn, application } = await scene(app, { scope: 'openid offline_access' });
  const tokens = await signIn({ prompt: 'consent' });
  await application.introspect(tokens.accessToken);
  await application.refresh(tokens.refreshToken ?? '');
  await application.revoke(tokens.accessToken);
  for (const spy of spies) spy.mockRestore();
});
afterAll(() => Promise.all([app.stop(), proxied.stop()]));

async function discovery(of: RunningApp, headers: Record<string, string> = {}) {
  const url = `${of.issuer}/.well-known/openid-configuration`;
  const answer = await of.browser().send({ url, headers });
  return JSON.parse(answer.body);
}

describe('discovery (D1)', () => {
  test('names exactly what is on', async () => {
    const of = await discovery(app);
    expect(of).toMatchObject({
      issuer: app.issuer,
      grant_types_supported: ['authorization_code', 'refresh_token'],
      response_types_supported: ['code'],
      response_modes_supported: expect.arrayContaining(['query', 'form_post']),
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['ES256', 'RS256'],
      subject_types_supported: ['public'],
      scopes_supported: expect.arrayContaining([
        'openid',
        'offline_access',
        'profile',
        'email',
        'address',
        'phone',
      ]),
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
      acr_values_supported: [
        'https://refeds.org/profile/sfa',
        'https://refeds.org/profile/mfa',
        'phr',
        'phrh',
      ],
      ui_locales_supported: ['de', 'en'],
      claims_parameter_supported: true,
      request_parameter_supported: true,
      request_uri_parameter_supported: false,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      authorization_response_iss_parameter_supported: true,
    });
    expect(of.claims_supported).toEqual(
      expect.arrayContaining(['sub', 'acr', 'amr', 'auth_time', 'sid', 'email', 'address', 'phone_number']),
    );
    expect(of.request_object_signing_alg_values_supported).not.toContain('HS256');
    for (const absent of ['registration_endpoint', 'device_authorization_endpoint', 'check_session_iframe'])
      expect(of[absent]).toBeUndefined();
  });

  test.each(['authorization', 'token', 'userinfo', 'introspection', 'revocation', 'end_session'])(
    'the %s endpoint is of the issuer, whatever Host says',
    async (name) => {
      const forged = {
        Host: 'evil.example',
        'X-Forwarded-Host': 'evil.example',
        'X-Forwarded-Proto': 'https',
      };
      expect((await discovery(app, forged))[`${name}_endpoint`]).toMatch(`${app.issuer}/`);
    },
  );

  test('behind a TLS proxy everything is https, although the server speaks http', async () => {
    const of = await discovery(proxied);
    expect(of.issuer).toBe(secure);
    const urls = Object.entries(of).filter(([key]) => key.endsWith('_endpoint') || key === 'jwks_uri');
    expect(urls.length).toBeGreaterThan(6);
    for (const [, url] of urls) expect(url).toMatch(`${secure}/`);
  });

  test('a whole sign-in works behind it: cookies, resume, DPoP', async () => {
    const { signIn, application, browser } = await scene(proxied, { dpop: true });
    const tokens = await signIn();
    expect(tokens.claims.iss).toBe(secure);
    expect(await application.userinfo(tokens)).toMatchObject({ sub: tokens.claims.sub });
    for (const cookie of browser.jar.list()) {
      expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'lax' });
      expect(cookie.name).toMatch(cookie.path === '/' ? /^__Host-/ : /^__Secure-/);
    }
    expect(browser.jar.find('__Host-sallyport-session')).toMatchObject({ expiresAt: null });
  });
});

test('the library prints none of its notices: each has a setting of ours', () => {
  expect(printed).toEqual([]);
});
