// WPMU DEV Defender: an admin's reset leaves something behind: backup codes, sessions, set-ups under way, codes, tokens.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleSecret } from '../contracts/samples.ts';
import { refusalOf } from '../support/application.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { day, minute } from '../support/clock.ts';
import { givePasskey } from '../support/passkeys.ts';
import { setUp, signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import {
  arrivalOf,
  atSecondFactor,
  enrollmentsOf,
  givesCode,
  onlyPassword,
  operator,
  passwordProved,
  type Scene,
  signedIn,
  silently,
  startScene,
} from './scene.ts';

const check = { identityChecked: 'phone', reason: 'lost phone' };

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.stop());

async function reset({ id }: Person): Promise<string> {
  const done = await scene.app.core.actions.access.resetFactors(operator, id, check);
  if (!done.ok) throw new Error(done.reason);
  return done.code;
}

describe('a reset (E4)', () => {
  test('leaves no factor, no backup code, no session and no token', async () => {
    const person = await scene.person({ backupCodes: true });
    const { browser, tokens } = await signedIn(scene, person);
    await scene.app.core.actions.breakGlass.open(operator, person.id, check);
    await reset(person);
    expect(await enrollmentsOf(scene, person)).toMatchObject({
      factors: [],
      backupCodes: null,
      pending: null,
      breakGlass: null,
    });
    expect(await silently(scene.application, browser)).toEqual({ code: null, error: 'login_required' });
    expect((await refusalOf(scene.application.refresh(tokens.refreshToken ?? '')))?.error).toBe(
      'invalid_grant',
    );
    expect((await scene.application.introspect(tokens.accessToken)).active).toBe(false);
    const next = await passwordProved(scene, person);
    expect(stepOf(next.page)).toBe('send-code');
    for (const step of ['second-factor', 'second-factor?method=backup-code'])
      for (const code of [person.code(), person.backupCodes[0] ?? '']) {
        const csrf = next.page.form().values.get('csrf') ?? '';
        const page = await next.post(`/interaction/${next.page.url.pathname.split('/')[2]}/${step}`, {
          csrf,
          code,
        });
        expect(givesCode(page)).toBe(false);
        expect(stepOf(page)).toBe('send-code');
      }
  });

  test('reaches a sign-in that stands between the factors, and one whose codes wait to be kept', async () => {
    const person = await scene.person({ totp: false });
    const before = scene.app.browser();
    await signIn(before, scene.application, onlyPassword(person));
    const waiting = scene.app.browser();
    await signIn(waiting, scene.application, onlyPassword(person));
    const { page } = await setUp(waiting, { mailedCode: () => scene.app.mailedCode(person.email) });
    await scene.application.callback(arrivalOf(page));
    const enrolled = await scene.person({ backupCodes: true });
    const between = await atSecondFactor(scene, enrolled);
    await reset(enrolled);
    expect(givesCode(await between.submit({ code: enrolled.code() }))).toBe(false);
    expect(stepOf(between.page)).not.toBe('second-factor');
  });

  test('voids a code that was mailed and a set-up under way before it', async () => {
    const person = await scene.person({ totp: false });
    const browser = await passwordProved(scene, person);
    await browser.submit();
    const mailed = await scene.app.mailedCode(person.email);
    const begun = await passwordProved(scene, person);
    expect(stepOf(begun.page)).toBe('send-code');
    await reset(person);
    expect(stepOf(await browser.submit({ code: mailed }))).not.toBe('authenticator');
    expect((await enrollmentsOf(scene, person)).pending).toBeNull();
  });

  test('voids a second way that a sign-in had shown already', async () => {
    const person = await scene.person({ totp: false });
    const browser = await passwordProved(scene, person);
    await browser.submit();
    await browser.submit({ code: await scene.app.mailedCode(person.email) });
    expect(stepOf(browser.page)).toBe('authenticator');
    await reset(person);
    const page = await browser.reload();
    expect(stepOf(page)).not.toBe('authenticator');
  });

  test('leaves no phone, passkey, removal to come, text message, mailed link, address to come or window', async () => {
    const person = await scene.person({ phone: '+41791234567' });
    await givePasskey(scene.app, person, createAuthenticator());
    const { oneTimeSecrets } = scene.app.store.storage;
    const purposes = [
      'mailbox-code',
      'password-link',
      'sms-code',
      'email-change-old',
      'email-change-new',
    ] as const;
    const about = { accountId: person.id, createdAt: Date.now(), expiresAt: Date.now() + 10 * minute };
    for (const purpose of purposes) await oneTimeSecrets.issue(sampleSecret({ ...about, purpose }));
    await scene.app.world.changeEnrollments(person.id, ({ factors }) => ({
      removals: factors
        .slice(0, 1)
        .map(({ id }) => ({ factorId: id, at: Date.now(), until: Date.now() + day, eventId: id })),
    }));
    await reset(person);
    expect(await enrollmentsOf(scene, person)).toMatchObject({ factors: [], removals: [] });
    for (const purpose of purposes)
      expect(await oneTimeSecrets.findFor(person.id, purpose, Date.now())).toBeUndefined();
  });

  test('of a disabled account leaves nothing either, and lets nobody in before it is enabled', async () => {
    const person = await scene.person({ backupCodes: true });
    const { accountStatus } = scene.app.core.actions;
    await accountStatus.disable(operator, person.id, 'stolen phone');
    const code = await reset(person);
    expect(await enrollmentsOf(scene, person)).toMatchObject({ factors: [], backupCodes: null });
    expect((await passwordProved(scene, person)).page.text).toContain('turned off');
    await accountStatus.enable(operator, person.id, 'the person called');
    const browser = await passwordProved(scene, person);
    await browser.follow(`${browser.page.url.pathname}?way=enrollment-code`);
    await browser.submit({ code });
    expect(stepOf(browser.page)).toBe('authenticator');
  });

  test('gives no grace, and its code helps once', async () => {
    const young = await scene.person({ ageDays: 0, backupCodes: true });
    await scene.app.world.setPolicy(scene.tenant.id, { graceForNewAccounts: true });
    const code = await reset(young);
    const browser = await passwordProved(scene, young);
    expect(browser.page.forms.map(({ name }) => name).join()).not.toContain('later');
    await browser.follow(`${browser.page.url.pathname}?way=enrollment-code`);
    await browser.submit({ code });
    expect(stepOf(browser.page)).toBe('authenticator');
    const again = await passwordProved(scene, young);
    await again.follow(`${again.page.url.pathname}?way=enrollment-code`);
    expect((await again.submit({ code })).status).toBe(422);
  });
});
