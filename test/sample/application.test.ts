// The sample application against a small issuer: what people see, and what it refuses to believe.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSampleApplication, type SampleApplication } from '../../sample/application/application.ts';
import { type FakeIssuer, startFakeIssuer } from './fake-issuer.ts';
import { createVisitor, type Visit, type Visitor } from './visitor.ts';

let origin: string;
let fake: FakeIssuer;
let application: SampleApplication;
let visitor: Visitor;
const errors: unknown[] = [];

beforeAll(async () => {
  // node-oidc-provider prints what a real configuration would set.
  for (const method of ['info', 'warn'] as const) vi.spyOn(console, method).mockReturnValue(undefined);
  origin = `http://localhost:${await freePort()}`;
  fake = await startFakeIssuer(origin);
  application = createSampleApplication({
    issuer: fake.issuer,
    clientId: 'patient-records',
    clientSecret: 'a-secret-of-more-than-32-characters-in-all',
    origin,
    logger: { error: (...told: unknown[]) => errors.push(told) },
    authenticators: () => [
      {
        name: 'Mira',
        identifier: 'mira',
        secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
        backupCodes: ['K7QD-2M4X-PJ9R-T6WB', 'N3FV-8C5H-ZG2Y-D4SA'],
      },
    ],
  });
  await application.listen(Number(new URL(origin).port), '127.0.0.1');
});

afterAll(async () => {
  vi.restoreAllMocks();
  await application.close();
  await fake.close();
  expect(errors).toEqual([]);
});

beforeEach(() => {
  visitor = createVisitor();
  fake.answer = { acr: 'https://refeds.org/profile/mfa', amr: ['pwd', 'otp', 'mfa'] };
  fake.refuseRefresh = false;
});

const press = (path: string) => visitor.post(origin + path, {}, origin);

describe('signing in', () => {
  test('shows the claims of ID token, access token and userinfo, escaped', async () => {
    const page = await press('/sign-in');
    expect(page.url.href).toBe(`${origin}/`);
    expect(page.text).toContain('What was proved: password and authenticator app');
    for (const title of ['ID token', 'Access token', 'Userinfo']) expect(page.text).toContain(title);
    for (const claim of ['acr', 'amr', 'auth_time', 'sid', 'urn:sallyport:tenant', 'exp'])
      expect(page.text).toContain(`<code>${claim}</code>`);
    expect(page.text).toContain('Mira &lt;Albers&gt;');
    expect(page.text).not.toContain('<Albers>');
  });

  test('says that nothing beyond a password was proved (A8, D2)', async () => {
    fake.answer = { acr: 'https://refeds.org/profile/sfa', amr: ['pwd'] };
    expect((await press('/sign-in')).text).toContain('nothing beyond a password');
  });

  test('a cancelled sign-in leads to a page with a way on', async () => {
    fake.answer = { error: 'access_denied' };
    const page = await press('/sign-in');
    expect(page.status).toBe(403);
    expect(page.text).toContain('You were not signed in');
    expect(page.text).toContain('The person pressed &quot;Cancel&quot;');
    expect(page.text).toContain('action="/sign-in"');
  });

  test('a callback that this browser did not ask for signs nobody in', async () => {
    const page = await visitor.get(`${origin}/callback?code=stolen&state=planted&iss=${fake.issuer}`);
    expect(page.status).toBe(400);
    expect(page.text).toContain('This sign-in is no longer valid');
    expect((await visitor.get(origin)).text).toContain('You are not signed in');
  });

  test('asked for a fresh second step, it does not take less', async () => {
    await press('/sign-in');
    expect((await press('/sign-in-again')).text).toContain('Signed in again');
    fake.answer = { acr: 'https://refeds.org/profile/sfa', amr: ['pwd'] };
    const page = await press('/sign-in-again');
    expect(page.status).toBe(403);
    expect(page.text).toContain('The fresh second step is missing');
  });
});

