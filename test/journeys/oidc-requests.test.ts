// Every way in which an application may ask: PKCE, form_post, POST, pushed and signed requests, scopes, claims, algorithms, DPoP (D1).
import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizationUrl, having, scene } from '../provider/desk.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { refusalOf } from '../support/application.ts';
import { goOn, signIn } from '../support/sign-in.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const challenge = {
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
};

describe('PKCE', () => {
  test('a request without it is refused', async () => {
    const { registered, browser, application } = await scene(app);
    const { id } = registered.client;
    const asked = {
      client_id: id,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: application.redirectUri,
    };
    const page = await browser.open(authorizationUrl(app, asked), application.redirectUri);
    expect(page.arrival?.url.searchParams.get('error')).toBe('invalid_request');
    expect(page.arrival?.url.searchParams.get('error_description')).toContain('PKCE');
  });

  test('"plain" is refused', async () => {
    const { arrive } = await scene(app);
    const { url } = await arrive({ code_challenge_method: 'plain' });
    expect(url.searchParams.get('error')).toBe('invalid_request');
  });

  test('a wrong verifier gets nothing', async () => {
    const { arrive, application } = await scene(app);
    const arrival = await arrive(challenge);
    expect(await refusalOf(application.callback(arrival))).toMatchObject({ error: 'invalid_grant' });
  });

  test('a confidential client that is registered without it works without', async () => {
    const { signIn: complete, person } = await scene(app, { client: { pkceRequired: false } });
    expect((await complete()).claims.sub).toBe(person.id);
  });

  test('a public client works with it', async () => {
    const { signIn: complete, application } = await scene(app, { client: { authMethod: 'none' } });
    const tokens = await complete();
    expect((await application.refresh(tokens.refreshToken ?? '')).claims.sub).toBe(tokens.claims.sub);
  });

  test('client_secret_post and RS256 work', async () => {
    const client = { authMethod: 'client_secret_post', idTokenAlg: 'RS256' } as const;
    const { signIn: complete, person } = await scene(app, { client });
    const { idToken, claims } = await complete();
    expect(claims.sub).toBe(person.id);
    expect(JSON.parse(Buffer.from(idToken.split('.')[0] ?? '', 'base64url').toString()).alg).toBe('RS256');
  });
});

describe('response_mode=form_post', () => {
  test('is answered with a form whose script is allowed by its hash, and which may lead to the application', async () => {
    const { browser, application, person } = await scene(app);
    await signIn(browser, application, having(person));
    const page = await browser.open(await application.authorizationUrl({ response_mode: 'form_post' }));
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/script-src 'sha256-[A-Za-z0-9+/]+='(;|$)/);
    expect(policy).toMatch(/form-action 'self'[^;]* http:\/\/app\.test/);
    const { arrival } = await browser.submit();
    expect(arrival?.posted?.get('iss')).toBe(app.issuer);
    if (!arrival) throw new Error('did not arrive');
    expect((await application.callback(arrival)).claims.sub).toBe(person.id);
  });

  test('an error goes the same way', async () => {
    const { browser, application } = await scene(app);
    const none = { prompt: 'none', response_mode: 'form_post' };
    await browser.open(await application.authorizationUrl(none), application.redirectUri);
    const { arrival } = await browser.submit();
    expect(arrival?.posted?.get('error')).toBe('login_required');
  });
});

