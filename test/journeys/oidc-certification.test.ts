// What the OpenID Foundation's plans for an OP ask (basic, config, form post), through the hosted pages with two factors.
// Named after the modules of the conformance suite. Sign-out stands in oidc-logout.test.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { having, scene } from '../provider/desk.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { refusalOf, type Tokens } from '../support/application.ts';
import { type Clock, minute, movableClock, second } from '../support/clock.ts';
import { signIn, stepOf } from '../support/sign-in.ts';

let app: RunningApp;
let clock: Clock & { restore(): void };
beforeAll(async () => {
  clock = movableClock();
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const errorOf = ({ url, posted }: { url: URL; posted: URLSearchParams | null }) =>
  (posted ?? url.searchParams).get('error');
const authTime = ({ claims }: Tokens) => Number(claims.auth_time);

/** The modules run the same checks whichever way the answer comes. */
describe.each(['query', 'form_post'])('response_mode=%s', (mode) => {
  test('oidcc-server, oidcc-idtoken-signature: a code, and an ID token with all that is required', async () => {
    const here = await scene(app);
    const page = await here.browser.open(
      await here.application.authorizationUrl({ response_mode: mode }),
      here.application.redirectUri,
    );
    expect(stepOf(page)).toBe('password');
    const { identifier, password } = here.person;
    await here.browser.submit({ identifier, password });
    await here.browser.submit({ code: here.person.code() });
    if (mode === 'form_post') await here.browser.submit();
    const { arrival } = here.browser.page;
    if (!arrival) throw new Error(here.browser.page.describe());
    const { claims, idToken } = await here.application.callback(arrival);
    expect(claims).toMatchObject({ iss: app.issuer, aud: here.registered.client.id, sub: here.person.id });
    expect(claims.exp - claims.iat).toBe(300);
    expect(JSON.parse(Buffer.from(idToken.split('.')[0] ?? '', 'base64url').toString()).kid).toBeTruthy();
  });

  test('oidcc-response-type-missing', async () => {
    const here = await scene(app);
    const url = await here.application.authorizationUrl(mode === 'form_post' ? { response_mode: mode } : {});
    url.searchParams.delete('response_type');
    const page = await here.browser.open(url, here.application.redirectUri);
    const arrival = page.arrival ?? (await here.browser.submit()).arrival;
    if (!arrival) throw new Error(here.browser.page.describe());
    expect(errorOf(arrival)).toMatch(/invalid_request|unsupported_response_type/);
  });
});

describe('parameters that must not stand in the way', () => {
  test.each([
    ['oidcc-display-page', { display: 'page' }],
    ['oidcc-display-popup', { display: 'popup' }],
    ['oidcc-ui-locales', { ui_locales: 'se fr-CA xx' }],
    ['oidcc-claims-locales', { claims_locales: 'se fr-CA' }],
    ['oidcc-ensure-request-with-acr-values-succeeds', { acr_values: '1 2 urn:example:unknown' }],
    ['oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar', tenant2: 'x' }],
    ['oidcc-nonce-long', { nonce: 'n'.repeat(200) }],
    ['oidcc-scope-unknown', { scope: 'openid unknown-scope' }],
    ['oidcc-prompt-login-without-session', { prompt: 'login' }],
  ])('%s', async (_module, parameters) => {
    const here = await scene(app);
    const arrival = await here.arrive(parameters);
    expect(errorOf(arrival)).toBeNull();
    expect(arrival.url.searchParams.get('code')).toBeTruthy();
  });

  test('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async () => {
    const here = await scene(app);
    const url = await here.application.authorizationUrl();
    url.searchParams.delete('nonce');
    await here.browser.open(url, here.application.redirectUri);
    const { identifier, password } = here.person;
    await here.browser.submit({ identifier, password });
    const page = await here.browser.submit({ code: here.person.code() });
    expect(page.arrival?.url.searchParams.get('code')).toBeTruthy();
  });

  test('a long state comes back as it was', async () => {
    const here = await scene(app);
    const state = `${'s'.repeat(500)}&=?#"<>'`;
    const { url } = await here.arrive({ state });
    expect(url.searchParams.get('state')).toBe(state);
  });
});

