// Login CSRF by a planted resume cookie: node-oidc-provider signs people in, or out of their own account, before the gate.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from '../support/browser.ts';
import { atSecondFactor, csrfOf, type Scene, signedIn, silently, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

/** An attacker's own sign-in, finished but for its resume; its cookie stands in the victim's browser. Returns the address. */
async function planted(victim: Browser): Promise<string> {
  const attacker = await scene.person();
  const browser = await atSecondFactor(scene, attacker);
  const answer = await browser.send({
    url: browser.page.form().action,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: scene.app.issuer },
    body: new URLSearchParams({ csrf: csrfOf(browser.page), code: attacker.code() }).toString(),
  });
  const to = answer.headers.get('location') ?? '';
  expect(to).toContain('/auth/');
  for (const cookie of browser.jar.list()) if (cookie.name.includes('resume')) victim.jar.put(cookie);
  return to;
}

describe("an attacker's sign-in, resumed in a victim's browser", () => {
  test('does not sign the victim in as the attacker', async () => {
    const victim = scene.app.browser();
    const page = await victim.open(await planted(victim), 'http://evil.test/');
    expect(page.status).toBe(403);
    expect(page.text).toMatch(/browser/i);
    await expect(silently(scene.application, victim)).resolves.toMatchObject({ error: 'login_required' });
  });

  test('does not sign the victim out', async () => {
    const { browser: victim } = await signedIn(scene, await scene.person());
    const page = await victim.open(await planted(victim), 'http://evil.test/');
    expect(page.status).toBe(403);
    expect(page.forms).toEqual([]);
    await expect(silently(scene.application, victim)).resolves.toMatchObject({ error: null });
  });
});