describe('POST to the authorization endpoint', () => {
  test('becomes a GET that carries the cookies of a signed-in browser', async () => {
    const { browser, application, person } = await scene(app);
    await signIn(browser, application, having(person));
    const url = await application.authorizationUrl({ prompt: 'none' });
    const answer = await browser.send({
      url: `${app.issuer}/auth`,
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'http://app.test' },
      body: url.searchParams.toString(),
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { arrival } = await browser.open(
      new URL(answer.headers.get('location') ?? '', app.issuer),
      'http://app.test',
    );
    if (!arrival) throw new Error('did not arrive');
    expect((await application.callback(arrival)).claims.sub).toBe(person.id);
  });

  test.each([
    ['a field twice', 'client_id=a&client_id=b', 400],
    ['an array', 'client_id[]=a', 400],
    ['nothing at all', '', 303],
    ['too much for a URL', `client_id=${'a'.repeat(9000)}`, 413],
    ['too much at all', `client_id=${'a'.repeat(20_000)}`, 413],
  ])('with %s is no server error', async (_what, body, status) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const answer = await app.browser().send({ url: `${app.issuer}/auth`, method: 'POST', headers, body });
    expect(answer.status).toBe(status);
  });
});

describe('pushed authorization requests (RFC 9126)', () => {
  test('work, and each only once', async () => {
    const { browser, application, person } = await scene(app);
    const url = await application.pushedAuthorizationUrl();
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    await browser.open(url, application.redirectUri);
    const { arrival } = await goOn(browser, having(person));
    if (!arrival) throw new Error('did not arrive');
    expect((await application.callback(arrival)).claims.sub).toBe(person.id);
    const again = await browser.open(url, application.redirectUri);
    expect(again.arrival?.url.searchParams.get('code') ?? null).toBeNull();
    expect(`${again.text} ${again.arrival?.url.searchParams.get('error')}`).toContain('request_uri');
  });

  test('need the client to prove itself', async () => {
    const { registered } = await scene(app);
    const answer = await app.browser().send({
      url: `${app.issuer}/request`,
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
      body: new URLSearchParams({ client_id: registered.client.id, client_secret: 'wrong' }).toString(),
    });
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_client' });
    expect(answer.status).toBe(401);
  });
});

describe('request objects (RFC 9101)', () => {
  test('signed with a registered key are believed; changed, unsigned or signed with the secret they are refused', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig' }] };
    const { registered, application, browser, person } = await scene(app, { client: { jwks } });
    const { id } = registered.client;
    const url = await application.authorizationUrl();
    const claims = { ...Object.fromEntries(url.searchParams), client_id: id, iss: id, aud: app.issuer };
    const signed = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256' })
      .setExpirationTime('1m')
      .sign(privateKey);
    const open = (request: string) => {
      const outer = { client_id: id, scope: 'openid', response_type: 'code', request };
      return browser.open(authorizationUrl(app, { ...outer, redirect_uri: application.redirectUri }));
    };

    await open(signed);
    const { arrival } = await goOn(browser, having(person));
    if (!arrival) throw new Error('did not arrive');
    expect((await application.callback(arrival)).claims.sub).toBe(person.id);

    const bySecret = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('1m')
      .sign(Buffer.from(registered.client.secretHash ?? ''));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const forged of [
      `${part({ alg: 'none' })}.${part(claims)}.`,
      bySecret,
      `${signed.slice(0, -8)}AAAAAAAA`,
      'x',
    ]) {
      const page = await open(forged);
      expect(page.arrival?.url.searchParams.get('error') ?? page.text).toContain('invalid_request_object');
    }
  });

  test('by reference are refused', async () => {
    const { arrive } = await scene(app);
    const { url } = await arrive({ request_uri: 'https://app.test/request.jwt' });
    expect(url.searchParams.get('error')).toMatch(/request_uri/);
  });
});