describe('prompt', () => {
  test('oidcc-prompt-none-not-logged-in', async () => {
    const here = await scene(app);
    expect(errorOf(await here.arrive({ prompt: 'none' }))).toBe('login_required');
  });

  test('oidcc-prompt-none-logged-in: the same auth_time, without a page', async () => {
    const here = await scene(app);
    const first = await here.signIn();
    clock.advance(5 * second);
    const again = await here.signIn({ prompt: 'none' });
    expect(authTime(again)).toBe(authTime(first));
    expect(again.claims.sub).toBe(first.claims.sub);
  });

  test('oidcc-prompt-login: asks again, and auth_time moves', async () => {
    const here = await scene(app);
    const first = await here.signIn();
    clock.advance(40 * second);
    const page = await here.browser.open(
      await here.application.authorizationUrl({ prompt: 'login' }),
      here.application.redirectUri,
    );
    expect(stepOf(page)).toBe('password');
    const again = await here.signIn({ prompt: 'login' });
    expect(authTime(again)).toBeGreaterThan(authTime(first));
  });

  test('none together with another is refused', async () => {
    const here = await scene(app);
    expect(errorOf(await here.arrive({ prompt: 'none login' }))).toBe('invalid_request');
  });
});

describe('max_age', () => {
  test('oidcc-max-age-1: asks exactly once, however slowly one types, and auth_time moves', async () => {
    const here = await scene(app);
    const first = await here.signIn();
    clock.advance(40 * second);
    await here.browser.open(
      await here.application.authorizationUrl({ max_age: '1' }),
      here.application.redirectUri,
    );
    expect(stepOf(here.browser.page)).toBe('password');
    const { identifier, password } = here.person;
    clock.advance(20 * second);
    const hasIdentifier = here.browser.page
      .form()
      .fields.some((field) => field.attrs.some(({ value }) => value === 'identifier'));
    await here.browser.submit({ ...(hasIdentifier && { identifier }), password });
    expect(stepOf(here.browser.page)).toBe('second-factor');
    clock.advance(20 * second);
    const page = await here.browser.submit({ code: here.person.code() });
    if (!page.arrival) throw new Error(page.describe());
    const again = await here.application.callback(page.arrival);
    expect(authTime(again)).toBeGreaterThanOrEqual(authTime(first) + 80);
    expect(Math.abs(authTime(again) - clock.now() / 1000)).toBeLessThan(3);
  });

  test('oidcc-max-age-10000: does not ask, and auth_time stays', async () => {
    const here = await scene(app);
    const first = await here.signIn();
    clock.advance(5 * second);
    const page = await here.browser.open(
      await here.application.authorizationUrl({ max_age: '10000' }),
      here.application.redirectUri,
    );
    if (!page.arrival) throw new Error(page.describe());
    expect(authTime(await here.application.callback(page.arrival))).toBe(authTime(first));
  });

  test('zero asks for everything again', async () => {
    const here = await scene(app);
    await here.signIn();
    const page = await here.browser.open(
      await here.application.authorizationUrl({ max_age: '0' }),
      here.application.redirectUri,
    );
    expect(stepOf(page)).toBe('password');
  });

  test.each(['-1', 'x', '1.5', '99999999999999999999'])('%s is refused', async (wrong) => {
    const here = await scene(app);
    const url = await here.application.authorizationUrl();
    url.searchParams.set('max_age', wrong);
    const { arrival } = await here.browser.open(url, here.application.redirectUri);
    expect(arrival && errorOf(arrival)).toBe('invalid_request');
  });
});

