// A reset of the password drops or skips the second factor: CVE-2026-18963 (Keycloak), keycloak#12759. And "Put together": reset,
// then password by mail, then confirmation by mail: the mailbox alone would be two factors.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgets, linksTo } from '../journeys/ways-back.ts';
import { minute, movableClock } from '../support/clock.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { csrfOf, enrollmentsOf, givesCode, interactionPath, type Scene, startScene } from './scene.ts';

const clock = movableClock();
const password = 'seven quiet boats at anchor';
const chosen = { password, repeat: password };

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(async () => {
  await scene.stop();
  clock.restore();
});

/** Somebody who reads the person's mail has asked for a new password, and shown the code of the mail. */
async function withMailbox(person: Person, application = scene.application) {
  const thief = scene.app.browser();
  await forgets(thief, application, person.identifier);
  await thief.submit({ code: await scene.app.mailedCode(person.email) });
  return thief;
}

const versionOf = async ({ id }: Person) => (await scene.app.store.storage.passwords.find(id))?.version;

describe('the mailbox alone', () => {
  test('chooses no password where a second factor is set up, on whatever way it tries', async () => {
    const person = await scene.person({ backupCodes: true });
    const before = await versionOf(person);
    const thief = await withMailbox(person);
    const path = interactionPath(thief);
    const csrf = csrfOf(thief.page);
    for (const target of ['/new-password', '/password', '/continue', '/consent', '/authenticator']) {
      const page = await thief.post(`${path}${target}`, {
        csrf,
        ...chosen,
        code: '',
        identifier: person.identifier,
      });
      expect([target, stepOf(page), givesCode(page)]).toEqual([target, 'second-factor', false]);
    }
    for (const code of ['', '000000', 'AAAAA-AAAAA']) await thief.submit({ code });
    expect(stepOf(thief.page)).toBe('second-factor');
    expect(await versionOf(person)).toBe(before);
    expect(await enrollmentsOf(scene, person)).toMatchObject({
      factors: [{ kind: 'totp' }],
      mailboxSpent: false,
    });
  });

  test('is not helped by a second factor that was proved in another sign-in or before the mail', async () => {
    const person = await scene.person();
    // The victim's browser, left open: signed in with both factors a moment ago.
    const open = scene.app.browser();
    await signIn(open, scene.application, { ...person, code: () => person.code() });
    clock.advance(minute);
    await open.open(
      await scene.application.authorizationUrl({ prompt: 'login' }),
      scene.application.redirectUri,
    );
    await open.click('I can’t sign in');
    await open.submit({ identifier: person.identifier });
    await open.submit({ code: await scene.app.mailedCode(person.email) });
    expect(stepOf(open.page)).toBe('second-factor');
  });

  test('sets up no factor with a password that was chosen by mail: it is one proof (B9)', async () => {
    const person = await scene.person({ totp: false });
    const thief = await withMailbox(person);
    await thief.submit(chosen);
    clock.advance(1000);
    await goOn(thief, { password });
    // Required, overdue: set-up, for which only the help desk's code is left.
    expect(stepOf(thief.page)).toBe('confirmation');
    expect(thief.page.text).toContain('Enrollment code from your help desk');
    await thief.post(`${interactionPath(thief)}/send-code`, { csrf: csrfOf(thief.page) });
    expect(scene.app.mails.filter(({ to }) => to === person.email)).toHaveLength(1);
    expect(givesCode(thief.page)).toBe(false);
  });

  test('of an account that was reset gets no mail, until it has enrolled again', async () => {
    const person = await scene.person();
    const check = { identityChecked: 'phone', reason: 'lost phone' };
    const thief = await withMailbox(person);
    await scene.app.core.actions.access.resetFactors({ kind: 'operator', name: 'test' }, person.id, check);
    // What was under way ends with the reset.
    const page = await thief.post(`${interactionPath(thief)}/new-password`, {
      csrf: csrfOf(thief.page),
      ...chosen,
    });
    expect(stepOf(page)).toBe('password');
    const sent = linksTo(scene.app, person.email);
    await forgets(scene.app.browser(), scene.application, person.identifier);
    expect(linksTo(scene.app, person.email)).toBe(sent);
  });
});