describe('scopes and claims', () => {
  const profile = {
    name: 'Mira Albers',
    given_name: 'Mira',
    family_name: 'Albers',
    middle_name: 'J',
    nickname: 'Mi',
    preferred_username: 'mira',
    profile: 'https://northwind.example/mira',
    picture: 'https://northwind.example/mira.png',
    website: 'https://mira.example',
    gender: 'female',
    birthdate: '1987-05-04',
    zoneinfo: 'Europe/Berlin',
    locale: 'de-DE',
    phone_number: '+49 30 123456',
    phone_number_verified: true,
    address: { street_address: 'Weg 1', locality: 'Berlin', postal_code: '10115', country: 'DE' },
  };

  test('userinfo holds every standard claim of the granted scopes (OpenID Connect Core 5.4)', async () => {
    const scope = 'openid profile email address phone';
    const { signIn: complete, application, person } = await scene(app, { scope, person: { profile } });
    const tokens = await complete();
    expect(await application.userinfo(tokens)).toMatchObject({
      ...profile,
      sub: person.id,
      email: person.email,
      email_verified: true,
      updated_at: expect.any(Number),
    });
    expect(tokens.claims.email).toBeUndefined();
  });

  test.each([
    ['email', ['email', 'email_verified']],
    ['phone', ['phone_number', 'phone_number_verified']],
    ['address', ['address']],
  ])('the scope %s gives its claims only', async (scope, expected) => {
    const one = await scene(app, { scope: `openid ${scope}`, person: { profile } });
    const {
      sub: _sub,
      'urn:sallyport:tenant': _tenant,
      ...rest
    } = await one.application.userinfo(await one.signIn());
    const proof = ['acr', 'amr', 'auth_time'];
    expect(
      Object.keys(rest)
        .filter((name) => !proof.includes(name))
        .sort(),
    ).toEqual(expected);
  });

  test('the claims parameter puts single claims where they were asked for', async () => {
    const { signIn: complete, application, person } = await scene(app, { person: { profile } });
    const claims = {
      userinfo: { nickname: null },
      id_token: { email: { essential: true }, auth_time: null },
    };
    const tokens = await complete({ claims: JSON.stringify(claims) });
    expect(tokens.claims).toMatchObject({ email: person.email, auth_time: expect.any(Number) });
    expect(tokens.claims.nickname).toBeUndefined();
    const userinfo = await application.userinfo(tokens);
    expect(userinfo.nickname).toBe('Mi');
    expect(userinfo.email).toBeUndefined();
  });

  test('userinfo takes the token in the header by GET and POST, and in the body', async () => {
    const { signIn: complete, person } = await scene(app);
    const { accessToken } = await complete();
    const url = `${app.issuer}/userinfo`;
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const headers = { Authorization: `Bearer ${accessToken}` };
    const body = new URLSearchParams({ access_token: accessToken }).toString();
    const ways = [{ headers }, { headers, method: 'POST' }, { headers: form, method: 'POST', body }];
    for (const way of ways) {
      const answer = await app.browser().send({ url, ...way });
      expect(JSON.parse(answer.body)).toMatchObject({ sub: person.id });
      expect(answer.headers.get('cache-control')).toContain('no-store');
    }
    const none = await app.browser().send({ url });
    expect(none.status).toBe(401);
    const wrong = await app.browser().send({ url, headers: { Authorization: 'Bearer x' } });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toContain('invalid_token');
  });
});

