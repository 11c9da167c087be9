// Put together: with somebody's old session, the sign-in itself is asked to set a factor up: by a level that an application may
// name, or because a kind was switched off. It rests on what was proved a moment ago, as the account pages do (A12).
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Parameters } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { type Clock, minute, movableClock } from '../support/clock.ts';
import { goOn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { enrollmentsOf, onlyPassword, type Scene, signedIn, startScene } from './scene.ts';

const mfa = 'https://refeds.org/profile/mfa';
const withPasskeys = { factors: { passkey: true, totp: true, sms: false } };
const ward = { name: 'Ward', cidr: '203.0.113.0/24' };

let clock: Clock & { restore(): void };
let scene: Scene;
beforeEach(async () => {
  clock = movableClock();
  scene = await startScene({ policy: withPasskeys });
});
afterEach(async () => {
  await scene.stop();
  clock.restore();
});

async function ask(browser: Browser, parameters: Parameters = {}): Promise<string> {
  await browser.open(await scene.application.authorizationUrl(parameters), scene.application.redirectUri);
  return stepOf(browser.page);
}

const factorsOf = async (person: Person) => (await enrollmentsOf(scene, person)).factors.length;
const change = (policy: Partial<TenantPolicy>) => scene.app.world.setPolicy(scene.tenant.id, policy);

describe('fifty minutes after the last proof', () => {
  test('a better level asks for both factors again before a better factor may be set up', async () => {
    const person = await scene.person();
    const { browser } = await signedIn(scene, person);
    clock.advance(50 * minute);
    expect(await ask(browser, { acr_values: 'phr' })).toBe('password');
    expect(stepOf(await goOn(browser, onlyPassword(person)))).toBe('second-factor');
    // Nor by the address of what would come later.
    const { pathname } = browser.page.url;
    for (const path of ['send-code', 'choice', 'new-passkey', 'authenticator'])
      await browser.post(`${pathname}/${path}`, { kind: 'totp' });
    expect(stepOf(await browser.open(`${scene.app.issuer}${pathname}`))).toBe('second-factor');
    expect(await factorsOf(person)).toBe(1);
    await goOn(browser, { code: () => person.code() });
    expect(stepOf(browser.page)).toBe('send-code');
  });

  test('a kind in place of the one that was switched off asks for the old one first', async () => {
    const person = await scene.person();
    const { browser } = await signedIn(scene, person);
    await change({
      factors: { passkey: false, totp: false, sms: true },
      sms: { countries: ['CH'], messagesADay: 1000 },
    });
    clock.advance(50 * minute);
    expect(await ask(browser)).toBe('password');
    expect(stepOf(await goOn(browser, onlyPassword(person)))).toBe('second-factor');
    await goOn(browser, { code: () => person.code() });
    expect(browser.page.heading).toBe('Set up your phone');
  });

  test('the first factor of all asks for the password again, and the mailbox', async () => {
    await change({ secondFactor: 'optional' });
    const person = await scene.person({ totp: false });
    const { browser } = await signedIn(scene, person);
    clock.advance(50 * minute);
    expect(await ask(browser, { acr_values: mfa })).toBe('password');
    expect(stepOf(await goOn(browser, onlyPassword(person)))).toBe('send-code');
  });

  test('a trusted network stands in for none of it', async () => {
    await change({ trustedNetworks: [ward] });
    const person = await scene.person();
    const { browser } = await signedIn(scene, person);
    clock.advance(50 * minute);
    expect(await ask(browser, { acr_values: 'phr' })).toBe('password');
    expect(stepOf(await goOn(browser, onlyPassword(person)))).toBe('second-factor');
  });
});

test('a moment after both were proved nothing is asked twice, however long setting up takes', async () => {
  const person = await scene.person();
  const { browser } = await signedIn(scene, person);
  clock.advance(4 * minute);
  expect(await ask(browser, { acr_values: 'phr' })).toBe('send-code');
  await browser.submit();
  clock.advance(9 * minute);
  await browser.submit({ code: await scene.app.mailedCode(person.email) });
  expect(browser.page.forms.map(({ name }) => name).join()).not.toContain('password');
  expect(['choice', 'new-passkey']).toContain(stepOf(browser.page));
});
