// CVE-2026-3429 (Keycloak): a password-only session removes or adds a factor. B9: a stolen password enrolls nothing.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shownKey, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import {
  atSecondFactor,
  csrfOf,
  enrollmentsOf,
  givesCode,
  interactionPath,
  passwordProved,
  type Scene,
  startScene,
} from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

describe('somebody with a stolen password', () => {
  test('adds no app to an account that has one, and replaces none (B7)', async () => {
    const person = await scene.person();
    const before = await enrollmentsOf(scene, person);
    const browser = await atSecondFactor(scene, person);
    for (const step of ['send-code', 'confirmation', 'new-key', 'authenticator', 'backup-codes', 'later']) {
      const csrf = csrfOf(browser.page);
      await browser.post(`${interactionPath(browser)}/${step}`, { csrf, code: '123456', kept: 'yes' });
      expect(stepOf(browser.page)).toBe('second-factor');
    }
    expect(await enrollmentsOf(scene, person)).toEqual(before);
  });

  test('enrolls nothing where the mailbox is not theirs', async () => {
    const person = await scene.person({ totp: false });
    const thief = await passwordProved(scene, person);
    await thief.submit();
    expect(thief.page.text).not.toContain(person.email?.split('@')[0] ?? '?');
    for (const step of ['authenticator', 'new-key', 'backup-codes']) {
      const csrf = csrfOf(thief.page);
      await thief.post(`${interactionPath(thief)}/${step}`, { csrf, code: '123456', kept: 'yes' });
    }
    expect(await enrollmentsOf(scene, person)).toMatchObject({ factors: [], pending: null });
  });

  test('does not profit from the second way that the person shows at the same time', async () => {
    const person = await scene.person({ totp: false });
    const thief = await passwordProved(scene, person);
    const victim = await passwordProved(scene, person);
    await victim.submit();
    await victim.submit({ code: await scene.app.mailedCode(person.email) });
    expect(stepOf(victim.page)).toBe('authenticator');
    const key = shownKey(victim.page);
    const page = await thief.reload();
    expect(stepOf(page)).toBe('send-code');
    expect(page.body).not.toContain(key);
    const csrf = csrfOf(thief.page);
    await thief.post(`${interactionPath(thief)}/authenticator`, { csrf, code: totpCode(key) });
    expect((await enrollmentsOf(scene, person)).factors).toEqual([]);
    await victim.submit({ code: totpCode(key) });
    expect((await enrollmentsOf(scene, person)).factors).toHaveLength(1);
    // Once the person has enrolled, the thief is asked for that very app.
    expect(stepOf(await thief.reload())).toBe('second-factor');
  });

  test('who reads the mailbox of an address that an admin has just changed enrolls nothing for 72 hours', async () => {
    const person = await scene.person({ totp: false });
    const { storage } = scene.app.store;
    const account = await storage.accounts.find(person.id);
    if (!account) throw new Error('no account');
    const emailChangedByOtherAt = Date.now() - 71 * 3_600_000;
    await storage.accounts.replace({ ...account, emailChangedByOtherAt, version: account.version + 1 });
    const browser = await passwordProved(scene, person);
    expect(browser.page.text).toContain('A code by e-mail does not count here yet');
    const mails = scene.app.mails.length;
    const csrf = csrfOf(browser.page);
    await browser.post(`${interactionPath(browser)}/send-code`, { csrf });
    expect(scene.app.mails).toHaveLength(mails);
  });

  test('gets no mailed code where the mailbox does not count', async () => {
    const tenant = await scene.app.world.tenant({}, { mailboxConfirms: false });
    const application = await scene.app.application(await scene.app.world.client(tenant.id));
    const person = await scene.app.world.person(tenant.id);
    const browser = await passwordProved({ app: scene.app, application }, person);
    const mails = scene.app.mails.length;
    const csrf = csrfOf(browser.page);
    const page = await browser.post(`${interactionPath(browser)}/send-code`, { csrf });
    expect(givesCode(page)).toBe(false);
    expect(scene.app.mails).toHaveLength(mails);
    await browser.post(`${interactionPath(browser)}/confirmation?way=mailbox`, { csrf, code: '12345678' });
    expect(stepOf(browser.page)).toBe('confirmation');
  });
});
