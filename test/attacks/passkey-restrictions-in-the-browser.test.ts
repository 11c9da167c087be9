// CVE-2026-8830 (Keycloak): what passkeys have to be is told to the browser and enforced nowhere else.
// So the browser is told nothing: forms are posted with what the policy forbids.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthenticatorOptions, createAuthenticator } from '../support/authenticator.ts';
import { usePasskey } from '../support/passkeys.ts';
import { stepOf } from '../support/sign-in.ts';
import { enrollmentsOf, passwordProved, type Scene, startScene } from './scene.ts';

const aaguid = 'fa2b99dc-9e39-4257-8f92-4a30d23c4118';
const passkeys = { synced: false, withoutUserVerification: false, hardware: [aaguid] };

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ policy: { factors: { passkey: true, totp: false, sms: false }, passkeys } });
});
afterAll(() => scene.stop());

const forbidden: readonly (readonly [string, AuthenticatorOptions, string])[] = [
  ['a synced passkey', { synced: true }, 'Your organization allows only passkeys that stay on one device'],
  ['one that did not verify its user', { verifiesUser: false }, 'Your passkey didn’t check that it is you.'],
];

test.each(forbidden)('B1 %s is not set up', async (_what, options, message) => {
  const person = await scene.person({ totp: false });
  const browser = await passwordProved(scene, person);
  await browser.submit();
  await browser.submit({ code: await scene.app.mailedCode(person.email) });
  const page = await usePasskey(browser, createAuthenticator(options));
  expect(page.status).toBe(422);
  expect(page.text).toContain(message);
  expect((await enrollmentsOf(scene, person)).factors).toEqual([]);
});

test('B1 where only attested keys will do, one that says it is such a key is not set up', async () => {
  await scene.app.world.setPolicy(scene.tenant.id, { level: 'hardware' });
  const person = await scene.person({ totp: false });
  const browser = await passwordProved(scene, person);
  await browser.submit();
  await browser.submit({ code: await scene.app.mailedCode(person.email) });
  for (const attestedBy of [undefined, 'self'] as const) {
    const page = await usePasskey(
      browser,
      createAuthenticator({ aaguid, ...(attestedBy && { attestedBy }) }),
    );
    expect(page.text).toContain('That key isn’t among those that your organization has chosen.');
  }
  expect(stepOf(browser.page)).toBe('new-passkey');
  expect((await enrollmentsOf(scene, person)).factors).toEqual([]);
});
