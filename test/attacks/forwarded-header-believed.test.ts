// CVE-2023-36456 (authentik): a forwarded header believed from anyone skips the second factor "in the company network".
import { afterEach, describe, expect, test } from 'vitest';
import { signIn, stepOf } from '../support/sign-in.ts';
import { arrivalOf, givesCode, onlyPassword, type Scene, startScene } from './scene.ts';

const trustedNetworks = [{ name: 'Main building', cidr: '192.0.2.0/24' }];
const inside = '192.0.2.10';

let scene: Scene;
afterEach(() => scene.stop());

async function signInWith(headers: Readonly<Record<string, string>>) {
  const person = await scene.person();
  return signIn(scene.app.browser({ headers }), scene.application, onlyPassword(person));
}

const claims: readonly Readonly<Record<string, string>>[] = [
  { 'X-Forwarded-For': inside },
  { 'X-Forwarded-For': `${inside}, ${inside}` },
  { Forwarded: `for=${inside};proto=https` },
  { 'X-Real-IP': inside },
  { 'Client-IP': inside },
  { 'True-Client-IP': inside },
  { 'CF-Connecting-IP': inside },
  { 'Fastly-Client-IP': inside },
  { 'X-Client-IP': inside },
  { 'X-Cluster-Client-IP': inside },
  { 'X-Original-Forwarded-For': inside },
  { 'X-Forwarded': inside },
  { 'X-Remote-Addr': inside },
];

describe('without trusted proxies', () => {
  test.each(claims)('%j is a claim of a stranger (A8)', async (headers) => {
    scene = await startScene({ policy: { trustedNetworks }, settings: { TRUSTED_PROXIES: '' } });
    expect(stepOf(await signInWith(headers))).toBe('second-factor');
  });
});

describe('behind a trusted proxy', () => {
  test('the address that it saw counts, not what stands to the left of it', async () => {
    scene = await startScene({ policy: { trustedNetworks } });
    const outside = '203.0.113.9';
    for (const forged of [
      `${inside}, ${outside}`,
      `${inside}, ${inside}, ${outside}`,
      `127.0.0.1, ${inside}, ${outside}`,
    ])
      expect(stepOf(await signInWith({ 'X-Forwarded-For': forged }))).toBe('second-factor');
    expect(givesCode(await signInWith({ 'X-Forwarded-For': `${outside}, ${inside}` }))).toBe(true);
  });

  test("only X-Forwarded-For is the proxy's word", async () => {
    scene = await startScene({ policy: { trustedNetworks } });
    for (const headers of claims.slice(2))
      expect(stepOf(await signInWith({ 'X-Forwarded-For': '203.0.113.9', ...headers }))).toBe(
        'second-factor',
      );
  });

  test('a network that lets the second factor be waived adds nothing to the token (D2)', async () => {
    scene = await startScene({ policy: { trustedNetworks } });
    const page = await signInWith({ 'X-Forwarded-For': inside });
    const { claims: said } = await scene.application.callback(arrivalOf(page));
    expect(said).toMatchObject({ acr: 'https://refeds.org/profile/sfa', amr: ['pwd'] });
  });
});

describe('a forged Host', () => {
  test.each<Record<string, string>>([
    { Host: 'evil.example' },
    { 'X-Forwarded-Host': 'evil.example' },
    { Forwarded: 'host=evil.example' },
    { 'X-Forwarded-Proto': 'javascript' },
    { 'X-Forwarded-Prefix': '/evil.example' },
  ])('%j leads nowhere else', async (headers) => {
    scene = await startScene();
    const browser = scene.app.browser();
    for (const path of ['/.well-known/openid-configuration', '/', '/auth/none', '/session/end']) {
      const answer = await browser.send({ url: `${scene.app.issuer}${path}`, headers });
      expect(`${answer.headers.get('location')} ${answer.body}`).not.toContain('evil.example');
      expect(answer.status).toBeLessThan(500);
    }
    const url = await scene.application.authorizationUrl();
    const answer = await browser.send({ url, headers });
    expect(answer.headers.get('location') ?? '').not.toContain('evil.example');
  });
});
