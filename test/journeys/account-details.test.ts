// What people change of their own account: details, e-mail address, password; and the file with all of it (C3, E10).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { type SceneOptions, setScene } from './scene.ts';

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

/** Signed in, at this of the account pages. */
async function at(path: string, options: SceneOptions = {}) {
  const scene = await setScene(app, options);
  await signIn(scene.browser, scene.application, scene.person);
  await scene.browser.open(`${app.issuer}/account${path}`);
  expect(scene.browser.page.url.pathname).toBe(`/account${path}`);
  return scene;
}

const accountOf = async ({ id }: Person) => {
  const account = await app.store.storage.accounts.find(id);
  if (!account) throw new Error('no account');
  return account;
};

/** The next code of the authenticator app works only in the next step of time. */
async function proveAgain(browser: Browser, person: Person): Promise<void> {
  clock.advance(31 * second);
  expect(stepOf(browser.page)).toBe('password');
  await goOn(browser, { ...person, identifier: undefined });
}

describe('details', () => {
  test('are saved, and change how the pages speak', async () => {
    const { browser, person } = await at('/profile');
    await browser.submit({
      name: 'Zoë Ångström',
      phone: '+41 44 123-45-67',
      locale: 'de',
      zone: 'Asia/Tokyo',
    });
    expect(browser.page.text).toContain('Gespeichert.');
    expect((await accountOf(person)).profile).toEqual({
      ...(await accountOf(person)).profile,
      name: 'Zoë Ångström',
      phone_number: '+41441234567',
      locale: 'de',
      zoneinfo: 'Asia/Tokyo',
    });
    await browser.open(`${app.issuer}/account`);
    expect(browser.page.heading).toBe('Ihr Konto');
    expect(browser.page.text).toContain('Zoë Ångström');
    await browser.open(`${app.issuer}/account/activity`);
    expect(browser.page.text).toMatch(/Angaben zum Konto geändert\n.*GMT\+9/s);
  });

  test('that are wrong come back with what was typed, and nothing is changed', async () => {
    const { browser, person } = await at('/profile');
    const before = await accountOf(person);
    await browser.submit({ name: 'Zoë', phone: '044 123 45 67' });
    expect(browser.page.status).toBe(422);
    expect(browser.page.text).toContain('Enter the number with its country code');
    expect(browser.page.form().values.get('name')).toBe('Zoë');
    expect(await accountOf(person)).toEqual(before);
    await browser.submit({ phone: '' });
    expect(browser.page.text).toContain('Saved.');
    const odd = {
      csrf: browser.page.form().values.get('csrf') ?? '',
      name: 'x',
      phone: '',
      locale: 'xx',
      zone: 'Mars/Base',
    };
    await browser.post('/account/profile', odd);
    expect(browser.page.status).toBe(422);
    expect(browser.page.text).toContain('Choose one of the time zones.');
  });

  test('that nobody touched stay as they were imported, and a field that does not come is not emptied', async () => {
    const profile = { name: 'Zoë', phone_number: '+49 555 01777', locale: 'fr', zoneinfo: 'Europe/Paris' };
    const { browser, person } = await at('/profile', {
      person: { profile: { ...profile, birthdate: '1971' } },
    });
    await browser.submit({ name: 'Zoë Å' });
    const renamed = { ...profile, birthdate: '1971', name: 'Zoë Å' };
    expect((await accountOf(person)).profile).toEqual(renamed);
    await browser.post('/account/profile', { csrf: browser.page.form().values.get('csrf') ?? '', phone: '' });
    const { phone_number: _gone, ...left } = renamed;
    expect((await accountOf(person)).profile).toEqual(left);
  });
});

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

  test('asks for fresh proof first, and comes back to the form', async () => {
    const { browser, person } = await at('');
    clock.advance(6 * minute);
    await browser.click('Your e-mail address');
    await proveAgain(browser, person);
    expect(browser.page.url.pathname).toBe('/account/email');
    expect(browser.page.heading).toBe('Change your e-mail address');
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
    expect(browser.page.heading).toBe('Change your e-mail address');
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

  test('is first given to an account that has none by one code', async () => {
    const { browser, person } = await at('/email', { person: { email: null, username: 'ward-7' } });
    await browser.submit({ address: 'ward.seven@northwind.example' });
    await browser.submit({ new: await app.mailedCode('ward.seven@northwind.example') });
    expect((await accountOf(person)).email).toBe('ward.seven@northwind.example');
  });
});

