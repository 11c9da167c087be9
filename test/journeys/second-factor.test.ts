// Who has a second factor proves it: by the app or a backup code; and where it is not asked, the token does not claim it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { movableClock, second } from '../support/clock.ts';
import { goOn, setUp, signIn, stepOf } from '../support/sign-in.ts';
import { errorAt, expectProof, mfa, setScene, sfa, tokensAt } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
// A code of the app works once: each test has a new one.
beforeEach(() => clock.advance(31 * second));
afterAll(async () => {
  await app.stop();
  clock.restore();
});

describe('with the authenticator app', () => {
  test('the token says password, code and both (A1, B2, D2)', async () => {
    const { person, application, browser } = await setScene(app);
    const page = await signIn(browser, application, person);
    expectProof(await tokensAt(page, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });

  test('a code works once, also in another browser (B2)', async () => {
    const { person, application, browser } = await setScene(app);
    const code = person.code();
    await signIn(browser, application, { ...person, code: () => code });
    const again = await signIn(app.browser(), application, { ...person, code: () => code });
    expect(again.status).toBe(422);
    expect(again.text).toContain('That code was used already.');
  });
});

describe('with a backup code', () => {
  test('the token says password and both; the code works once and is mailed about (B3, C1, D2)', async () => {
    const { person, application, browser } = await setScene(app);
    const [backupCode = ''] = person.backupCodes;
    const asked = await signIn(browser, application, { ...person, code: undefined });
    expect(asked.text).toContain(`Signing in as ${person.email}`);
    await browser.click('Use a backup code');
    // Forgiven: case, and spaces for dashes.
    const page = await browser.submit({ code: backupCode.toLowerCase().replaceAll('-', ' ') });
    expectProof(await tokensAt(page, application), person, { acr: mfa, amr: ['pwd', 'mfa'] });

    const other = app.browser();
    await signIn(other, application, { ...person, code: undefined });
    await other.click('Use a backup code');
    const refused = await other.submit({ code: backupCode });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('That backup code was used already.');
    await other.click('Use your authenticator app');
    const right = await goOn(other, person);
    expectProof(await tokensAt(right, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });

  test('at three left a page says so, once (B3)', async () => {
    const { person, application, browser } = await setScene(app);
    for (const [index, code] of person.backupCodes.slice(0, 7).entries()) {
      const each = app.browser();
      await signIn(each, application, { ...person, code: undefined });
      await each.click('Use a backup code');
      const page = await each.submit({ code });
      if (index < 6) {
        await tokensAt(page, application);
        continue;
      }
      expect(page.heading).toBe('3 backup codes left');
      const reloaded = await each.reload();
      expect(reloaded.heading).toBe('3 backup codes left');
      expectProof(await tokensAt(await each.submit(), application), person, {
        acr: mfa,
        amr: ['pwd', 'mfa'],
      });
    }
    await signIn(browser, application, { ...person, code: undefined });
    await browser.click('Use a backup code');
    expect((await browser.submit({ code: person.backupCodes[7] ?? '' })).heading).toBe('2 backup codes left');
  });
});

describe('in a trusted network (A8)', () => {
  const trustedNetworks = [
    { name: 'Ward', cidr: '198.51.100.0/24' },
    { name: 'Ward, IPv6', cidr: '2001:db8:7::/48' },
  ];

  test.each(['198.51.100.9', '2001:db8:7::1', '::ffff:198.51.100.9'])(
    'from %s no second factor is asked, and none is claimed (A8, D2)',
    async (address) => {
      const { person, application, browser } = await setScene(app, { policy: { trustedNetworks }, address });
      const page = await signIn(browser, application, person);
      expectProof(await tokensAt(page, application), person, { acr: sfa, amr: ['pwd'] });
    },
  );

  test.each(['198.51.101.9', '2001:db8:8::1'])('from %s it is asked (A8)', async (address) => {
    const { person, application, browser } = await setScene(app, { policy: { trustedNetworks }, address });
    expect(stepOf(await signIn(browser, application, { ...person, code: undefined }))).toBe('second-factor');
  });

  test('outside, the same session is asked for it (A8)', async () => {
    const { person, application, browser } = await setScene(app, {
      policy: { trustedNetworks },
      address: '198.51.100.9',
    });
    await tokensAt(await signIn(browser, application, person), application);
    browser.moveTo('203.0.113.9');
    const page = await browser.open(await application.authorizationUrl(), application.redirectUri);
    expect(stepOf(page)).toBe('second-factor');
    const done = await browser.submit({ code: person.code() });
    expectProof(await tokensAt(done, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });

  test('it never waives enrolment (A8)', async () => {
    const { person, application, browser } = await setScene(app, {
      policy: { trustedNetworks },
      person: { totp: false, backupCodes: false },
      address: '198.51.100.9',
    });
    const first = await signIn(browser, application, person);
    expect(stepOf(first)).toBe('send-code');
    const { page } = await setUp(browser, { mailedCode: () => app.mailedCode(person.email) });
    expectProof(await tokensAt(page, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });

  test('it never waives what the application is registered to need (A8, D3)', async () => {
    const { person, application, browser } = await setScene(app, {
      policy: { trustedNetworks },
      client: { requiredLevel: 'mfa' },
      address: '198.51.100.9',
    });
    expect(stepOf(await signIn(browser, application, { ...person, code: undefined }))).toBe('second-factor');
  });
});

describe('an application that needs mfa, in a tenant that leaves it to people (A1)', () => {
  const policy = { secondFactor: 'optional' } as const;
  const client = { requiredLevel: 'mfa' } as const;

  test('asks those who have none to set it up, without "later" (A1)', async () => {
    const { person, application, browser } = await setScene(app, {
      policy,
      client,
      person: { totp: false, backupCodes: false },
    });
    const first = await signIn(browser, application, person);
    expect(stepOf(first)).toBe('send-code');
    expect(first.text).not.toContain('Later');
    const { page } = await setUp(browser, { mailedCode: () => app.mailedCode(person.email) });
    expectProof(await tokensAt(page, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });

  test('where no second factor is allowed the application is told (D3)', async () => {
    const { person, application, browser } = await setScene(app, { policy: { secondFactor: 'off' }, client });
    const page = await signIn(browser, application, person);
    expect(await errorAt(page, application)).toMatchObject({ error: 'unmet_authentication_requirements' });
  });
});

describe('optional and off (A1)', () => {
  const policy = { secondFactor: 'optional' } as const;

  test('optional: who has none is not asked; who has one is (A1)', async () => {
    const without = await setScene(app, { policy, person: { totp: false, backupCodes: false } });
    const page = await signIn(without.browser, without.application, without.person);
    expectProof(await tokensAt(page, without.application), without.person, { acr: sfa, amr: ['pwd'] });
    const having = await setScene(app, { policy });
    const asked = await signIn(having.browser, having.application, { ...having.person, code: undefined });
    expect(stepOf(asked)).toBe('second-factor');
  });

  test('off: nobody is asked; switched on again, the same factor works (A1)', async () => {
    const { tenant, person, application, browser } = await setScene(app, { policy: { secondFactor: 'off' } });
    const page = await signIn(browser, application, person);
    expectProof(await tokensAt(page, application), person, { acr: sfa, amr: ['pwd'] });
    await app.world.setPolicy(tenant.id, { secondFactor: 'required' });
    const asked = await browser.open(await application.authorizationUrl(), application.redirectUri);
    expect(stepOf(asked)).toBe('second-factor');
    const done = await browser.submit({ code: person.code() });
    expectProof(await tokensAt(done, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });
});
