// Those who have no second factor yet: in grace, overdue, new, and where the organisation refuses instead.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { refusalOf } from '../support/application.ts';
import { day, hour, minute, movableClock } from '../support/clock.ts';
import { setUp, signIn, stepOf } from '../support/sign-in.ts';
import {
  errorAt,
  expectProof,
  mfa,
  refusalsOf,
  type SceneOptions,
  setScene,
  sfa,
  tokensAt,
} from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const nothingSetUp = { totp: false, backupCodes: false };
const required = 'Your organization requires two-factor authentication. Please set it up to continue.';
/** The rule started two days ago: five of the seven days are left. */
const inGrace = () => ({ policy: { start: Date.now() - 2 * day }, person: nothingSetUp });

describe('in grace (A5)', () => {
  test('"later" lets in with a password, says so honestly, and asks once a session (A5, C2, D2)', async () => {
    const { person, application, browser } = await setScene(app, inGrace());
    const offered = await signIn(browser, application, person);
    expect(offered.text).toContain(required);
    expect(offered.text).toContain('Later, until');
    const page = await browser.submit({}, undefined, 'later');
    const tokens = await tokensAt(page, application);
    expectProof(tokens, person, { acr: sfa, amr: ['pwd'] });

    clock.advance(10 * minute);
    const silent = await browser.open(await application.authorizationUrl(), application.redirectUri);
    expectProof(await tokensAt(silent, application), person, {
      acr: sfa,
      amr: ['pwd'],
      at: Date.now() - 10 * minute,
    });
    const elsewhere = app.browser();
    expect((await signIn(elsewhere, application, person)).text).toContain('Later, until');
  });

  test('tokens given in grace stop at the deadline (A5, D4)', async () => {
    const scene = await setScene(app, {
      policy: { start: Date.now() - 7 * day + hour },
      person: nothingSetUp,
    });
    const { person, application, browser } = scene;
    await signIn(browser, application, person);
    const tokens = await tokensAt(await browser.submit({}, undefined, 'later'), application);
    clock.advance(30 * minute);
    const refreshed = await application.refresh(tokens.refreshToken ?? '');
    await browser.open(await application.authorizationUrl(), application.redirectUri);
    clock.advance(31 * minute);
    const refused = await refusalOf(application.refresh(refreshed.refreshToken ?? ''));
    expect(refused).toMatchObject({ error: 'invalid_grant' });
    expect(refused?.description).toContain('send the person through the authorization endpoint again');
    // Set-up rests on what was proved a moment ago (A12).
    expect(stepOf(await browser.open(await application.authorizationUrl(), application.redirectUri))).toBe(
      'password',
    );
    const asked = await browser.submit({ password: person.password });
    expect(asked.text).toContain(required);
    expect(asked.text).not.toContain('Later');
  });

  test('that begins in the middle of a session is put off without another proof, and needs one to set up (A5, A12)', async () => {
    const { person, application, browser, tenant } = await setScene(app, {
      policy: { secondFactor: 'optional' },
      person: nothingSetUp,
    });
    expect((await signIn(browser, application, person)).arrival).not.toBeNull();
    clock.advance(30 * minute);
    await app.world.setPolicy(tenant.id, {
      secondFactor: 'required',
      start: Date.now() - minute,
      graceDays: 7,
    });
    const open = async () => browser.open(await application.authorizationUrl(), application.redirectUri);
    expect(stepOf(await open())).toBe('choice');
    await browser.submit();
    expect(stepOf(browser.page)).toBe('password');
    expect(stepOf(await browser.submit({ password: person.password }))).toBe('send-code');
    clock.advance(30 * minute);
    expect(stepOf(await open())).toBe('choice');
    expect((await browser.submit({}, undefined, 'later')).arrival).not.toBeNull();
  });

  test('"later" that was left open past the deadline puts nothing off (A5)', async () => {
    const { person, application, browser } = await setScene(app, {
      policy: { start: Date.now() - 7 * day + 10 * minute },
      person: nothingSetUp,
    });
    await signIn(browser, application, person);
    clock.advance(11 * minute);
    const page = await browser.submit({}, undefined, 'later');
    expect(stepOf(page)).toBe('send-code');
    expect(page.text).not.toContain('Later');
  });

  test('shortening it acts at once, on those who had put it off too (A5, gitlab#29702)', async () => {
    const { tenant, person, application, browser } = await setScene(app, inGrace());
    await signIn(browser, application, person);
    const tokens = await tokensAt(await browser.submit({}, undefined, 'later'), application);
    await app.world.setPolicy(tenant.id, { graceDays: 1 });
    expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
    const asked = await browser.open(await application.authorizationUrl(), application.redirectUri);
    expect(asked.text).toContain(required);
    expect(asked.text).not.toContain('Later');
  });

  test('who sets it up at once gets there without another password (A5, B2)', async () => {
    const { person, application, browser } = await setScene(app, inGrace());
    await signIn(browser, application, person);
    const { page } = await setUp(browser, { mailedCode: () => app.mailedCode(person.email) });
    expectProof(await tokensAt(page, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });

  test('before the start nobody is asked (A5)', async () => {
    const scene = await setScene(app, { policy: { start: Date.now() + day }, person: nothingSetUp });
    const page = await signIn(scene.browser, scene.application, scene.person);
    expectProof(await tokensAt(page, scene.application), scene.person, { acr: sfa, amr: ['pwd'] });
  });
});

describe('overdue (A5)', () => {
  test('nothing but set-up leads on (A5, C2)', async () => {
    const { person, application, browser } = await setScene(app, { person: nothingSetUp });
    const first = await signIn(browser, application, person);
    expect(first.text).toContain(required);
    expect(first.text).not.toContain('Later');
    // "later" posted all the same.
    const csrf = first.form('send-code').values.get('csrf') ?? '';
    const posted = await browser.post(`${first.url.pathname}/later`, { csrf });
    expect(stepOf(posted)).toBe('send-code');
  });

  test('where the organisation refuses, the page says what to do and the application gets access_denied (A5)', async () => {
    const { person, application, browser } = await setScene(app, {
      policy: { afterDeadline: 'refuse' },
      person: nothingSetUp,
    });
    const denied = await signIn(browser, application, person);
    expect(denied.status).toBe(403);
    expect(denied.heading).toBe('The time to set up a second step is over');
    expect(await errorAt(await browser.submit({}, undefined, 'leave'), application)).toMatchObject({
      error: 'access_denied',
    });
    expect(await refusalsOf(app, person.id)).toEqual(['enrollment-overdue']);
  });

  test('the help desk opens set-up again with an enrollment code (A5, B9, E4)', async () => {
    const { person, application, browser } = await setScene(app, {
      policy: { afterDeadline: 'refuse' },
      person: nothingSetUp,
    });
    const given = await app.core.actions.access.giveEnrollmentCode(
      { kind: 'operator', name: 'test' },
      person.id,
      { identityChecked: 'in person', reason: 'back from leave' },
    );
    if (!given.ok) throw new Error('no code was given');
    expect(stepOf(await signIn(browser, application, person))).toBe('send-code');
    await browser.click('Enter an enrollment code from your help desk');
    const { page } = await setUp(browser, { enrollmentCode: given.code });
    expectProof(await tokensAt(page, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });
});

describe('new accounts (A6)', () => {
  const createdToday: SceneOptions['person'] = { ...nothingSetUp, ageDays: 0 };

  test('have no grace (A6)', async () => {
    const { person, application, browser } = await setScene(app, { person: createdToday });
    const first = await signIn(browser, application, person);
    expect(first.text).toContain(required);
    expect(first.text).not.toContain('Later');
  });

  test('unless the tenant grants it, from their creation on (A6)', async () => {
    const { person, application, browser } = await setScene(app, {
      policy: { graceForNewAccounts: true },
      person: createdToday,
    });
    expect((await signIn(browser, application, person)).text).toContain('Later, until');
    const page = await browser.submit({}, undefined, 'later');
    expectProof(await tokensAt(page, application), person, { acr: sfa, amr: ['pwd'] });
  });
});
