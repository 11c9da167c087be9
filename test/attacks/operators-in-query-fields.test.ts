// CVE-2021-22911 (Rocket.Chat): operators smuggled into a database query: {"$ne": null}, a[$gt]=. Neighbours: SQL, wildcards,
// names that every object has, and values that only look like others.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from '../support/sign-in.ts';
import { digestsOf } from '../support/stored.ts';
import { csrfOf, onlyPassword, type Scene, signedIn, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

const operators = [
  '[$ne]',
  '[$gt]',
  '[$regex]',
  '[$where]',
  '[$in][]',
  '[]',
  '[0]',
  '[__proto__][x]',
  '.$ne',
  '%00',
];

describe('the password form', () => {
  test.each(operators)('takes no field that ends in "%s"', async (operator) => {
    const person = await scene.person();
    const browser = scene.app.browser();
    await browser.open(await scene.application.authorizationUrl());
    const before = await digestsOf(scene.app.store.inside);
    const csrf = csrfOf(browser.page);
    const bodies: readonly Record<string, string>[] = [
      { csrf, identifier: person.identifier, [`password${operator}`]: '' },
      { csrf, [`identifier${operator}`]: '', password: person.password },
      { [`csrf${operator}`]: '', ...onlyPassword(person) },
    ];
    for (const fields of bodies) {
      const answer = await browser.send({
        url: `${browser.page.url.href}/password`,
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: scene.app.issuer },
        body: new URLSearchParams(fields).toString(),
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
    expect(await digestsOf(scene.app.store.inside)).toEqual(before);
  });

  test.each([
    "' OR '1'='1",
    "x'; DROP TABLE accounts; --",
    '%',
    '_%',
    '*',
    '.*',
    '$ne',
    '{"$ne":null}',
    '__proto__',
    'constructor',
    'toString',
  ])('finds nobody under "%s"', async (identifier) => {
    const person = await scene.person();
    const page = await signIn(scene.app.browser(), scene.application, {
      identifier,
      password: person.password,
    });
    expect(page.status).toBe(422);
    const wrong = await signIn(scene.app.browser(), scene.application, {
      identifier: person.identifier,
      password: identifier,
    });
    expect(wrong.status).toBe(422);
  });

  test('takes JSON for no form', async () => {
    const person = await scene.person();
    const browser = scene.app.browser();
    await browser.open(await scene.application.authorizationUrl());
    const csrf = csrfOf(browser.page);
    for (const type of ['application/json', 'text/plain', 'application/json; charset=utf-8', 'text/json']) {
      const answer = await browser.send({
        url: `${browser.page.url.href}/password`,
        method: 'POST',
        headers: { 'Content-Type': type, Origin: scene.app.issuer },
        body: JSON.stringify({ csrf, identifier: person.identifier, password: { $ne: null } }),
      });
      expect(answer.status).toBe(400);
    }
  });
});

describe("the library's endpoints", () => {
  test.each(operators)('find no client, code or token by a field that ends in "%s"', async (operator) => {
    const { client, secret } = scene.registered;
    const { tokens } = await signedIn(scene, await scene.person());
    const own = { client_id: client.id, client_secret: secret ?? '' };
    const bodies: readonly (readonly [string, Record<string, string>])[] = [
      ['/token', { ...own, grant_type: 'authorization_code', [`code${operator}`]: '' }],
      ['/token', { ...own, grant_type: 'refresh_token', [`refresh_token${operator}`]: '' }],
      [
        '/token',
        {
          [`client_id${operator}`]: '',
          grant_type: 'refresh_token',
          refresh_token: tokens.refreshToken ?? '',
        },
      ],
      ['/token/introspection', { ...own, [`token${operator}`]: '' }],
      ['/request', { ...own, [`redirect_uri${operator}`]: '' }],
    ];
    for (const [path, body] of bodies) {
      const answer = await fetch(`${scene.app.issuer}${path}`, {
        method: 'POST',
        body: new URLSearchParams(body),
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(await answer.text()).not.toMatch(/access_token"|"active":true/);
    }
  });

  test.each(operators)('do not authorize a request with a field that ends in "%s"', async (operator) => {
    const { browser } = await signedIn(scene, await scene.person());
    for (const name of ['client_id', 'redirect_uri', 'scope', 'state', 'prompt', 'max_age', 'acr_values']) {
      const url = await scene.application.authorizationUrl(name === 'max_age' ? { max_age: '100' } : {});
      const value = url.searchParams.get(name) ?? 'login';
      url.searchParams.delete(name);
      url.searchParams.append(`${name}${operator}`, value);
      const page = await browser.open(url, scene.application.redirectUri);
      expect(page.status).toBeLessThan(500);
      if (name === 'client_id') expect(page.arrival).toBeNull();
    }
  });
});
