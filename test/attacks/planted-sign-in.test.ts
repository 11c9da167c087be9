// Put together: a sign-in planted in a victim's browser is completed by the victim and resumed by the attacker. Neighbours:
// a sign-in's address sent by mail, login CSRF, a token of another form, a code put into another application's callback.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from '../support/browser.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import {
  arrivalOf,
  atSecondFactor,
  csrfOf,
  givesCode,
  interactionPath,
  onlyPassword,
  type Scene,
  signedIn,
  silently,
  startScene,
} from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

/** Puts cookies of one browser into another, as a neighbouring host could: all but those that carry the __Host- prefix. */
function plant(from: Browser, to: Browser): void {
  for (const cookie of from.jar.list()) if (cookie.name !== 'sallyport-browser') to.jar.put(cookie);
}

describe('a sign-in that an attacker began', () => {
  test("cannot be completed in the victim's browser, planted cookies or not", async () => {
    const attacker = scene.app.browser();
    await attacker.open(await scene.application.authorizationUrl());
    const victim = scene.app.browser();
    plant(attacker, victim);
    const page = await victim.open(attacker.page.url);
    expect(page.status).toBe(403);
    expect(page.forms).toEqual([]);
    expect(page.text).toMatch(/browser/i);
  });

  test('cannot be completed there even in a browser that has a secret of its own', async () => {
    const person = await scene.person();
    const attacker = scene.app.browser();
    await attacker.open(await scene.application.authorizationUrl());
    const { browser: victim } = await signedIn(scene, await scene.person());
    plant(attacker, victim);
    expect((await victim.open(attacker.page.url)).status).toBe(403);
    const csrf = csrfOf(attacker.page);
    const page = await victim.post(`${attacker.page.url.pathname}/password`, {
      csrf,
      ...onlyPassword(person),
    });
    expect(page.status).toBe(403);
    const again = await attacker.reload();
    expect(stepOf(again)).toBe('password');
    expect(again.text).not.toContain(person.identifier);
  });

  test("is not resumed by another browser: neither at its pages nor at the library's", async () => {
    const person = await scene.person();
    const victim = await atSecondFactor(scene, person);
    const attacker = scene.app.browser();
    plant(victim, attacker);
    expect((await attacker.open(victim.page.url)).status).toBe(403);
    const uid = interactionPath(victim).split('/').at(-1);
    const resumed = await attacker.open(`${scene.app.issuer}/auth/${uid}`);
    expect(givesCode(resumed)).toBe(false);
    expect(resumed.status).toBeGreaterThanOrEqual(400);
  });

  test('of which only the address is known opens nothing', async () => {
    const victim = await atSecondFactor(scene, await scene.person());
    const page = await scene.app.browser().open(victim.page.url);
    expect(page.status).toBe(410);
    expect(page.forms).toEqual([]);
  });

  test("is not addressed by another one's path", async () => {
    const mine = await atSecondFactor(scene, await scene.person());
    const person = await scene.person();
    const other = await atSecondFactor(scene, person);
    const csrf = csrfOf(mine.page);
    const page = await mine.post(`${interactionPath(other)}/second-factor`, { csrf, code: person.code() });
    expect(page.status).toBe(410);
    expect(stepOf(await other.reload())).toBe('second-factor');
  });
});

describe('a form of another sign-in of the same browser', () => {
  test('carries a token that is of no use here', async () => {
    const person = await scene.person();
    const browser = scene.app.browser();
    await browser.open(await scene.application.authorizationUrl());
    const other = csrfOf(browser.page);
    const tab = browser.tab();
    await tab.open(await scene.application.authorizationUrl());
    const page = await tab.post(`${interactionPath(tab)}/password`, { csrf: other, ...onlyPassword(person) });
    expect(page.status).toBe(403);
  });

  test('is not sent by another site', async () => {
    const person = await scene.person();
    const browser = scene.app.browser();
    await browser.open(await scene.application.authorizationUrl());
    const csrf = csrfOf(browser.page);
    const body = new URLSearchParams({ csrf, ...onlyPassword(person) }).toString();
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const url = `${browser.page.url.href}/password`;
    const foreign: readonly Readonly<Record<string, string>>[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: scene.app.issuer.replace('http:', 'https:') },
      { Origin: `${scene.app.issuer}.evil.example` },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site', Origin: scene.app.issuer },
    ];
    for (const headers of foreign) {
      const answer = await browser.send({ url, method: 'POST', headers: { ...type, ...headers }, body });
      expect(answer.status).toBe(403);
    }
    expect(await silently(scene.application, browser)).toMatchObject({ code: null });
  });
});

describe('a code that was given to one application', () => {
  test('is of no use to another, nor without its verifier, nor for another address', async () => {
    const other = await scene.app.application(await scene.app.world.client(scene.tenant.id));
    const person = await scene.person();
    const code = async () => {
      const page = await signIn(scene.app.browser(), scene.application, {
        ...onlyPassword(person),
        code: () => person.code(),
      });
      return arrivalOf(page);
    };
    const first = await code();
    await expect(other.callback(first)).rejects.toThrow();
    const { client, secret } = scene.registered;
    const basic = Buffer.from(`${client.id}:${secret}`).toString('base64');
    const answer = await fetch(`${scene.app.issuer}/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${basic}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: first.url.searchParams.get('code') ?? '',
        redirect_uri: 'http://app.test/callback',
        code_verifier: 'a'.repeat(43),
      }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
  });
});
