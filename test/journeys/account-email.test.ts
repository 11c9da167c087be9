// Changing the own e-mail address: fresh proof, then a code from each mailbox, once (C3).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventOf } from '../../audit/read.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { hour, minute, movableClock, second } from '../support/clock.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { atAccountPage, storedAccount } from './account-scene.ts';
import type { SceneOptions } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => clock.advance(31 * second));
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const at = (path: string, options?: SceneOptions) => atAccountPage(app, path, options);
const accountOf = (person: Person) => storedAccount(app, person);

/** The next code of the authenticator app works only in the next step of time. */
async function proveAgain(browser: Browser, person: Person): Promise<void> {
  clock.advance(31 * second);
  expect(stepOf(browser.page)).toBe('password');
  await goOn(browser, { ...person, identifier: undefined });
}

describe('the e-mail address', () => {
  const wanted = 'zoe.new@northwind.example';
  const codesTo = async (person: Person, address: string) => ({
    old: await app.mailedCode(person.email),
    new: await app.mailedCode(address),
  });

  test('is changed once both mailboxes have confirmed it, and the old one is told', async () => {
    const { browser, person, application } = await at('/email');
    await browser.submit({ address: `  ${wanted.toUpperCase()}` });
    expect(browser.page.heading).toBe('Confirm the new address');
    const codes = await codesTo(person, wanted);
    await browser.submit({ ...codes, new: '00000000' });
    expect(browser.page.status).toBe(422);
    expect((await accountOf(person)).email).toBe(person.email);
    await browser.submit({ old: codes.new, new: codes.old });
    expect((await accountOf(person)).email).toBe(person.email);
    await browser.submit({ old: codes.old.replace(/(....)/, '$1 '), new: codes.new });
    expect(browser.page.text).toContain('Your e-mail address is changed.');
    expect(browser.page.text).toContain(wanted);
    expect(await accountOf(person)).toMatchObject({
      email: wanted,
      emailVerified: true,
      emailChangedByOtherAt: null,
    });
    await browser.open(`${app.issuer}/account/activity`);
    expect(browser.page.text).toMatch(/Account details changed\n.*Codes sent to change the e-mail address/s);
    clock.advance(31 * second);
    const next = await signIn(app.browser(), application, { ...person, identifier: wanted });
    expect(next.arrival).not.toBeNull();
  });

  test('is changed once by codes that are sent twice at the same moment; the event knows the old address', async () => {
    const { browser, person, tenant } = await at('/email');
    await browser.submit({ address: wanted });
    const codes = await codesTo(person, wanted);
    const csrf = browser.page.form().values.get('csrf') ?? '';
    const tabs = [1, 2, 3].map(() => browser.tab());
    for (const tab of tabs) await tab.open(`${app.issuer}/account/email/confirm`);
    await Promise.all(tabs.map((tab) => tab.post('/account/email/confirm', { csrf, ...codes })));
    expect((await accountOf(person)).email).toBe(wanted);
    await app.core.audit.drain();
    const rows = await app.store.storage.audit.readBack(tenant.id, null, 100, person.id);
    const changed = rows.filter(({ type }) => type === 'account.updated').map(eventOf);
    expect(changed.map((event) => event?.context.email)).toEqual([person.email]);
  });

  test('asks for fresh proof first, and comes back to the form', async () => {
    const { browser, person } = await at('');
    clock.advance(6 * minute);
    await browser.click('Your e-mail address');
    await proveAgain(browser, person);
    expect(browser.page.url.pathname).toBe('/account/email');
    expect(browser.page.heading).toBe('Change your e‑mail address');
  });

  test('is not changed by a form that was left open too long; the page says what to do', async () => {
    const { browser, person } = await at('/email');
    clock.advance(6 * minute);
    await browser.submit({ address: wanted });
    expect(browser.page.status).toBe(403);
    expect(browser.page.heading).toBe('Show again that it is you');
    expect(app.mails.filter(({ to }) => to === person.email)).toEqual([]);
    await browser.click('Sign in again');
    await proveAgain(browser, person);
    expect(browser.page.heading).toBe('Change your e‑mail address');
  });

  test('of another account is told only to whoever reads its mailbox', async () => {
    const { browser, person, tenant } = await at('/email');
    const other = await app.world.person(tenant.id);
    await browser.submit({ address: other.email ?? '' });
    expect(browser.page.heading).toBe('Confirm the new address');
    await browser.submit(await codesTo(person, other.email ?? ''));
    expect(browser.page.text).toContain('Another account of your organization has this address.');
    expect((await accountOf(person)).email).toBe(person.email);
  });

  test('is confirmed in the session that asked, in ten minutes, in five tries', async () => {
    const { browser, person, application } = await at('/email');
    await browser.submit({ address: wanted });
    const codes = await codesTo(person, wanted);
    clock.advance(31 * second);
    const other = app.browser();
    await signIn(other, application, person);
    await other.open(`${app.issuer}/account/email`);
    const csrf = other.page.form().values.get('csrf') ?? '';
    await other.post('/account/email/confirm', { csrf, ...codes });
    expect(other.page.text).toContain('The codes are no longer valid.');
    for (let turn = 0; turn < 5; turn++) await browser.submit({ ...codes, old: `1234567${turn}` });
    expect(browser.page.text).toContain('The codes are no longer valid.');
    await browser.post('/account/email/confirm', {
      csrf: browser.page.form().values.get('csrf') ?? '',
      ...codes,
    });
    expect((await accountOf(person)).email).toBe(person.email);
  });

  test('B6: after five wrong codes new ones wait, and the page says until when', async () => {
    const { browser, person } = await at('/email');
    await browser.submit({ address: wanted });
    for (let turn = 0; turn < 5; turn++) await browser.submit({ old: '', new: `1234567${turn}` });
    await browser.open(`${app.issuer}/account/email`);
    await browser.submit({ address: wanted });
    const codes = await codesTo(person, wanted);
    await browser.submit(codes);
    expect(browser.page.status).toBe(429);
    expect(Number(browser.page.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(browser.page.text).toContain('Too many wrong tries. You can try again on ');
    clock.advance(60 * second);
    await browser.submit(codes);
    expect((await accountOf(person)).email).toBe(wanted);
  });

  test('C7: is not changed while changes are stopped, and the page says why and until when', async () => {
    const { browser, person } = await at('/email');
    await browser.submit({ address: wanted });
    const codes = await codesTo(person, wanted);
    const csrf = browser.page.form().values.get('csrf') ?? '';
    const frozen = { at: Date.now(), until: Date.now() + 72 * hour };
    await app.world.changeEnrollments(person.id, () => ({ frozen }));
    const mails = app.mails.length;
    await browser.post('/account/email/confirm', { csrf, ...codes });
    expect(browser.page.status).toBe(403);
    await browser.post('/account/email', { csrf, address: wanted });
    expect([browser.page.status, app.mails.length]).toEqual([403, mails]);
    await browser.open(`${app.issuer}/account/email`);
    expect(browser.page.text).toMatch(
      /stopped until .+:\d\d .+, because “This wasn’t me” was chosen in a mail about your account\. Ask your help desk\./,
    );
    expect((await accountOf(person)).email).toBe(person.email);
  });

  test('is first given to an account that has none by one code', async () => {
    const { browser, person } = await at('/email', { person: { email: null, username: 'ward-7' } });
    expect(browser.page.text).toContain('For 72 hours after that the address confirms no new second step');
    await browser.submit({ address: 'ward.seven@northwind.example' });
    await browser.submit({ new: await app.mailedCode('ward.seven@northwind.example') });
    expect(await accountOf(person)).toMatchObject({
      email: 'ward.seven@northwind.example',
      emailVerified: true,
      emailChangedByOtherAt: expect.any(Number),
    });
  });
});
