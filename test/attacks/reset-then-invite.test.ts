// Somebody who reads a person's mail waits for, or talks the help desk into, a reset and then an invitation: the link gives a
// password and lets its browser set up a factor, so the mailbox alone would be both factors.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setUp, signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { enrollmentsOf, type Scene, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'lost phone' };

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

const access = () => scene.app.core.actions.access;
const invite = ({ id }: Person) => access().invite(operator, id);

function mailedLink({ email }: Person): string {
  const mail = scene.app.mails.findLast(({ to }) => to === email);
  const [link] = /https?:\/\/\S+\/invitation\?token=\S+/.exec(mail?.text ?? '') ?? [];
  if (!link) throw new Error('no link was mailed');
  return link;
}

describe('an invitation is for an account that has never proved itself (B9, E4)', () => {
  test('an account that was reset is not invited again', async () => {
    for (const password of [undefined, null]) {
      const person = await scene.person({ ...(password === null && { password }) });
      await access().resetFactors(operator, person.id, check);
      expect(await invite(person)).toEqual({ ok: false, reason: 'must-enroll-again' });
      expect(scene.app.mails.filter(({ to }) => to === person.email)).toEqual([]);
    }
  });

  test('nor one with a factor, nor one with a password', async () => {
    expect(await invite(await scene.person())).toEqual({ ok: false, reason: 'has-factor' });
    expect(await invite(await scene.person({ totp: false }))).toEqual({ ok: false, reason: 'has-password' });
  });

  test('a link that was sent before the operator gave a password no longer gives one', async () => {
    const person = await scene.person({ totp: false, password: null });
    expect(await invite(person)).toMatchObject({ ok: true });
    const given = await access().setPassword(operator, person.id, null);
    if (!given.ok) throw new Error(given.reason);
    const thief = scene.app.browser();
    await thief.open(mailedLink(person));
    expect((await thief.submit()).status).toBe(410);
    expect((await enrollmentsOf(scene, person)).opening).toBeNull();
  });

  test('while nothing was used, the link is sent again as often as needed', async () => {
    const person = await scene.person({ totp: false, password: null });
    expect(await invite(person)).toMatchObject({ ok: true });
    expect(await invite(person)).toMatchObject({ ok: true });
    const browser = scene.app.browser();
    await browser.open(mailedLink(person));
    await browser.submit();
    const password = 'correct horse battery staple';
    expect((await browser.submit({ password, repeat: password })).status).toBe(200);
  });

  test('somebody who was reset and forgot the password gets both from the help desk', async () => {
    const person = await scene.person();
    const reset = await access().resetFactors(operator, person.id, check);
    const given = await access().setPassword(operator, person.id, null);
    if (!reset.ok || !given.ok) throw new Error('nothing was given');
    const browser = scene.app.browser();
    await signIn(browser, scene.application, { identifier: person.identifier, password: given.password });
    expect(stepOf(browser.page)).toBe('send-code');
    await browser.follow(`${browser.page.url.pathname}?way=enrollment-code`);
    await setUp(browser, { enrollmentCode: reset.code });
    expect((await enrollmentsOf(scene, person)).factors).toHaveLength(1);
  });
});
