// A remembered device that survives its ground: the factor that earned it is removed or ended by a hundred wrong tries, or the
// person signs out everywhere because the laptop is lost.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { type RememberedScene, startRememberedScene } from './remembered-scene.ts';
import { enrollmentsOf, givesCode, signedIn } from './scene.ts';

const bothKinds = { factors: { passkey: false, totp: true, sms: true } };
let scene: RememberedScene;
beforeAll(async () => {
  scene = await startRememberedScene({ policy: bothKinds });
});
afterAll(() => scene.stop());

const twoFactors = { phone: '+41791234567' };

/** The account pages in another browser, in which both factors were just proved. */
async function elsewhere(person: Person, path: string) {
  const { browser } = await signedIn(scene, person);
  await browser.open(`${scene.app.issuer}/account/${path}`);
  return browser;
}

test('A9 the factor that earned it was removed', async () => {
  const own = await scene.remembered(twoFactors);
  const [app] = (await enrollmentsOf(scene, own.person)).factors;
  const browser = await elsewhere(own.person, `factor/${app?.id}/remove`);
  await browser.submit();
  expect((await enrollmentsOf(scene, own.person)).factors.map(({ kind }) => kind)).toEqual(['sms']);
  expect(stepOf(await scene.again(own))).toBe('send-text');
});

test('A9 the factor that earned it was ended', async () => {
  const own = await scene.remembered(twoFactors);
  await scene.app.world.changeEnrollments(own.person.id, ({ factors }) => ({
    factors: factors.map((one) => (one.kind === 'totp' ? { ...one, disabledAt: Date.now() } : one)),
  }));
  expect(givesCode(await scene.again(own))).toBe(false);
});

test('A9 the person signed out everywhere else', async () => {
  const own = await scene.remembered();
  const browser = await elsewhere(own.person, 'sessions');
  await browser.submit({}, undefined, '/account/sessions/end-others');
  expect(stepOf(await scene.again(own))).toBe('second-factor');
});
