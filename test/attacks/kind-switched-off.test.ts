// CVE-2024-45042 (Kratos): a kind that the "has a factor" question does not know, or that was switched off, falls out of it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from '../support/application.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import {
  arrivalOf,
  enrollmentsOf,
  givesCode,
  onlyPassword,
  type Scene,
  signedIn,
  silently,
  startScene,
} from './scene.ts';

const noFactorKind = { passkey: false, totp: false, sms: false };

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.stop());

describe('an account whose only factor is of a kind that was switched off', () => {
  test('is not let in by its password where a second factor is required (A7)', async () => {
    const person = await scene.person();
    await scene.app.world.setPolicy(scene.tenant.id, { factors: noFactorKind });
    const browser = scene.app.browser();
    const page = await signIn(browser, scene.application, onlyPassword(person));
    expect(givesCode(page)).toBe(false);
    expect(stepOf(page)).not.toBe('send-code');
    if (stepOf(page) === 'second-factor')
      expect(givesCode(await browser.submit({ code: person.code() }))).toBe(false);
    expect(await silently(scene.application, browser)).toMatchObject({ code: null });
    expect((await enrollmentsOf(scene, person)).factors).toHaveLength(1);
  });

  test('is still asked for it where a second factor is optional', async () => {
    const person = await scene.person();
    await scene.app.world.setPolicy(scene.tenant.id, { secondFactor: 'optional', factors: noFactorKind });
    const page = await signIn(scene.app.browser(), scene.application, onlyPassword(person));
    expect(stepOf(page)).toBe('second-factor');
  });

  test('is still asked for it while in grace', async () => {
    const person = await scene.person();
    await scene.app.world.setPolicy(scene.tenant.id, { graceDays: 90, factors: noFactorKind });
    const page = await signIn(scene.app.browser(), scene.application, onlyPassword(person));
    expect(stepOf(page)).toBe('second-factor');
  });

  test('is not let in by a backup code that would stand in for it', async () => {
    const person = await scene.person({ backupCodes: true });
    await scene.app.world.setPolicy(scene.tenant.id, { factors: noFactorKind });
    const having = {
      ...onlyPassword(person),
      code: () => person.code(),
      backupCode: person.backupCodes[0] ?? '',
    };
    const page = await signIn(scene.app.browser(), scene.application, having);
    expect(givesCode(page)).toBe(false);
  });

  test('loses what it was given under the old policy at the next refresh', async () => {
    const { tokens, browser } = await signedIn(scene, await scene.person());
    await scene.app.world.setPolicy(scene.tenant.id, { factors: noFactorKind });
    expect((await refusalOf(scene.application.refresh(tokens.refreshToken ?? '')))?.error).toBe(
      'invalid_grant',
    );
    expect(await silently(scene.application, browser)).toMatchObject({ code: null });
  });
});

describe('a second factor that is off (A1)', () => {
  test('is not asked and not claimed; it is back when the tenant switches it on', async () => {
    const person = await scene.person();
    await scene.app.world.setPolicy(scene.tenant.id, { secondFactor: 'off' });
    const page = await signIn(scene.app.browser(), scene.application, onlyPassword(person));
    const { claims, refreshToken } = await scene.application.callback(arrivalOf(page));
    expect(claims).toMatchObject({ amr: ['pwd'], acr: 'https://refeds.org/profile/sfa' });
    await scene.app.world.setPolicy(scene.tenant.id, { secondFactor: 'required' });
    expect((await refusalOf(scene.application.refresh(refreshToken ?? '')))?.error).toBe('invalid_grant');
    const next = await signIn(scene.app.browser(), scene.application, onlyPassword(person));
    expect(stepOf(next)).toBe('second-factor');
  });

  test('opens nothing to an application that needs one', async () => {
    await scene.app.world.setPolicy(scene.tenant.id, { secondFactor: 'off' });
    const strict = await scene.app.application(
      await scene.app.world.client(scene.tenant.id, { requiredLevel: 'mfa' }),
    );
    const page = await signIn(scene.app.browser(), strict, onlyPassword(await scene.person()));
    expect(arrivalOf(page).url.searchParams.get('error')).toBe('unmet_authentication_requirements');
  });
});
