// An assertion is used again: in another sign-in, by many at once, after its challenge was spent, or by a copy of the key.
// Neighbours: CVE-2015-7225 (a code accepted twice), CVE-2026-20779 (parallel requests all win). Two instances over one store.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthenticator } from '../support/authenticator.ts';
import { givePasskey, passkeyAnswer, passkeyAsked, usePasskey } from '../support/passkeys.ts';
import { signIn } from '../support/sign-in.ts';
import { eventsOf, givesCode, passwordProved, type Scene, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ policy: { factors: { passkey: true, totp: true, sms: false } } });
});
afterAll(() => scene.stop());

async function withPasskey(synced = true) {
  const person = await scene.person({ totp: false });
  const authenticator = createAuthenticator({ synced });
  await givePasskey(scene.app, person, authenticator);
  return { person, authenticator };
}

test('B1 fifty posts of one assertion at once: one is used', async () => {
  const { person, authenticator } = await withPasskey();
  const browser = scene.app.browser();
  await signIn(browser, scene.application, {});
  const passkey = passkeyAnswer(browser.page, authenticator);
  const tabs = Array.from({ length: 50 }, () => browser.tab());
  for (const tab of tabs) await tab.open(browser.page.url);
  const { action } = passkeyAsked(browser.page);
  const pages = await Promise.all(tabs.map((tab) => tab.submit({ passkey }, undefined, action)));
  expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
  const used = (await eventsOf(scene, person)).filter(({ type }) => type === 'factor.used');
  expect(used).toHaveLength(1);
});

test('B1 one of another sign-in is worth nothing, first and second', async () => {
  const { person, authenticator } = await withPasskey();
  const [one, other] = [scene.app.browser(), scene.app.browser()];
  await signIn(one, scene.application, {});
  await signIn(other, scene.application, {});
  const passkey = passkeyAnswer(one.page, authenticator);
  expect((await other.submit({ passkey }, undefined, passkeyAsked(other.page).action)).status).toBe(422);
  const [second, another] = [await passwordProved(scene, person), await passwordProved(scene, person)];
  const answer = passkeyAnswer(second.page, authenticator);
  expect((await another.submit({ passkey: answer })).status).toBe(422);
  // And the question of the first factor is none of the second.
  expect((await second.submit({ passkey })).status).toBe(422);
  expect(givesCode(await second.submit({ passkey: answer }))).toBe(true);
});

test('B1 a copy of a key that falls behind is refused, and an event of high severity says so', async () => {
  const { person, authenticator } = await withPasskey(false);
  const owner = scene.app.browser();
  await signIn(owner, scene.application, {});
  expect(givesCode(await usePasskey(owner, authenticator, { counter: 9 }))).toBe(true);
  const thief = scene.app.browser();
  await signIn(thief, scene.application, {});
  expect((await usePasskey(thief, authenticator, { counter: 9 })).text).toContain(
    'there may be a copy of it',
  );
  const events = await eventsOf(scene, person);
  expect(events.map(({ type }) => type)).toContain('passkey.copy-suspected');
});
