// A stolen session, alone or with the password, takes everything that is kept of the account at once: addresses, browsers, activity.
// The file needs fresh proof (A12, E10), like what changes how the account proves itself; a waiver is none.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Browser } from '../support/browser.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import { csrfOf, onlyPassword, type Scene, signedIn, startScene } from './scene.ts';

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

const page = () => `${scene.app.issuer}/account/data`;

/** With a token of this session, from a page that asks for nothing fresh. */
async function expectRefused(browser: Browser): Promise<void> {
  await browser.open(`${scene.app.issuer}/account/profile`);
  const refused = await browser.post(page(), { csrf: csrfOf(browser.page) });
  expect(refused).toMatchObject({ status: 403, heading: 'Show again that it is you' });
  expect(refused.headers.get('content-disposition')).toBeNull();
}

describe('the file with all data of the account', () => {
  test('is not given to a session half an hour after both factors were proved, nor with the password alone (A12)', async () => {
    const person = await scene.person();
    const { browser } = await signedIn(scene, person);
    clock.advance(30 * minute);
    await expectRefused(browser);
    await browser.open(page());
    expect(stepOf(browser.page)).toBe('password');
    await goOn(browser, onlyPassword(person));
    expect(stepOf(browser.page)).toBe('second-factor');
    await expectRefused(browser);
  });

  test('is not given again where the form was left open for longer', async () => {
    const { browser } = await signedIn(scene, await scene.person());
    await browser.open(page());
    clock.advance(6 * minute);
    expect((await browser.submit()).heading).toBe('Show again that it is you');
  });

  test('is not given for a password that a trusted network lets in', async () => {
    const trusted: Partial<TenantPolicy> = {
      trustedNetworks: [{ name: 'Main building', cidr: '203.0.113.0/24' }],
    };
    const tenant = await scene.app.world.tenant({}, trusted);
    const person = await scene.app.world.person(tenant.id, { totp: true });
    const application = await scene.app.application(await scene.app.world.client(tenant.id));
    const browser = scene.app.browser({ address: '203.0.113.7' });
    await signIn(browser, application, onlyPassword(person));
    await expectRefused(browser);
    expect(stepOf(await browser.open(page()))).toBe('second-factor');
  });
});
