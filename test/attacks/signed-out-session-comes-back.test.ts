// A session that was ended is saved again by a request that was under way: node-oidc-provider loads it first and saves it last.
// A neighbour of CVE-2025-29928 (a deleted session lives on): the thief of a cookie holds a request open over the sign-out.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Scene, signedIn, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

/** A request whose headers have arrived, and whose body is held back. */
function heldBack(cookie: string) {
  const body = 'xsrf=nonsense';
  const { hostname, port } = new URL(scene.app.origin);
  const held = request({
    hostname,
    port,
    path: '/session/end/confirm',
    method: 'POST',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length },
  });
  const answered = new Promise<void>((resolve) => {
    held.on('response', (response) => response.resume().on('end', () => resolve()));
  });
  held.flushHeaders();
  return {
    async end() {
      held.end(body);
      await answered;
    },
  };
}

/** What the stolen cookie is worth: a code, or the error. */
async function silently(cookie: string): Promise<string | null> {
  const { pathname, search } = await scene.application.authorizationUrl({ prompt: 'none' });
  const answer = await fetch(`${scene.app.origin}${pathname}${search}`, {
    redirect: 'manual',
    headers: { cookie },
  });
  const parameters = new URL(answer.headers.get('location') ?? 'http://none.test').searchParams;
  return parameters.has('code') ? 'a code' : parameters.get('error');
}

async function stolenSession() {
  const person = await scene.person();
  const { browser } = await signedIn(scene, person);
  const cookie = browser.jar
    .list()
    .filter(({ name }) => name.startsWith('sallyport-session'))
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
  expect(await silently(cookie)).toBe('a code');
  return { person, browser, cookie };
}

describe('the cookie of a session that was ended', () => {
  test('is worth nothing, also after a request that was held open over the sign-out', async () => {
    const { browser, cookie } = await stolenSession();
    const held = heldBack(cookie);
    // Another request of the same browser, so that the held one has certainly been begun.
    await silently(cookie);
    await browser.open(new URL('/session/end', scene.app.issuer));
    await browser.submit();
    expect(await silently(cookie)).toBe('login_required');
    await held.end();
    expect(await silently(cookie)).toBe('login_required');
  });

  test("is worth nothing after all of an account's sessions were ended, held request or not", async () => {
    const { person, cookie } = await stolenSession();
    const held = heldBack(cookie);
    await silently(cookie);
    await scene.app.store.storage.sessions.endAll(person.id, Date.now());
    await held.end();
    expect(await silently(cookie)).toBe('login_required');
  });
});
