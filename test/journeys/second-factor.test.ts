// When a second factor is asked for, and when not; and what is particular to backup codes. Proving one: every-factor.test.ts.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { movableClock, second } from '../support/clock.ts';
import { givePasskey, usePasskey } from '../support/passkeys.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
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

describe('with a backup code', () => {
  test('case is forgiven, and spaces for dashes (B3)', async () => {
    const { person, application, browser } = await setScene(app);
    const [backupCode = ''] = person.backupCodes;
    const asked = await signIn(browser, application, { ...person, code: undefined });
    expect(asked.text).toContain(`Signing in as ${person.email}`);
    await browser.click('Use a backup code');
    const page = await browser.submit({ code: backupCode.toLowerCase().replaceAll('-', ' ') });
    expect(page.arrival).not.toBeNull();
  });

  test('at three left a page says so, once (B3)', async () => {
    const { person, application, browser } = await setScene(app);
    await useUp(person, 6);
    await signIn(browser, application, { ...person, code: undefined });
    await browser.click('Use a backup code');
    const page = await browser.submit({ code: person.backupCodes[6] ?? '' });
    expect(page.heading).toBe('3 backup codes left');
    expect((await browser.reload()).heading).toBe('3 backup codes left');
    expect((await browser.submit()).arrival).not.toBeNull();

    const other = app.browser();
    await signIn(other, application, { ...person, code: undefined });
    await other.click('Use a backup code');
    expect((await other.submit({ code: person.backupCodes[7] ?? '' })).heading).toBe('2 backup codes left');
  });
});

test('the page of what was used last comes first, and the others, strongest first, are a link away', async () => {
  const policy = { factors: { passkey: true, totp: true, sms: false } };
  const { person, application, browser } = await setScene(app, { policy });
  const key = createAuthenticator();
  await givePasskey(app, person, key);
  const asked = async () => {
    const other = app.browser();
    await signIn(other, application, { ...person, code: undefined });
    return other;
  };
  const last = async (ways: readonly string[]) => {
    const { page } = await asked();
    const links = [...page.body.matchAll(/<a [^>]*>(Use [^<]+)<\/a>/g)].map(([, text]) => text);
    expect([page.heading, ...links]).toEqual(ways);
  };
  // Nothing was used yet: the strongest.
  await last(['Use your passkey', 'Use your authenticator app', 'Use a backup code']);
  await signIn(browser, application, { ...person, code: undefined });
  await browser.click('Use your authenticator app');
  await browser.submit({ code: person.code() });
  await last(['Enter your code', 'Use your passkey', 'Use a backup code']);
  const withKey = await asked();
  await withKey.click('Use your passkey');
  await usePasskey(withKey, key);
  await last(['Use your passkey', 'Use your authenticator app', 'Use a backup code']);
});

/** The first of their backup codes have been used. */
function useUp({ id }: Person, count: number): Promise<void> {
  return app.world.changeEnrollments(id, ({ backupCodes }) => ({
    backupCodes: backupCodes && {
      ...backupCodes,
      codes: backupCodes.codes.map((code, index) => ({ ...code, usedAt: index < count ? 1 : null })),
    },
  }));
}

describe('in a trusted network (A8)', () => {
  const trustedNetworks = [
    { name: 'Ward', cidr: '198.51.100.0/24' },
    { name: 'Ward, IPv6', cidr: '2001:db8:7::/48' },
  ];

  test.each(['2001:db8:7::1', '::ffff:198.51.100.9'])(
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
  });

  test('where no second factor is allowed the application is told (D3)', async () => {
    const { person, application, browser } = await setScene(app, { policy: { secondFactor: 'off' }, client });
    const page = await signIn(browser, application, person);
    expect(await errorAt(page, application)).toMatchObject({ error: 'unmet_authentication_requirements' });
  });
});

describe('optional and off (A1)', () => {
  test('optional: who has one is asked (A1)', async () => {
    const { browser, application, person } = await setScene(app, { policy: { secondFactor: 'optional' } });
    const asked = await signIn(browser, application, { ...person, code: undefined });
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
