// CVE-2026-9792 (Keycloak): the password grant, the implicit flow or a machine's credential acts as a person.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Scene, signedIn, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

async function askForToken(fields: Readonly<Record<string, string>>) {
  const { client, secret } = scene.registered;
  const basic = Buffer.from(`${encodeURIComponent(client.id)}:${encodeURIComponent(secret ?? '')}`);
  const answer = await fetch(`${scene.app.issuer}/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${basic.toString('base64')}` },
    body: new URLSearchParams(fields),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }; // OAuth answers are objects
}

describe('the token endpoint', () => {
  const person = 'mira@northwind.example';
  const jwt = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
  test.each<Record<string, string>>([
    { grant_type: 'password', username: person, password: 'x', scope: 'openid' },
    { grant_type: 'client_credentials', scope: 'openid' },
    { grant_type: 'implicit' },
    { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'x' },
    { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: 'x' },
    { grant_type: jwt, assertion: 'x' },
    { grant_type: 'urn:ietf:params:oauth:grant-type:saml2-bearer', assertion: 'x' },
    {
      grant_type: exchange,
      subject_token: 'x',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    },
    { grant_type: '' },
    { grant_type: 'AUTHORIZATION_CODE', code: 'x' },
  ])('knows no grant $grant_type', async (fields) => {
    const { status, body } = await askForToken(fields);
    expect(status).toBe(400);
    expect(['unsupported_grant_type', 'invalid_request', 'unauthorized_client']).toContain(body.error);
    expect(body).not.toHaveProperty('access_token');
  });

  test('does not take a right password for a person', async () => {
    const person = await scene.person();
    const { body } = await askForToken({
      grant_type: 'password',
      username: person.identifier,
      password: person.password,
      totp: person.code(),
      scope: 'openid',
    });
    expect(body).toEqual({ error: 'unsupported_grant_type', error_description: expect.any(String) });
  });

  test('does not take an access token or an ID token for a refresh token or a code', async () => {
    const { tokens } = await signedIn(scene, await scene.person());
    for (const token of [tokens.accessToken, tokens.idToken]) {
      expect((await askForToken({ grant_type: 'refresh_token', refresh_token: token })).body.error).toBe(
        'invalid_grant',
      );
      expect((await askForToken({ grant_type: 'authorization_code', code: token })).status).toBe(400);
    }
  });
});

describe('the authorization endpoint', () => {
  test.each([
    'token',
    'id_token',
    'id_token token',
    'code token',
    'code id_token',
    'code id_token token',
    'none',
    '',
  ])('refuses response_type "%s", session or not', async (responseType) => {
    const { browser } = await signedIn(scene, await scene.person());
    const url = await scene.application.authorizationUrl({ response_type: responseType });
    const page = await browser.open(url, scene.application.redirectUri);
    const answer = page.arrival?.url;
    const answered = new URLSearchParams(answer?.hash.slice(1) || answer?.search);
    expect(answered.get('access_token') ?? answered.get('id_token') ?? answered.get('code')).toBeNull();
    if (answer) expect(answered.get('error')).toBeTruthy();
    else expect(page.status).toBe(400);
  });
});
