// CVE-2020-8236 (Nextcloud): user verification is asked of the browser and not checked, so that a found key signs in by itself.
// Neighbour: a security key without a PIN is stolen and given one; verification gained later is not a first factor.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthenticator } from '../support/authenticator.ts';
import { givePasskey, usePasskey } from '../support/passkeys.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { givesCode, passwordProved, type Scene, startScene } from './scene.ts';

const policy = { factors: { passkey: true, totp: true, sms: false } };

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ policy });
});
afterAll(() => scene.stop());

async function withKey(verifiesUser: boolean) {
  const person = await scene.person({ totp: false });
  const key = createAuthenticator({ verifiesUser });
  await givePasskey(scene.app, person, key);
  return { person, key };
}

test('B1 a touch alone is no first factor, whatever the browser was told', async () => {
  const { key } = await withKey(true);
  const thief = scene.app.browser();
  await signIn(thief, scene.application, {});
  const page = await usePasskey(thief, key, { userVerified: false });
  expect(page.status).toBe(422);
  expect(page.text).toContain('Your passkey didn’t check that it is you.');
  expect(stepOf(page)).toBe('password');
});

test('B1 a stolen key without a PIN that was given one is none either, before and after it was used with the password', async () => {
  const { person, key } = await withKey(false);
  key.setPin();
  const alone = async () => {
    const thief = scene.app.browser();
    await signIn(thief, scene.application, {});
    return usePasskey(thief, key);
  };
  expect((await alone()).text).toContain('This security key had no PIN when it was set up');
  const owner = await passwordProved(scene, person);
  expect(givesCode(await usePasskey(owner, key))).toBe(true);
  expect((await alone()).text).toContain('This security key had no PIN when it was set up');
});

test('B1 where the policy wants the user verified, a touch is no second factor', async () => {
  const { person, key } = await withKey(true);
  await scene.app.world.setPolicy(scene.tenant.id, {
    passkeys: { synced: true, withoutUserVerification: false, hardware: [] },
  });
  const browser = await passwordProved(scene, person);
  expect((await usePasskey(browser, key, { userVerified: false })).status).toBe(422);
  expect(givesCode(await usePasskey(browser, key))).toBe(true);
});
