// Signing out: started by the application, told to the others over the back channel, and the end of everything given (D1).
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutboundFetch } from '../../adapters/outbound/fetch.ts';
import { type Scene, scene } from '../provider/desk.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { refusalOf } from '../support/application.ts';
import { type BackchannelListener, startBackchannelListener } from '../support/backchannel.ts';

let app: RunningApp;
let cautious: RunningApp;
let listener: BackchannelListener;
beforeAll(async () => {
  listener = await startBackchannelListener();
  // startApp takes the process's fetch for the provider's requests; the server takes this one.
  const plain = globalThis.fetch;
  const started = async (allowed: readonly string[]) => {
    globalThis.fetch = createOutboundFetch(allowed);
    const running = await startApp();
    globalThis.fetch = plain;
    return running;
  };
  app = await started(['127.0.0.0/8']);
  cautious = await started([]);
});
afterAll(() => Promise.all([app.stop(), cautious.stop(), listener.stop()]));

const back = 'http://app.test/signed-out';
const stops = ['http://app.test/callback', back];

/** Opens the end-session page in a browser that stops at the way back. */
async function begin(here: Scene, parameters: Record<string, string>) {
  const tab = app.browser({ stopAt: stops });
  for (const cookie of here.browser.jar.list()) tab.jar.put(cookie);
  await tab.open(here.application.endSessionUrl(parameters), 'http://app.test');
  return tab;
}

