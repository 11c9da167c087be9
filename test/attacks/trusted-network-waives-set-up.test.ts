// keycloak#21837: a trusted network waives set-up, so that an attacker outside enrolls first. And: a waiver stands in for
// the proof that binding a new factor needs.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signIn, stepOf } from '../support/sign-in.ts';
import {
  csrfOf,
  enrollmentsOf,
  givesCode,
  interactionPath,
  onlyPassword,
  type Scene,
  signedIn,
  silently,
  startScene,
} from './scene.ts';

const trustedNetworks = [{ name: 'Main building', cidr: '192.0.2.0/24' }];
const inside = '192.0.2.10';

let scene: Scene;
beforeEach(async () => {
  scene = await startScene({ policy: { trustedNetworks } });
});
afterEach(() => scene.stop());

describe('inside a trusted network (A8)', () => {
  test('somebody who must set up a factor still must', async () => {
    const person = await scene.person({ totp: false });
    const browser = scene.app.browser({ address: inside });
    expect(stepOf(await signIn(browser, scene.application, onlyPassword(person)))).toBe('send-code');
    expect(await silently(scene.application, browser)).toMatchObject({ code: null });
  });

  test('set-up still needs the second way of B9', async () => {
    const person = await scene.person({ totp: false });
    const browser = scene.app.browser({ address: inside });
    await signIn(browser, scene.application, onlyPassword(person));
    const csrf = csrfOf(browser.page);
    await browser.post(`${interactionPath(browser)}/authenticator`, { csrf, code: '123456' });
    expect(stepOf(browser.page)).toBe('send-code');
    expect((await enrollmentsOf(scene, person)).pending).toBeNull();
  });

  test('backup codes alone do not stand for a factor', async () => {
    const person = await scene.person({ totp: false, backupCodes: true });
    const page = await signIn(
      scene.app.browser({ address: inside }),
      scene.application,
      onlyPassword(person),
    );
    expect(givesCode(page)).toBe(false);
    expect(stepOf(page)).toBe('send-code');
  });

  test('a session let in by it can add no factor: no post of set-up is taken', async () => {
    const person = await scene.person();
    const { browser } = await signedIn(scene, person, { browser: scene.app.browser({ address: inside }) });
    const before = await enrollmentsOf(scene, person);
    const url = await scene.application.authorizationUrl({ prompt: 'login' });
    await browser.open(url);
    await browser.submit({ identifier: person.identifier, password: person.password });
    expect(givesCode(browser.page)).toBe(true);
    await browser.open(await scene.application.authorizationUrl({ prompt: 'select_account' }));
    for (const [step, fields] of [
      ['new-key', {}],
      ['authenticator', { code: '123456' }],
      ['confirmation', { code: '12345678' }],
      ['send-code', {}],
    ] as const) {
      const csrf = csrfOf(browser.page);
      const at = interactionPath(browser);
      await browser.post(`${at}/${step}`, { csrf, ...fields });
      await browser.follow(at);
    }
    expect(await enrollmentsOf(scene, person)).toEqual(before);
  });

  test('a factor that failed too often is renewed by a backup code, never by the network', async () => {
    const person = await scene.person({ backupCodes: true });
    await scene.app.world.changeEnrollments(person.id, ({ factors }) => ({
      factors: factors.map((factor) => ({ ...factor, disabledAt: Date.now() })),
    }));
    const browser = scene.app.browser({ address: '203.0.113.9' });
    const page = await signIn(browser, scene.application, onlyPassword(person));
    expect(stepOf(page)).toBe('second-factor');
    const set = await enrollmentsOf(scene, person);
    await browser.post(`${interactionPath(browser)}/new-key`, { csrf: csrfOf(browser.page) });
    expect(await enrollmentsOf(scene, person)).toEqual(set);
  });

  test('what an application is registered to need is not waived (D3)', async () => {
    const strict = await scene.app.application(
      await scene.app.world.client(scene.tenant.id, { requiredLevel: 'mfa' }),
    );
    const person = await scene.person();
    const page = await signIn(scene.app.browser({ address: inside }), strict, onlyPassword(person));
    expect(stepOf(page)).toBe('second-factor');
    const acr = { acr_values: 'https://refeds.org/profile/mfa' };
    const asked = await signIn(
      scene.app.browser({ address: inside }),
      scene.application,
      onlyPassword(person),
      acr,
    );
    expect(stepOf(asked)).toBe('second-factor');
  });
});
