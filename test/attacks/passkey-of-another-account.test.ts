// A passkey of one account works for another: by its user handle, as another's second factor, or across organisations.
// Neighbour of CVE-2025-64175 (Gogs: a backup code of one account works for another).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthenticator } from '../support/authenticator.ts';
import { givePasskey, passkeyAsked, usePasskey } from '../support/passkeys.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { passwordProved, type Scene, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ policy: { factors: { passkey: true, totp: true, sms: false } } });
});
afterAll(() => scene.stop());

async function withPasskey(tenantId = scene.tenant.id) {
  const person = await scene.app.world.person(tenantId, { totp: false });
  const authenticator = createAuthenticator();
  await givePasskey(scene.app, person, authenticator);
  return { person, authenticator };
}

const handleOf = (id: string) => Buffer.from(id).toString('base64url');
const unknown = 'This passkey isn’t known here.';

test('B1 a passkey that names another account signs nobody in, and tells nothing', async () => {
  const [victim, attacker] = [await withPasskey(), await withPasskey()];
  const texts: string[] = [];
  for (const userHandle of [handleOf(victim.person.id), handleOf('nobody'), null]) {
    const browser = scene.app.browser();
    await signIn(browser, scene.application, {});
    const page = await usePasskey(browser, attacker.authenticator, { userHandle });
    expect(page.status).toBe(422);
    expect(stepOf(page)).toBe('password');
    texts.push(page.text);
  }
  expect(texts[0]).toContain(unknown);
  expect(new Set(texts).size).toBe(1);
});

test('B1 also where the organization is not known yet: nothing is told of any of them', async () => {
  const elsewhere = await scene.app.world.tenant();
  const [victim, attacker] = [await withPasskey(elsewhere.id), await withPasskey()];
  const shared = await scene.app.application(await scene.app.world.client(null));
  const texts: string[] = [];
  const lies = [
    { userHandle: handleOf(victim.person.id) },
    { userHandle: null },
    { origin: 'https://e.example' },
  ];
  for (const lie of lies) {
    const browser = scene.app.browser();
    await signIn(browser, shared, {});
    const page = await usePasskey(browser, attacker.authenticator, lie);
    expect([page.status, stepOf(page)]).toEqual([422, 'organization']);
    texts.push(page.text);
  }
  expect(texts[0]).toContain(unknown);
  expect(new Set(texts).size).toBe(1);
});

test('B1 nor is it the second factor of another', async () => {
  const [victim, attacker] = [await withPasskey(), await withPasskey()];
  const [credentialId = ''] = victim.authenticator.credentialIds;
  const browser = await passwordProved(scene, victim.person);
  const change = (sent: object) => ({ ...sent, id: credentialId, rawId: credentialId });
  const { options } = passkeyAsked(browser.page);
  const asked = { ...options, allowCredentials: [] };
  const passkey = attacker.authenticator.assert(browser.page.url.origin, asked, { change });
  expect((await browser.submit({ passkey })).text).toContain('That passkey isn’t one that counts here.');
});

test('B1 one of another organisation is as unknown as any other, and is not forgotten by the browser', async () => {
  const elsewhere = await scene.app.world.tenant({}, { factors: { passkey: true, totp: true, sms: false } });
  const { authenticator } = await withPasskey(elsewhere.id);
  const browser = scene.app.browser();
  await signIn(browser, scene.application, {});
  const page = await usePasskey(browser, authenticator);
  expect(page.text).toContain(unknown);
  expect(page.body).not.toContain('data-passkey-unknown');
});