describe('DPoP (RFC 9449)', () => {
  test('binds tokens to a key: without its proof, or with one that was seen, they are good for nothing', async () => {
    const { signIn: complete, application, person } = await scene(app, { dpop: true });
    const tokens = await complete();
    expect(await application.userinfo(tokens)).toMatchObject({ sub: person.id });
    expect((await application.introspect(tokens.accessToken)).cnf).toMatchObject({ jkt: expect.any(String) });
    const url = `${app.issuer}/userinfo`;
    const bare = await app
      .browser()
      .send({ url, headers: { Authorization: `Bearer ${tokens.accessToken}` } });
    expect(bare.status).toBe(401);
    expect((await application.refresh(tokens.refreshToken ?? '')).claims.sub).toBe(person.id);
  });

  test('one proof is taken once, also of many at the same time', async () => {
    const { registered, application, arrive } = await scene(app, { client: { pkceRequired: false } });
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    const prove = (htm: string, path: string, token?: string) =>
      new SignJWT({
        htm,
        htu: `${app.issuer}${path}`,
        ...(token !== undefined && { ath: createHash('sha256').update(token).digest('base64url') }),
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .setJti(randomUUID())
        .setIssuedAt()
        .sign(privateKey);
    const { url } = await arrive();
    const code = url.searchParams.get('code') ?? '';
    const given = await app.browser().send({
      url: `${app.issuer}/token`,
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Authorization: `Basic ${Buffer.from(`${registered.client.id}:${registered.secret}`).toString('base64')}`,
        DPoP: await prove('POST', '/token'),
      },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: application.redirectUri,
      }).toString(),
    });
    const { access_token: token, token_type: type } = JSON.parse(given.body);
    expect(type).toBe('DPoP');
    const proof = await prove('GET', '/userinfo', token);
    const use = (dpop: string) =>
      app.browser().send({
        url: `${app.issuer}/userinfo`,
        headers: { Authorization: `DPoP ${token}`, DPoP: dpop },
      });
    const answers = await Promise.all(Array.from({ length: 20 }, () => use(proof)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toHaveLength(0);
    expect((await use(proof)).status).toBe(401);
    expect((await use(await prove('GET', '/userinfo', 'another token'))).status).toBeGreaterThanOrEqual(400);
    expect((await use(await prove('GET', '/userinfo', token))).status).toBe(200);
  });
});

describe('browser applications (CORS)', () => {
  test('are answered from the origins of their redirect URIs, and from no other', async () => {
    const { signIn: complete } = await scene(app, { client: { authMethod: 'none' } });
    const { accessToken } = await complete();
    const url = `${app.issuer}/userinfo`;
    const from = (origin: string) =>
      app.browser().send({ url, headers: { Authorization: `Bearer ${accessToken}`, Origin: origin } });
    const own = await from('http://app.test');
    expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([200, 'http://app.test']);
    for (const origin of ['http://evil.test', 'null', 'http://app.test.evil.test', 'https://app.test']) {
      const answer = await from(origin);
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([400, null]);
    }
  });
});

describe('clients', () => {
  test('one that is made while the server runs works at once; deleted, it is refused at once', async () => {
    const { browser, application, person, registered } = await scene(app);
    expect((await signIn(browser, application, having(person))).arrival).toBeTruthy();
    await app.store.storage.clients.delete(registered.client.id);
    const page = await browser.open(await application.authorizationUrl());
    expect(page.status).toBe(400);
    expect(page.text).toContain('invalid_client');
    expect(page.arrival).toBeNull();
  });

  test('the secret is kept as a keyed hash, and the hash is no secret', async () => {
    const { registered, application, arrive } = await scene(app);
    const { secretHash, id } = registered.client;
    expect(secretHash).not.toContain(registered.secret ?? '');
    const arrival = await arrive();
    const impostor = await app.application({ client: registered.client, secret: secretHash ?? '' });
    expect(await refusalOf(impostor.introspect('x'))).toMatchObject({ error: 'invalid_client', status: 401 });
    expect((await application.callback(arrival)).claims.aud).toBe(id);
  });

  test.each([
    ['an unknown client', { client_id: 'nobody' }, 'client'],
    ['a redirect URI that is not registered', { redirect_uri: 'http://app.test/other' }, 'redirect_uri'],
    ['one that only begins like it', { redirect_uri: 'http://app.test/callback/../evil' }, 'redirect_uri'],
    ['one with a query', { redirect_uri: 'http://app.test/callback?x=1' }, 'redirect_uri'],
    ['no redirect URI of several', { redirect_uri: '' }, 'redirect_uri'],
  ])('%s: a page that names what is wrong, and no redirect', async (_what, wrong, named) => {
    const redirectUris = ['http://app.test/callback', 'http://app.test/second'];
    const { browser, application } = await scene(app, { client: { redirectUris } });
    const url = await application.authorizationUrl(wrong);
    const page = await browser.open(url, 'http://app.test');
    expect(page.arrival).toBeNull();
    expect(page.status).toBe(400);
    expect(page.text).toContain(named);
    expect(page.headers.get('location')).toBeNull();
  });
});
