// Put together: a stolen password of somebody without an e-mail address. The thief adds an address of their own on the account
// pages, and that mailbox confirms the first second factor (B9).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { csrfOf, type Scene, signedIn, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ policy: { secondFactor: 'optional' } });
});
afterAll(() => scene.stop());

const account = () => `${scene.app.issuer}/account`;

test('an account without address and second factor is given no address by its password alone', async () => {
  const victim = await scene.person({ totp: false, email: null, username: 'ward-7' });
  const { browser } = await signedIn(scene, victim);
  await browser.open(`${account()}/profile`);
  const csrf = csrfOf(browser.page);
  expect((await browser.open(`${account()}/email`)).heading).toBe('Your help desk adds an e-mail address');
  const mails = scene.app.mails.length;
  const asked = await browser.post('/account/email', { csrf, address: 'thief@elsewhere.example' });
  expect(asked.status).toBe(403);
  expect((await browser.post('/account/email/confirm', { csrf, new: '12345678' })).status).toBe(403);
  expect(scene.app.mails).toHaveLength(mails);
  expect(await scene.app.store.storage.accounts.find(victim.id)).toMatchObject({ email: null });
});

test('with a second factor, it may be', async () => {
  const person = await scene.person({ email: null, username: 'ward-8' });
  const { browser } = await signedIn(scene, person);
  expect((await browser.open(`${account()}/email`)).heading).toBe('Add an e‑mail address');
});
