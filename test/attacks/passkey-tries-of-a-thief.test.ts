// Whoever has stolen a password tries passkeys at the second step until no more are looked at. That must not shut the owner out,
// whose passkey is a way in without the password: what is tried is limited for each purpose apart (B6).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthenticator } from '../support/authenticator.ts';
import { givePasskey, passkeyAsked, usePasskey } from '../support/passkeys.ts';
import { signIn } from '../support/sign-in.ts';
import { atSecondFactor, givesCode, type Scene, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ policy: { factors: { passkey: true, totp: false, sms: false } } });
});
afterAll(() => scene.stop());

/** B6: passkeys that are looked at in a minute; wrong ones until the second step is locked. */
const [limit, untilLocked] = [10, 5];
const wrong = 'That passkey isn’t one that counts here.';
const locked = 'Until then, even a right one is refused.';
const tooMany = 'Too many tries in a short time.';

async function withPasskey() {
  const person = await scene.person({ totp: false });
  const authenticator = createAuthenticator();
  await givePasskey(scene.app, person, authenticator);
  return { person, authenticator };
}

test('B6 a thief’s wrong passkeys after the password use up that step; the owner’s passkey alone goes on working', async () => {
  const [owner, thief] = [await withPasskey(), await withPasskey()];
  const [credentialId = ''] = owner.authenticator.credentialIds;
  const userHandle = Buffer.from(owner.person.id).toString('base64url');
  const browser = await atSecondFactor(scene, owner.person);
  const told: string[] = [];
  for (let tries = 0; tries <= limit; tries += 1) {
    const { action, options } = passkeyAsked(browser.page);
    const { origin } = browser.page.url;
    // All but the signature is the owner's.
    const lies = { credentialId, userHandle };
    const passkey = thief.authenticator.assert(origin, { ...options, allowCredentials: [] }, lies);
    const { text } = await browser.submit({ passkey }, undefined, action);
    told.push([wrong, locked, tooMany].find((one) => text.includes(one)) ?? text);
  }
  const times = (count: number, one: string) => Array.from({ length: count }, () => one);
  expect(told).toEqual([...times(untilLocked, wrong), ...times(limit - untilLocked, locked), tooMany]);

  const own = await atSecondFactor(scene, owner.person);
  expect((await usePasskey(own, owner.authenticator)).text).toContain(tooMany);
  const alone = scene.app.browser();
  await signIn(alone, scene.application, {});
  expect(givesCode(await usePasskey(alone, owner.authenticator))).toBe(true);
});
