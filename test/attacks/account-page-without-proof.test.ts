// Account pages are no way around the gate: sessions that ended elsewhere, that the policy no longer allows, or that another
// site makes a browser use; and a code of somebody else's sign-in.
import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from '../support/browser.ts';
import { stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { csrfOf, onlyPassword, type Scene, secondInstance, signedIn, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

const account = () => `${scene.app.issuer}/account`;

async function onAccount(person: Person, browser = scene.app.browser()): Promise<Browser> {
  await signedIn(scene, person, { browser });
  await browser.open(`${account()}/profile`);
  expect(browser.page.url.pathname).toBe('/account/profile');
  return browser;
}

describe('an account page', () => {
  test('ends with a session that an admin ended at another instance (CVE-2025-29928)', async () => {
    const person = await scene.person();
    const browser = await onAccount(person);
    const { app } = await secondInstance(scene);
    await app.store.storage.sessions.endAll(person.id, Date.now() + 1000);
    const refused = await browser.post('/account/sessions/end-others', { csrf: csrfOf(browser.page) });
    expect(refused.status).toBe(401);
    expect(refused.heading).toBe('You are no longer signed in here');
    await browser.open(account());
    expect(browser.page.url.pathname).not.toBe('/account');
    await app.stop();
  });

  test('asks a password-only session of a requiring tenant for more, and a form of it does nothing', async () => {
    const tenant = await scene.app.world.tenant({}, { secondFactor: 'optional' });
    const person = await scene.app.world.person(tenant.id);
    const application = await scene.app.application(await scene.app.world.client(tenant.id));
    const browser = scene.app.browser();
    await signedIn({ ...scene, application }, person, { browser });
    await browser.open(`${account()}/profile`);
    expect(browser.page.url.pathname).toBe('/account/profile');
    await scene.app.world.setPolicy(tenant.id, { secondFactor: 'required', graceDays: 0 });
    const refused = await browser.post('/account/sessions/end-others', { csrf: csrfOf(browser.page) });
    expect(refused.status).toBe(401);
    await browser.open(account());
    expect(stepOf(browser.page)).toBe('send-code');
  });

  test('is not shown to a disabled account', async () => {
    const person = await scene.person();
    const browser = await onAccount(person);
    await scene.app.world.setStatus(person.id, 'disabled');
    await browser.reload();
    expect(browser.page.text).not.toContain(person.identifier);
    expect(browser.page.heading).toBe('Your account is turned off');
  });

  test('takes no form of another site, without a token, or with that of another session', async () => {
    const [person, other] = [await scene.person(), await scene.person()];
    const browser = await onAccount(person);
    const foreign = csrfOf((await onAccount(other)).page);
    const url = `${account()}/sessions/end-others`;
    const csrf = csrfOf(browser.page);
    const post = async (
      fields: Readonly<Record<string, string>>,
      headers: Readonly<Record<string, string>>,
    ) => {
      const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams(fields).toString();
      return (await browser.send({ url, method: 'POST', headers: { ...type, ...headers }, body })).status;
    };
    expect(await post({ csrf }, { Origin: 'https://evil.example' })).toBe(403);
    expect(await post({ csrf }, { 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect(await post({}, { Origin: scene.app.issuer })).toBe(403);
    expect(await post({ csrf: foreign }, { Origin: scene.app.issuer })).toBe(403);
    expect(await post({ csrf }, { Origin: scene.app.issuer })).toBe(303);
  });
});

describe('the way into the account pages', () => {
  /** Where the authorization endpoint would send this browser back to. */
  async function answerFor(browser: Browser): Promise<string> {
    const asked = await browser.send({ url: account() });
    const answer = await browser.send({
      url: new URL(asked.headers.get('location') ?? '', scene.app.issuer),
    });
    return answer.headers.get('location') ?? '';
  }

  test("leads nobody into another's account by a planted code, which counts in its own browser, once", async () => {
    const [attacker, victim] = [scene.app.browser(), scene.app.browser()];
    await signedIn(scene, await scene.person(), { browser: attacker });
    await signedIn(scene, await scene.person(), { browser: victim });
    const planted = await answerFor(attacker);
    expect(planted).toContain('/account/callback?code=');
    expect((await victim.open(planted)).heading).toBe('This sign-in is no longer valid');
    expect((await victim.open(account())).heading).toBe('Your account');
    expect((await attacker.open(planted)).heading).toBe('Your account');
    expect((await attacker.open(planted)).heading).toBe('This sign-in is no longer valid');
  });

  test('leads to our own pages only, whatever the state says', async () => {
    const browser = scene.app.browser();
    await signedIn(scene, await scene.person(), { browser });
    const url = new URL(await answerFor(browser));
    url.searchParams.set('state', `${url.searchParams.get('state')?.split('~')[0]}~//evil.example`);
    expect((await browser.open(url)).status).toBe(400);
  });

  test('gives no token by its name, not even to somebody who took the session and asked with a verifier of their own', async () => {
    const browser = scene.app.browser();
    await signedIn(scene, await scene.person(), { browser });
    const verifier = 'x'.repeat(43);
    const own = { client_id: 'sallyport-account', redirect_uri: `${account()}/callback` };
    const challenge = {
      code_challenge: hash('sha256', verifier, 'base64url'),
      code_challenge_method: 'S256',
    };
    const asked = new URLSearchParams({
      ...own,
      ...challenge,
      response_type: 'code',
      scope: 'openid',
      state: 's',
    });
    const answer = await browser.send({ url: `${scene.app.issuer}/auth?${asked}` });
    const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const fields = { ...own, grant_type: 'authorization_code', code, code_verifier: verifier };
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const url = `${scene.app.issuer}/token`;
    const body = new URLSearchParams(fields).toString();
    const redeemed = await browser.send({ url, method: 'POST', headers, body });
    expect(redeemed.status).toBe(400);
    expect(JSON.parse(redeemed.body)).toMatchObject({ error: 'invalid_grant' });
  });

  test('cannot be registered by an admin, nor deleted', async () => {
    const { actions } = scene.app.core;
    const operator = { kind: 'operator', name: 'test' } as const;
    const input = {
      id: 'sallyport-account',
      name: 'Mine',
      tenantId: null,
      redirectUris: ['https://evil.example/cb'],
    };
    expect(await actions.clients.create(operator, input)).toMatchObject({ ok: false, reason: 'id-taken' });
    expect(await actions.clients.delete(operator, input.id)).toMatchObject({
      ok: false,
      reason: 'unknown-client',
    });
  });

  test('is asked for more in a browser where only the password was right', async () => {
    const person = await scene.person();
    const browser = scene.app.browser();
    await browser.open(account());
    await browser.submit({ organization: scene.tenant.shortName });
    await browser.submit(onlyPassword(person));
    expect(stepOf(browser.page)).toBe('second-factor');
    await browser.open(account());
    expect(browser.page.url.pathname).not.toBe('/account');
  });
});
