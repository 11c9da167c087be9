// Put together: an admin changes an owner's e-mail and resets. Whoever talks an operator into both reads the new mailbox and
// knows the password: for 72 hours that mailbox neither confirms anything nor replaces the password.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgets, linksTo } from '../journeys/ways-back.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { csrfOf, interactionPath, onlyPassword, operator, type Scene, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

test('B9 E4 an owner whose address was changed and who was reset enrolls by the help desk only', async () => {
  const owner = await scene.person({ roles: ['owner'] });
  const { accounts, access } = scene.app.core.actions;
  const email = 'thief@northwind.example';
  expect(await accounts.update(operator, owner.id, { email })).toMatchObject({ ok: true });
  const check = { identityChecked: 'phone', reason: 'lost phone' };
  const reset = await access.resetFactors(operator, owner.id, check);
  if (!reset.ok) throw new Error(reset.reason);

  const browser = scene.app.browser();
  await signIn(browser, scene.application, { ...onlyPassword(owner), identifier: email });
  expect(stepOf(browser.page)).toBe('confirmation');
  expect(browser.page.text).not.toContain('e-mail with a code');
  const sent = scene.app.mails.length;
  await browser.post(`${interactionPath(browser)}/send-code`, { csrf: csrfOf(browser.page) });
  await browser.follow(interactionPath(browser));
  expect(stepOf(browser.page)).toBe('confirmation');
  expect(scene.app.mails).toHaveLength(sent);

  const forgetful = scene.app.browser();
  await forgets(forgetful, scene.application, email);
  expect(linksTo(scene.app, email)).toBe(0);

  await browser.submit({ code: reset.code });
  expect(stepOf(browser.page)).toBe('authenticator');
});