describe('afterwards', () => {
  test('refreshes, and shows a refusal with its reason (A2)', async () => {
    await press('/sign-in');
    expect((await press('/refresh')).text).toContain('Refreshed');
    fake.refuseRefresh = true;
    const page = await press('/refresh');
    expect(page.text).toContain('Refresh was refused');
    expect(page.text).toMatch(/<code>invalid_grant: .+<\/code>/);
    expect((await visitor.get(origin)).text).not.toContain('Refresh was refused');
  });

  test('signs out here and at the server', async () => {
    await press('/sign-in');
    const page = await confirmSignOut(visitor, await press('/sign-out'));
    expect(page.url.pathname).toBe('/signed-out');
    expect(page.text).toContain('You are signed out');
    expect((await visitor.get(origin)).text).toContain('You are not signed in');
  });

  test('a session that ends at the server ends here, by back-channel logout, and no other does', async () => {
    const other = createVisitor();
    await other.post(`${origin}/sign-in`, {}, origin);
    await press('/sign-in');
    await confirmSignOut(visitor, await visitor.get(`${fake.issuer}/session/end`));
    const page = await visitor.get(origin);
    expect(page.text).toContain('Your session was ended');
    expect(page.text).toContain('You are not signed in');
    expect((await other.get(origin)).text).toContain('Signed in as');
  });

  test('a logout token that nobody signed ends nothing', async () => {
    await press('/sign-in');
    const page = await visitor.post(`${origin}/backchannel-logout`, { logout_token: 'e30.e30.' }, 'null');
    expect(page.status).toBe(400);
    expect((await visitor.get(origin)).text).toContain('Signed in as');
  });
});

describe('who may come', () => {
  test('another Host is refused, other names of loopback are led to the right one', async () => {
    expect(await statusFor('evil.example')).toBe(403);
    expect(await statusFor(`127.0.0.1:${new URL(origin).port}`)).toBe(302);
  });

  test('a form of another site is refused', async () => {
    expect((await visitor.post(`${origin}/sign-out`, {}, 'https://evil.example')).status).toBe(403);
    expect((await visitor.post(`${origin}/sign-in`, {}, 'null')).status).toBe(403);
  });

  test('strict headers, no script, and a wrong method is 405', async () => {
    const page = await visitor.get(origin);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.text).not.toContain('<script');
    expect((await visitor.get(`${origin}/refresh`)).status).toBe(405);
    expect((await visitor.get(`${origin}/nothing`)).status).toBe(404);
  });

  test('the code page shows a code and comes again by itself', async () => {
    const page = await visitor.get(`${origin}/authenticator`);
    expect(page.text).toMatch(/\d{3} \d{3}/);
    expect(Number(page.headers.get('refresh'))).toBeGreaterThan(0);
  });
});

test('a server that is not there gives a page, and is asked again later', async () => {
  const port = await freePort();
  const lonely = createSampleApplication({
    issuer: `http://localhost:${await freePort()}`,
    clientId: 'x',
    clientSecret: 'y',
    origin: `http://localhost:${port}`,
    logger: { error: (...told: unknown[]) => errors.push(told) },
  });
  await lonely.listen(port, '127.0.0.1');
  const page = await visitor.post(`http://localhost:${port}/sign-in`, {}, `http://localhost:${port}`);
  expect(page.status).toBe(502);
  expect(page.text).toContain('The sign-in server cannot be reached');
  await lonely.close();
});

/** Presses the button of the issuer's confirmation page. */
function confirmSignOut(by: Visitor, { text }: Visit): Promise<Visit> {
  const field = (pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
  const fields = { xsrf: field(/name="xsrf" value="([^"]+)"/), logout: 'yes' };
  return by.post(field(/action="([^"]+)"/), fields, fake.issuer);
}

/** The application's origin must be known before it listens, so the system is asked for a port first. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listening on a port, so the address has one.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** `fetch` sets Host by itself. */
function statusFor(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(origin, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