describe('RP-initiated logout', () => {
  test('asks, ends the session and all its tokens, and returns with state', async () => {
    const here = await scene(app);
    const tokens = await here.signIn();
    const tab = await begin(here, {
      id_token_hint: tokens.idToken,
      post_logout_redirect_uri: back,
      state: 'wherever',
    });
    expect(tab.page.status).toBe(200);
    expect(tab.page.text).toContain(here.person.email ?? '');
    const { arrival } = await tab.submit();
    expect(arrival?.url.href).toBe(`${back}?state=wherever`);
    expect(await refusalOf(here.application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
    expect(await refusalOf(here.application.userinfo(tokens))).toMatchObject({ error: 'invalid_token' });
    const silent = await tab.open(await here.application.authorizationUrl({ prompt: 'none' }));
    expect(silent.arrival?.url.searchParams.get('error')).toBe('login_required');
    expect(await here.events('session.ended')).toHaveLength(1);
  });

  test('ends the tokens of earlier authorizations of the same application, too', async () => {
    const here = await scene(app);
    const first = await here.signIn();
    const second = await here.signIn();
    const tab = await begin(here, { id_token_hint: second.idToken });
    await tab.submit();
    for (const { refreshToken = '' } of [first, second])
      expect(await refusalOf(here.application.refresh(refreshToken))).toMatchObject({
        error: 'invalid_grant',
      });
  });

  test('offline access outlives it', async () => {
    const here = await scene(app, { scope: 'openid offline_access' });
    const tokens = await here.signIn({ prompt: 'consent' });
    const tab = await begin(here, { id_token_hint: tokens.idToken });
    await tab.submit();
    expect((await here.application.refresh(tokens.refreshToken ?? '')).claims.sub).toBe(here.person.id);
  });

  test('who stays, stays; the application that asked is signed out, others are not', async () => {
    const here = await scene(app);
    const tokens = await here.signIn();
    const other = await app.application(await app.world.client(here.tenant.id));
    const { arrival } = await here.browser.open(await other.authorizationUrl(), other.redirectUri);
    if (!arrival) throw new Error('did not arrive');
    const others = await other.callback(arrival);
    const tab = await begin(here, { id_token_hint: tokens.idToken });
    await tab.submit({}, 'Stay signed in');
    expect(await refusalOf(here.application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
    expect((await other.refresh(others.refreshToken ?? '')).claims.sub).toBe(here.person.id);
    const silent = await tab.open(await here.application.authorizationUrl({ prompt: 'none' }));
    expect(silent.arrival?.url.searchParams.get('code')).toBeTruthy();
  });

  test('without a session returns at once, through a form of the library', async () => {
    const here = await scene(app);
    const { idToken } = await here.signIn();
    const stranger = app.browser({ stopAt: stops });
    await stranger.open(
      here.application.endSessionUrl({ id_token_hint: idToken, post_logout_redirect_uri: back }),
    );
    expect((await stranger.submit()).arrival?.url.href).toBe(back);
    for (const cookie of stranger.jar.list())
      if (cookie.name.includes('session')) expect(cookie.expiresAt).toBeNull();
  });

  test.each(['', 'state=only'])('with "%s" alone ends at our own page', async (query) => {
    const here = await scene(app);
    await here.signIn();
    const tab = app.browser({ stopAt: stops });
    for (const cookie of here.browser.jar.list()) tab.jar.put(cookie);
    await tab.open(`${app.issuer}/session/end?${query}`);
    const page = await tab.submit();
    expect([page.status, page.arrival]).toEqual([200, null]);
    expect(page.url.pathname).toBe('/session/end/success');
  });

  test('by POST from the application, as by GET', async () => {
    const here = await scene(app);
    const { idToken } = await here.signIn();
    const answer = await here.browser.send({
      url: `${app.issuer}/session/end`,
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'http://app.test' },
      body: new URLSearchParams({ id_token_hint: idToken, state: 'x' }).toString(),
    });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([303, 'no-store']);
    const page = await here.browser.open(
      new URL(answer.headers.get('location') ?? '', app.issuer),
      'http://app.test',
    );
    expect(page.text).toContain(here.person.email ?? '');
  });

  const wrong: readonly [string, (idToken: string) => Record<string, string>, string][] = [
    [
      'a hint that is none',
      () => ({ id_token_hint: 'bad', post_logout_redirect_uri: back }),
      'id_token_hint',
    ],
    [
      'a changed hint',
      (idToken) => ({ id_token_hint: `${idToken.slice(0, -10)}AAAAAAAAAA`, post_logout_redirect_uri: back }),
      'id_token_hint',
    ],
    [
      'an address that is not registered',
      (idToken) => ({ id_token_hint: idToken, post_logout_redirect_uri: 'http://app.test/elsewhere' }),
      'post_logout_redirect_uri',
    ],
    [
      'a registered address with a query',
      (idToken) => ({ id_token_hint: idToken, post_logout_redirect_uri: `${back}?foo=bar` }),
      'post_logout_redirect_uri',
    ],
  ];
  test.each(wrong)(
    '%s: a page that names it, no redirect, and the session lives',
    async (_what, ask, named) => {
      const here = await scene(app);
      const { idToken } = await here.signIn();
      const tab = await begin(here, ask(idToken));
      expect(tab.page.status).toBe(400);
      expect(tab.page.arrival).toBeNull();
      expect(tab.page.text).toContain(named);
      const silent = await tab.open(await here.application.authorizationUrl({ prompt: 'none' }));
      expect(silent.arrival?.url.searchParams.get('code')).toBeTruthy();
    },
  );

  test('an address without hint or client is not followed', async () => {
    const here = await scene(app);
    await here.signIn();
    const tab = app.browser({ stopAt: stops });
    for (const cookie of here.browser.jar.list()) tab.jar.put(cookie);
    await tab.open(`${app.issuer}/session/end?${new URLSearchParams({ post_logout_redirect_uri: back })}`);
    const page = await tab.submit();
    expect(page.arrival).toBeNull();
    expect(page.status).toBe(200);
  });

  test('a page of another site cannot end it: the form needs the secret of the session', async () => {
    const here = await scene(app);
    const { idToken } = await here.signIn();
    const tab = await begin(here, { id_token_hint: idToken });
    const forged = await tab.post(`${app.issuer}/session/end/confirm`, { logout: 'yes', xsrf: 'guessed' });
    expect(forged.status).toBe(400);
    const silent = await tab.open(await here.application.authorizationUrl({ prompt: 'none' }));
    expect(silent.arrival?.url.searchParams.get('code')).toBeTruthy();
  });
});

describe('back-channel logout', () => {
  test('reaches every application of the session with a proper logout token', async () => {
    const client = { backchannelLogoutUri: listener.uri };
    const here = await scene(app, { client });
    const { claims, idToken } = await here.signIn();
    const tab = await begin(here, { id_token_hint: idToken });
    await tab.submit();
    const token = await listener.next();
    const keys = createRemoteJWKSet(new URL(`${app.origin}/jwks`));
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: app.issuer,
      audience: here.registered.client.id,
    });
    expect(protectedHeader).toMatchObject({ typ: 'logout+jwt', alg: 'ES256' });
    expect(payload).toMatchObject({
      sub: here.person.id,
      sid: claims.sid,
      jti: expect.any(String),
      iat: expect.any(Number),
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    expect(payload.nonce).toBeUndefined();
  });

  test('an application that answers with an error does not keep the person signed in', async () => {
    const here = await scene(app, { client: { backchannelLogoutUri: listener.uri } });
    const { idToken } = await here.signIn();
    listener.answer(500);
    const tab = await begin(here, { id_token_hint: idToken, post_logout_redirect_uri: back });
    expect((await tab.submit()).arrival?.url.href).toBe(back);
    expect(decodeJwt(await listener.next()).sub).toBe(here.person.id);
    listener.answer(200);
  });

  test('a private address that OUTBOUND_ALLOW does not list is never asked', async () => {
    const here = await scene(cautious, { client: { backchannelLogoutUri: listener.uri } });
    const { idToken } = await here.signIn();
    const before = listener.received.length;
    const tab = cautious.browser({ stopAt: stops });
    for (const cookie of here.browser.jar.list()) tab.jar.put(cookie);
    await tab.open(
      here.application.endSessionUrl({ id_token_hint: idToken, post_logout_redirect_uri: back }),
    );
    expect((await tab.submit()).arrival?.url.href).toBe(back);
    expect(listener.received).toHaveLength(before);
    expect(cautious.logs()).toContain(`back-channel logout at ${here.registered.client.id}`);
  });
});

describe('changing the account', () => {
  test('ends the old session, tells its applications, and carries nothing over', async () => {
    const here = await scene(app, { client: { backchannelLogoutUri: listener.uri } });
    const first = await here.signIn();
    const next = await app.world.person(here.tenant.id, { totp: true });
    const url = await here.application.authorizationUrl({ prompt: 'select_account' });
    const tab = here.browser;
    await tab.open(url, here.application.redirectUri);
    await tab.submit({}, undefined, 'other-account');
    let page = tab.page;
    const { identifier, password } = next;
    page = await tab.submit({ identifier, password });
    page = await tab.submit({ code: next.code() });
    expect(page.title).toBe('Submitting Callback');
    const { arrival } = await tab.submit();
    if (!arrival) throw new Error(tab.page.describe());
    const second = await here.application.callback(arrival);
    expect(second.claims.sub).toBe(next.id);
    expect(second.claims.sid).not.toBe(first.claims.sid);
    expect(decodeJwt(await listener.next()).sub).toBe(here.person.id);
    expect(await refusalOf(here.application.refresh(first.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
  });
});
