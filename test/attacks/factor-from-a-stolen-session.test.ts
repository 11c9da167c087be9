// CVE-2026-3429 (Keycloak), and put together: a session without fresh proof adds or removes a factor, makes backup codes, or sees a key.
// A password, yesterday's second factor, a waiver or a kind that was switched off must not be enough for that.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Browser } from '../support/browser.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { goOn, shownKey, signIn, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import type { Person } from '../support/world.ts';
import { csrfOf, enrollmentsOf, onlyPassword, type Scene, signedIn, startScene } from './scene.ts';

const clock = movableClock();
let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
beforeEach(() => clock.advance(31 * second));
afterAll(async () => {
  await scene.stop();
  clock.restore();
});

const at = (path: string) => `${scene.app.issuer}/account${path}`;
/** `FACTOR` is the account's. */
const wanted = [
  '/factors/add',
  '/backup-codes/new',
  '/factor/FACTOR/remove',
  '/factor/FACTOR/lost',
  '/factors/off',
];

/** A token for forms of this session, from a page that asks for nothing fresh. */
async function tokenIn(browser: Browser): Promise<string> {
  await browser.open(at('/factors'));
  await browser.click('Authenticator app');
  return csrfOf(browser.page);
}

/** What the account has, but for when it was used last. */
async function standing(person: Person) {
  const { factors, backupCodes, pending } = await enrollmentsOf(scene, person);
  return { factors: factors.map(({ id }) => id), codes: backupCodes?.id, pending };
}

/** With the id of the account's factor. */
async function addressOf(own: Scene, person: Person, path: string): Promise<string> {
  const [factor] = (await enrollmentsOf(own, person)).factors;
  return `${own.app.issuer}/account${path.replace('FACTOR', factor?.id ?? '')}`;
}

describe('a session half an hour after both factors were proved', () => {
  test.each(wanted)('is asked for both of them by %s, not for the password alone (A12)', async (path) => {
    await scene.app.world.setPolicy(scene.tenant.id, { secondFactor: 'optional' });
    const person = await scene.person({ backupCodes: true });
    const { browser } = await signedIn(scene, person);
    const csrf = await tokenIn(browser);
    const address = await addressOf(scene, person, path);
    const before = await standing(person);
    clock.advance(30 * minute);
    const id = 'A'.repeat(22);
    await browser.post(`${address}?set-up=${id}`, { csrf, kind: 'totp', replaces: before.codes ?? '' });
    expect(browser.page.heading).toBe('Show again that it is you');
    await browser.open(address);
    expect(stepOf(browser.page)).toBe('password');
    await goOn(browser, onlyPassword(person));
    expect(stepOf(browser.page)).toBe('second-factor');
    await browser.post(`${address}?set-up=${id}`, { csrf, kind: 'totp', replaces: before.codes ?? '' });
    expect(browser.page.heading).toBe('Show again that it is you');
    expect(await standing(person)).toEqual(before);
  });

  test('neither sees the key of a set-up that the person has begun, nor confirms it', async () => {
    const person = await scene.person({ backupCodes: true });
    const { browser } = await signedIn(scene, person);
    await browser.open(at('/factors/add'));
    await browser.submit();
    const { url } = browser.page;
    const key = shownKey(browser.page);
    const csrf = csrfOf(browser.page);
    const before = await standing(person);
    clock.advance(6 * minute);
    expect((await browser.open(url.href)).body).not.toContain(key);
    expect(stepOf(browser.page)).toBe('password');
    await browser.post(`${url.href}/authenticator`, { csrf, code: totpCode(key) });
    expect(browser.page.heading).toBe('Show again that it is you');
    await browser.post(`${url.href}/new-key`, { csrf });
    expect(await standing(person)).toEqual(before);
  });
});