describe('hints', () => {
  test('oidcc-id-token-hint: silent for the same person, login_required for another', async () => {
    const here = await scene(app);
    const { idToken } = await here.signIn();
    clock.advance(10 * minute); // the hint has expired since
    expect(errorOf(await here.arrive({ prompt: 'none', id_token_hint: idToken }))).toBeNull();
    const other = await app.world.person(here.tenant.id, { totp: true });
    const elsewhere = { ...here, browser: app.browser() };
    const page = await signIn(elsewhere.browser, here.application, having(other));
    expect(page.arrival).toBeTruthy();
    const url = await here.application.authorizationUrl({ prompt: 'none', id_token_hint: idToken });
    const { arrival } = await elsewhere.browser.open(url, here.application.redirectUri);
    expect(arrival && errorOf(arrival)).toBe('login_required');
  });

  test('a hint that is none is refused', async () => {
    const here = await scene(app);
    expect(errorOf(await here.arrive({ id_token_hint: 'x.y.z' }))).toBe('invalid_request');
  });

  test('oidcc-login-hint: stands in the form', async () => {
    const here = await scene(app);
    const url = await here.application.authorizationUrl({ login_hint: here.person.identifier });
    const page = await here.browser.open(url, here.application.redirectUri);
    expect(page.form().values.get('identifier')).toBe(here.person.identifier);
  });
});

describe('codes and tokens', () => {
  test('oidcc-codereuse-30seconds: refused, and what the code gave has ended', async () => {
    const here = await scene(app);
    const arrival = await here.arrive();
    const tokens = await here.application.callback(arrival);
    clock.advance(30 * second);
    expect(await refusalOf(here.application.callback(arrival))).toMatchObject({ error: 'invalid_grant' });
    expect(await refusalOf(here.application.userinfo(tokens))).toMatchObject({ error: 'invalid_token' });
  });

  test('oidcc-refresh-token: with prompt=consent and offline_access', async () => {
    const here = await scene(app, { scope: 'openid offline_access', client: { firstParty: false } });
    const { refreshToken = '', claims } = await here.signIn({ prompt: 'consent' });
    const again = await here.application.refresh(refreshToken);
    expect(again.claims).toMatchObject({ iss: claims.iss, sub: claims.sub, aud: claims.aud });
    expect(authTime(again)).toBe(claims.auth_time);
  });

  test('oidcc-claims-essential', async () => {
    const here = await scene(app, { person: { profile: { name: 'Mira' } } });
    const tokens = await here.signIn({ claims: JSON.stringify({ userinfo: { name: { essential: true } } }) });
    expect((await here.application.userinfo(tokens)).name).toBe('Mira');
  });

  test.each(['{', '[]', '"x"', '{"id_token":{"acr":{"values":"phr"}}}', '{"userinfo":1}'])(
    'claims=%s is refused, not ignored',
    async (claims) => {
      const here = await scene(app);
      expect(errorOf(await here.arrive({ claims }))).toBe('invalid_request');
    },
  );
});

describe('requests that cannot be answered to an application', () => {
  test.each([
    [
      'oidcc-ensure-registered-redirect-uri',
      { redirect_uri: 'https://app.test/not-registered' },
      'redirect_uri',
    ],
    [
      'oidcc-redirect-uri-query-mismatch',
      { redirect_uri: 'http://app.test/callback?foo=bar' },
      'redirect_uri',
    ],
    ['an unknown client', { client_id: 'unknown' }, 'invalid_client'],
  ])('%s: a page that names it', async (_module, wrong, named) => {
    const here = await scene(app);
    const page = await here.browser.open(await here.application.authorizationUrl(wrong));
    expect([page.status, page.arrival]).toEqual([400, null]);
    expect(page.text).toContain(named);
    expect(page.headers.get('content-type')).toContain('text/html');
  });
});

test('eighty sign-ins of different accounts in five minutes from one address are no attack', async () => {
  const tenant = await app.world.tenant();
  const application = await app.application(await app.world.client(tenant.id));
  const getsIn = async () => {
    const person = await app.world.person(tenant.id, { totp: true });
    const page = await signIn(app.browser({ address: '198.51.100.7' }), application, having(person));
    expect(page.arrival?.url.searchParams.get('code')).toBeTruthy();
  };
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 4 }, getsIn));
    clock.advance(12 * second);
  }
}, 90_000);
