// The tests' application and browser against node-oidc-provider as it comes, so that their own faults show here.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApplication, refusalOf } from './support/application.ts';
import { createBrowser } from './support/browser.ts';
import { movableClock } from './support/clock.ts';

const redirectUri = 'http://app.test/cb';
let server: Server;
let issuer: string;

beforeAll(async () => {
  // It says that its defaults are for development, which this is.
  for (const kind of ['warn', 'info'] as const) vi.spyOn(console, kind).mockImplementation(() => undefined);
  server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // A listening TCP server has an address of this shape.
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'app',
        client_secret: 'secret',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    features: {
      introspection: { enabled: true },
      revocation: { enabled: true },
      dPoP: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    cookies: { keys: ['of a test'] },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  });
  server.on('request', provider.callback());
});
afterAll(async () => {
  vi.restoreAllMocks();
  await new Promise((closed) => server.close(closed));
});

async function signIn(url: URL) {
  const browser = createBrowser({ stopAt: [redirectUri] });
  await browser.open(url, 'http://app.test/');
  await browser.submit({ login: 'ann', password: 'x' });
  const { arrival } = await browser.submit();
  if (!arrival) throw new Error(`not back at the application: ${browser.page.describe()}`);
  return { browser, arrival };
}

test.each([false, true])('a code, tokens, and all that follows (DPoP: %s)', async (dpop) => {
  const options = {
    issuer,
    clientId: 'app',
    clientSecret: 'secret',
    redirectUri,
    idTokenAlg: 'RS256',
    dpop,
  } as const;
  const application = await createApplication(options);
  const { browser, arrival } = await signIn(await application.pushedAuthorizationUrl());
  const tokens = await application.callback(arrival);
  expect(tokens.claims).toMatchObject({ sub: 'ann', iss: issuer });
  expect(await application.userinfo(tokens)).toEqual({ sub: 'ann' });
  expect(await application.introspect(tokens.accessToken)).toMatchObject({ active: true });

  const silent = await browser.open(await application.authorizationUrl({ prompt: 'none', max_age: '600' }));
  expect((await application.callback(silent.arrival ?? arrival)).claims.sub).toBe('ann');

  const refreshed = await application.refresh(tokens.refreshToken ?? '');
  expect(refreshed.refreshToken).not.toBe(tokens.refreshToken);
  expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
    error: 'invalid_grant',
  });
  expect(await refusalOf(application.userinfo(tokens))).toMatchObject({
    error: 'invalid_token',
    status: 401,
  });

  const page = await browser.open(application.endSessionUrl());
  expect(page.text).toContain('sign-out');
  await browser.submit({}, 'yes');
  const refused = await browser.open(await application.authorizationUrl({ prompt: 'none' }));
  expect(await refusalOf(application.callback(refused.arrival ?? arrival))).toMatchObject({
    error: 'login_required',
  });
});

test('an answer by form_post', async () => {
  const options = {
    issuer,
    clientId: 'app',
    clientSecret: 'secret',
    redirectUri,
    idTokenAlg: 'RS256',
  } as const;
  const application = await createApplication(options);
  const browser = createBrowser({ stopAt: [redirectUri] });
  await browser.open(await application.authorizationUrl({ response_mode: 'form_post' }));
  await browser.submit({ login: 'ann', password: 'x' });
  await browser.submit();
  const { arrival } = await browser.submit();
  expect(arrival?.posted?.get('code')).toBeTruthy();
  if (arrival) expect((await application.callback(arrival)).claims.sub).toBe('ann');
});

test('days later', async () => {
  const clock = movableClock();
  try {
    const options = {
      issuer,
      clientId: 'app',
      clientSecret: 'secret',
      redirectUri,
      idTokenAlg: 'RS256',
    } as const;
    clock.advance(400 * 24 * 3600 * 1000);
    const application = await createApplication(options);
    const { arrival } = await signIn(await application.authorizationUrl());
    const { claims } = await application.callback(arrival);
    expect(Math.abs(claims.iat * 1000 - clock.now())).toBeLessThan(10_000);
  } finally {
    clock.restore();
  }
});
