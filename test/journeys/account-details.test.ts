// What people change of their own account: details and password; and the file with all that is kept of it (C3, E10).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleHelpRequest } from '../contracts/samples.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { hour, movableClock, second } from '../support/clock.ts';
import { givePasskey } from '../support/passkeys.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
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

  test('B4 show the phone number masked; what was not typed over is kept', async () => {
    const phone_number = '+41791234567';
    const { browser, person } = await at('/profile', { person: { profile: { name: 'Zoë', phone_number } } });
    expect(browser.page.body).not.toContain('1234567');
    expect(browser.page.form().values.get('phone')).toBe('+41\u00a0••\u00a0•••\u00a0••\u00a067');
    for (const phone of ['+41\u00a0••\u00a0•••\u00a0••\u00a067', '+41 •• ••• •• 67']) {
      await browser.submit({ name: `Zoë ${phone.length}`, phone });
      expect((await accountOf(person)).profile.phone_number).toBe(phone_number);
    }
    expect((await browser.submit({ phone: '+41 79 ••• •• 67' })).status).toBe(422);
    await browser.submit({ phone: '+41 79 765 43 21' });
    expect((await accountOf(person)).profile.phone_number).toBe('+41797654321');
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
    expect(await app.store.storage.sessions.ofAccount(person.id, Date.now(), 9)).toHaveLength(1);
  });

  test('that is refused says why at its field, and the old one stays', async () => {
    const { browser, person } = await at('/password');
    const before = await app.store.storage.passwords.find(person.id);
    const tries: readonly (readonly [object, string])[] = [
      [{ current: '', password: chosen, repeat: chosen }, 'Enter your current password.'],
      [{ current: person.password, password: chosen, repeat: 'another' }, 'The two passwords differ.'],
      [{ current: person.password, password: 'short', repeat: 'short' }, 'Use at least 15 characters.'],
      [
        { current: person.password, password: person.password, repeat: person.password },
        'That is your password already.',
      ],
      [
        { current: 'not the password', password: chosen, repeat: chosen },
        'That is not your current password.',
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
  const { browser, person, tenant } = await at('/data', { person: { profile: { name: 'Zoë' } } });
  const asked = sampleHelpRequest({
    accountId: person.id,
    tenantId: tenant.id,
    note: 'It fell into the lake.',
  });
  await app.store.storage.helpRequests.create(asked);
  await givePasskey(app, person, createAuthenticator({ synced: true }));
  const at72 = { at: Date.now(), until: Date.now() + 72 * hour, eventId: 'e' };
  await app.world.changeEnrollments(person.id, ({ factors }) => ({
    removals: [{ ...at72, factorId: factors[0]?.id ?? '' }],
    frozen: at72,
  }));
  const answer = await browser.submit();
  expect(answer.headers.get('content-disposition')).toContain('account.json');
  const data = JSON.parse(answer.body);
  expect(data).toMatchObject({
    organization: { id: tenant.id },
    account: { id: person.id, email: person.email, profile: { name: 'Zoë' } },
    secondSteps: [{ kind: 'totp' }, { kind: 'passkey', synced: true, host: 'localhost' }],
    removalsUnderWay: [{ askedAt: expect.any(String) }],
    changesStopped: { until: expect.any(String) },
    mustSetUpAgain: false,
    backupCodes: { left: 10 },
    sessions: [{ address: '203.0.113.7' }],
    openHelpRequest: { note: 'It fell into the lake.' },
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