describe('a password alone', () => {
  const networks = [{ name: 'Main building', cidr: '203.0.113.0/24' }];
  const noApp = { passkey: true, totp: false, sms: false };
  const loose: readonly (readonly [string, Partial<TenantPolicy>])[] = [
    ['inside a trusted network', { trustedNetworks: networks }],
    [
      'where the kind was switched off, inside a trusted network',
      { secondFactor: 'optional', factors: noApp, trustedNetworks: networks },
    ],
  ];
  test.each(loose)(
    '%s opens the account pages, and neither adds nor removes a factor, nor makes codes',
    async (_where, policy) => {
      const own = await startScene({ policy });
      try {
        const person = await own.person({ backupCodes: true });
        const browser = own.app.browser({ address: '203.0.113.7' });
        await signIn(browser, own.application, onlyPassword(person));
        for (const path of wanted) {
          const address = await addressOf(own, person, path);
          await browser.open(address);
          expect(stepOf(browser.page)).toBe('second-factor');
          await browser.open(`${own.app.issuer}/account/factors`);
          await browser.click('Authenticator app');
          const csrf = csrfOf(browser.page);
          const id = 'A'.repeat(22);
          for (const kind of ['totp', 'passkey'])
            await browser.post(`${address}?set-up=${id}`, { csrf, kind });
          expect(browser.page.heading).toBe('Show again that it is you');
        }
      } finally {
        await own.stop();
      }
    },
  );

  test('makes no backup codes while the second factor is off: they would be one when it is on again (A1)', async () => {
    const off = await startScene({ policy: { secondFactor: 'off' } });
    try {
      const person = await off.person({ backupCodes: true });
      const before = await enrollmentsOf(off, person);
      const browser = off.app.browser();
      await signIn(browser, off.application, onlyPassword(person));
      await browser.open(`${off.app.issuer}/account/factors`);
      await browser.click('Authenticator app');
      const csrf = csrfOf(browser.page);
      const replaces = before.backupCodes?.id ?? '';
      await browser.post(`${off.app.issuer}/account/backup-codes/new?set-up=${'A'.repeat(22)}`, {
        csrf,
        replaces,
      });
      expect(browser.page.url.pathname).toBe('/account/backup-codes');
      await browser.open(`${off.app.issuer}/account/factors/add`);
      expect(browser.page.url.pathname).toBe('/account/factors');
      expect(await enrollmentsOf(off, person)).toEqual(before);
    } finally {
      await off.stop();
    }
  });
});

describe('a set-up', () => {
  test('is confirmed once by two posts of one code, on any instance', async () => {
    const person = await scene.person({ backupCodes: true });
    const { browser } = await signedIn(scene, person);
    await browser.open(at('/factors/add'));
    await browser.submit();
    const { url } = browser.page;
    const fields = { csrf: csrfOf(browser.page), code: totpCode(shownKey(browser.page)) };
    const tabs = await Promise.all(
      [1, 2, 3].map(async () => {
        const tab = browser.tab();
        await tab.open(url.href);
        return tab;
      }),
    );
    await Promise.all(tabs.map((tab) => tab.post(`${url.href}/authenticator`, fields)));
    expect((await enrollmentsOf(scene, person)).factors).toHaveLength(2);
  });

  test('of another browser or account leads nowhere', async () => {
    const person = await scene.person({ backupCodes: true });
    const { browser } = await signedIn(scene, person);
    await browser.open(at('/factors/add'));
    await browser.submit();
    const { url } = browser.page;
    for (const somebody of [person, await scene.person()]) {
      clock.advance(31 * second);
      const other = (await signedIn(scene, somebody)).browser;
      expect((await other.open(url.href)).url.pathname).toBe('/account/factors');
      const csrf = await tokenIn(other);
      await other.post(`${url.href}/new-key`, { csrf });
      expect(other.page.url.pathname).toBe('/account/factors');
    }
  });
});

test('a password alone, let in by a trusted network, stops no removal that the owner asked for (B7)', async () => {
  const ward = { name: 'Ward', cidr: '198.51.100.0/24' };
  const own = await startScene({ policy: { trustedNetworks: [ward] } });
  const person = await own.person({ backupCodes: true });
  const [factor] = (await enrollmentsOf(own, person)).factors;
  const removal = {
    factorId: factor?.id ?? '',
    at: Date.now(),
    until: Date.now() + 72 * 60 * minute,
    eventId: 'e',
  };
  await own.app.world.changeEnrollments(person.id, () => ({ removals: [removal] }));
  const browser = own.app.browser({ address: '198.51.100.9' });
  await signIn(browser, own.application, onlyPassword(person));
  await browser.open(`${own.app.issuer}/account/factor/${factor?.id}`);
  await browser.submit({}, undefined, '/keep');
  expect(browser.page.heading).toBe('Show again that it is you');
  expect((await enrollmentsOf(own, person)).removals).toHaveLength(1);
  await browser.click('Sign in again');
  await goOn(browser, { ...onlyPassword(person), code: () => person.code() });
  await browser.submit({}, undefined, '/keep');
  expect((await enrollmentsOf(own, person)).removals).toEqual([]);
  await own.stop();
});
