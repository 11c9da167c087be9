// The headers of every kind of answer: nothing inline, nothing framed, nothing kept, https enforced where there is https.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { having, scene } from '../provider/desk.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { signIn } from '../support/sign-in.ts';

let app: RunningApp;
let secure: RunningApp;
beforeAll(async () => {
  app = await startApp();
  secure = await startApp({ issuer: 'https://login.example.org' });
});
afterAll(() => Promise.all([app.stop(), secure.stop()]));

const get = (of: RunningApp, path: string, headers: Record<string, string> = { Accept: 'text/html' }) =>
  of.browser().send({ url: of.issuer + path, headers });

describe.each(['/', '/auth', '/nowhere', '/session/end', '/userinfo', '/interaction/x', '/auth/x', '/jwks'])(
  '%s',
  (path) => {
    test('is framed by nobody, runs nothing inline and takes nothing from elsewhere', async () => {
      const { headers } = await get(app, path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).not.toContain('unsafe');
      expect(policy).toMatch(/script-src ('none'|'sha256-[\w+/]+=')(;|$)/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
    });

    test('tells browsers to stay with https only where there is https', async () => {
      expect((await get(app, path)).headers.get('strict-transport-security')).toBeNull();
      expect((await get(secure, path)).headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    });
  },
);

describe('what is about a person is kept nowhere', () => {
  test('pages, redirects, tokens, userinfo', async () => {
    const { application, browser, person } = await scene(app);
    const url = await application.authorizationUrl();
    const first = await browser.send({ url });
    expect(first.headers.get('cache-control')).toContain('no-store');
    const page = await browser.open(url, application.redirectUri);
    expect(page.headers.get('cache-control')).toContain('no-store');
    const { arrival } = await signIn(browser, application, having(person));
    if (!arrival) throw new Error('did not arrive');
    const { accessToken } = await application.callback(arrival);
    const headers = { Authorization: `Bearer ${accessToken}` };
    expect((await get(app, '/userinfo', headers)).headers.get('cache-control')).toContain('no-store');
    for (const path of ['/', '/session/end', '/auth', '/nowhere'])
      expect((await browser.send({ url: app.issuer + path })).headers.get('cache-control')).toContain(
        'no-store',
      );
  });
});

describe('methods and paths', () => {
  test.each([
    ['PUT', '/token'],
    ['DELETE', '/auth'],
    ['GET', '/token'],
    ['PATCH', '/'],
    ['POST', '/jwks'],
  ])('%s %s is answered with 405 and what is allowed', async (method, path) => {
    const answer = await app.browser().send({ url: app.issuer + path, method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toMatch(/GET|POST/);
  });

  test.each([
    '/auth/%E0%A4%A',
    '/%00',
    '/..%2f..%2fetc/passwd',

    '/interaction/%ZZ',
    '/session/end/%',
  ])('%s is no server error', async (path) => {
    const before = app.logs().length;
    const answer = await app.browser().send({ url: app.issuer + path, headers: { Accept: 'text/html' } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(app.logs().slice(before)).not.toContain('a request failed');
  });

  test('HEAD is answered as GET without a body', async () => {
    const answer = await app.browser().send({ url: `${app.issuer}/jwks`, method: 'HEAD' });
    expect([answer.status, answer.body]).toEqual([200, '']);
  });

  test.each(['/token', '/token/introspection', '/token/revocation', '/request', '/userinfo'])(
    'POST %s with odd bodies is no server error',
    async (path) => {
      const bodies: [string, string][] = [
        ['application/json', '{"grant_type":"authorization_code"}'],
        ['application/x-www-form-urlencoded', 'token=a&token=b&grant_type=x&grant_type=y'],
        ['application/x-www-form-urlencoded', 'code[$gt]=&grant_type=authorization_code&token[a]=b'],
        ['application/x-www-form-urlencoded', '%E0%A4%A=%'],
        ['application/x-www-form-urlencoded', `token=${'a'.repeat(1024 * 1024)}`],
        ['text/plain', 'x'],
        ['', ''],
      ];
      const before = app.logs().length;
      for (const [type, body] of bodies) {
        const headers = { ...(type && { 'Content-Type': type }), Accept: 'application/json' };
        const answer = await app.browser().send({ url: app.issuer + path, method: 'POST', headers, body });
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        expect(answer.body).not.toMatch(/\bat .*\.js/);
      }
      expect(app.logs().slice(before)).not.toContain('a request failed');
    },
  );
});

describe('broken cookies', () => {
  test.each([
    'sallyport-session=%ZZ',
    'sallyport-session=a; sallyport-session.sig=b',
    '=;;;',
    `x=${'y'.repeat(6000)}`,
    'sallyport-browser=\u0001',
  ])('%s are as good as none', async (cookie) => {
    const here = await scene(app);
    const url = await here.application.authorizationUrl();
    const answer = await app.browser().send({ url, headers: { Cookie: cookie.replace('\u0001', '%01') } });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      expect.stringContaining('/interaction/'),
    ]);
  });
});

test('a preflight of a browser application is answered', async () => {
  const answer = await app.browser().send({
    url: `${app.issuer}/token`,
    method: 'OPTIONS',
    headers: {
      Origin: 'http://app.test',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'dpop',
    },
  });
  expect(answer.status).toBe(204);
  expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
});