describe('the password', () => {
  const chosen = 'heron ladder quartz meadow';

  test('is changed with the old one; everything else ends, and this browser goes on with the new one', async () => {
    const { browser, person, application } = await at('/password');
    clock.advance(31 * second);
    const other = app.browser();
    await signIn(other, application, person);
    await browser.submit({ current: person.password, password: chosen, repeat: chosen });
    expect(browser.page.heading).toBe('Your password is changed');
    await other.open(`${app.issuer}/account`);
    expect(stepOf(other.page)).toBe('organization');
    await browser.click('Sign in');
    expect(stepOf(browser.page)).toBe('password');
    const page = await browser.submit({ password: chosen });
    expect(page.heading).toBe('Your account');
    expect(await app.store.storage.sessions.ofAccount(person.id, Date.now())).toHaveLength(1);
  });

  test('that is refused says why at its field, and the old one stays', async () => {
    const { browser, person } = await at('/password');
    const before = await app.store.storage.passwords.find(person.id);
    const tries: readonly (readonly [object, string])[] = [
      [{ current: '', password: chosen, repeat: chosen }, 'Enter your password until now.'],
      [{ current: person.password, password: chosen, repeat: 'another' }, 'The two passwords differ.'],
      [{ current: person.password, password: 'short', repeat: 'short' }, 'Use at least 15 characters.'],
      [
        { current: person.password, password: person.password, repeat: person.password },
        'That is your password already.',
      ],
      [
        { current: 'not the password', password: chosen, repeat: chosen },
        'That is not your password until now.',
      ],
    ];
    for (const [values, message] of tries) {
      await browser.submit({ ...values });
      expect(browser.page.status).toBe(422);
      expect(browser.page.text).toContain(message);
    }
    expect(await app.store.storage.passwords.find(person.id)).toEqual(before);
  });

  test('is paused by wrong tries, as at sign-in, and says until when', async () => {
    const { browser, person } = await at('/password');
    for (let turn = 0; turn < 6; turn++)
      await browser.submit({ current: `wrong ${turn}`, password: chosen, repeat: chosen });
    expect(browser.page.status).toBe(429);
    expect(browser.page.headers.get('retry-after')).toMatch(/^\d+$/);
    await browser.submit({ current: person.password, password: chosen, repeat: chosen });
    expect(browser.page.text).toContain('Too many wrong tries.');
  });
});

test('the file holds what is kept of the account, and no secret (E10)', async () => {
  const { browser, person, tenant } = await at('', { person: { profile: { name: 'Zoë' } } });
  const answer = await browser.send({ url: `${app.issuer}/account/data` });
  expect(answer.headers.get('content-disposition')).toContain('account.json');
  const data = JSON.parse(answer.body);
  expect(data).toMatchObject({
    organization: { id: tenant.id },
    account: { id: person.id, email: person.email, profile: { name: 'Zoë' } },
    secondSteps: [{ kind: 'totp' }],
    backupCodes: { left: 10 },
    sessions: [{ address: '203.0.113.7' }],
  });
  expect(data.activity.map(({ type }: { type: string }) => type)).toContain('factor.used');
  const { factors, backupCodes } = await app.store.storage.enrollments.find(person.id);
  const password = await app.store.storage.passwords.find(person.id);
  const secrets = [
    person.totpKey,
    password?.hash,
    backupCodes?.salt,
    ...(backupCodes?.codes ?? []).map(({ hash }) => hash),
  ];
  for (const secret of [...secrets, JSON.stringify(factors[0]).match(/"secret":"([^"]+)"/)?.[1]])
    expect(answer.body).not.toContain(String(secret));
});
