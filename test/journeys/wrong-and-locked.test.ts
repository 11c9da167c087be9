// Wrong passwords and codes: what pages say of them (C1, B6; design.md "Attempts"). Locks of second steps: every-factor.test.ts.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import { expectProof, mfa, type Scene, setScene, tokensAt } from './scene.ts';

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

const proof = { acr: mfa, amr: ['pwd', 'otp', 'mfa'] };
const credentials = 'E-mail or username and password don’t go together. Check both and try again.';

async function wrongPasswords(browser: Browser, identifier: string, times: number) {
  for (let tries = 0; tries < times; tries++)
    await browser.submit({ identifier, password: 'not the password' });
  return browser.page;
}

/** What the page says, without what the person typed. */
function wordsOf({ page }: Browser, identifier: string): string {
  return page.text.replaceAll(identifier, 'IDENTIFIER').replace(/\d{1,2}:\d\d/g, 'TIME');
}

describe('a wrong password (C1)', () => {
  test('says so in the same words and status for accounts that do not exist, keeps the identifier, never the password', async () => {
    const { person, application, browser } = await setScene(app);
    await signIn(browser, application, {});
    const known = await wrongPasswords(browser, person.identifier, 1);
    expect([known.status, known.title.startsWith('Error:')]).toEqual([422, true]);
    expect(known.text).toContain(credentials);
    expect(known.form().values.get('identifier')).toBe(person.identifier);
    expect(known.body).not.toContain('not the password');

    const other = app.browser();
    await signIn(other, application, {});
    const unknown = await wrongPasswords(other, 'nobody@northwind.example', 1);
    expect(unknown.status).toBe(known.status);
    expect(wordsOf(other, 'nobody@northwind.example')).toBe(wordsOf(browser, person.identifier));
  });

  test('missing fields are asked for', async () => {
    const { person, application, browser } = await setScene(app);
    await signIn(browser, application, {});
    expect((await browser.submit({ identifier: '', password: '' })).text).toContain(
      'Enter your e-mail or username.',
    );
    const page = await browser.submit({ identifier: person.identifier, password: '' });
    expect(page.text).toContain('Enter your password.');
    expect(page.form().values.get('identifier')).toBe(person.identifier);
  });

  test('repeated, it is locked here until a time that the page states; for unknown accounts alike', async () => {
    const { person, application, browser } = await setScene(app, { address: '192.0.2.10' });
    await signIn(browser, application, {});
    const locked = await wrongPasswords(browser, person.identifier, 6);
    expect(locked.status).toBe(429);
    expect(locked.text).toMatch(/Too many wrong tries. You can try again on .+\d{1,2}:\d\d/);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
    const right = await browser.submit({ identifier: person.identifier, password: person.password });
    expect(right.status).toBe(429);

    const stranger = app.browser({ address: '192.0.2.10' });
    await signIn(stranger, application, {});
    const identifier = 'nobody.at.all@northwind.example';
    expect((await wrongPasswords(stranger, identifier, 6)).status).toBe(429);
    await browser.submit({ identifier: person.identifier, password: 'not the password' });
    expect(wordsOf(stranger, identifier)).toBe(wordsOf(browser, person.identifier));

    clock.advance(3 * minute);
    await browser.submit({ identifier: person.identifier, password: person.password });
    expectProof(await tokensAt(await goOn(browser, person), application), person, proof);
  });

  test('strangers elsewhere lock nobody out: another network, or a browser known before', async () => {
    const { person, application, browser } = await setScene(app, { address: '192.0.2.20' });
    await tokensAt(await signIn(browser, application, person), application);
    clock.advance(31 * second);
    const stranger = app.browser({ address: '192.0.2.21' });
    await signIn(stranger, application, {});
    expect((await wrongPasswords(stranger, person.identifier, 6)).status).toBe(429);
    // Same network, but this browser signed in before.
    const page = await signIn(browser, application, person, { prompt: 'login' });
    expectProof(await tokensAt(page, application), person, proof);
    clock.advance(31 * second);
    const elsewhere = app.browser({ address: '203.0.113.20' });
    expectProof(await tokensAt(await signIn(elsewhere, application, person), application), person, proof);
  });

  test('an account without a password, or disabled, is no exception', async () => {
    const none = await setScene(app, { person: { password: null } });
    const page = await signIn(none.browser, none.application, {
      identifier: none.person.identifier,
      password: 'anything at all, really',
    });
    expect(page.text).toContain(credentials);
    const disabled = await setScene(app);
    await app.world.setStatus(disabled.person.id, 'disabled');
    await signIn(disabled.browser, disabled.application, {});
    const wrong = await wrongPasswords(disabled.browser, disabled.person.identifier, 1);
    expect(wrong.text).toContain(credentials);
    // Who knows the password is told, by the policy.
    const right = await goOn(disabled.browser, disabled.person);
    expect(right.text).toContain(credentials);
    const { identifier, password } = disabled.person;
    const told = await disabled.browser.submit({ identifier, password });
    expect([told.status, told.heading]).toEqual([403, 'Your account is turned off']);
  });
});

describe('a wrong code (C1, B6)', () => {
  async function atCode(scene: Scene, browser = scene.browser) {
    const page = await signIn(browser, scene.application, { ...scene.person, code: undefined });
    expect(stepOf(page)).toBe('second-factor');
    return page;
  }

  test('says what is wrong with it, and a right one is taken after it', async () => {
    const scene = await setScene(app);
    await atCode(scene);
    for (const [code, words] of [
      ['', 'Enter the code.'],
      ['12345', 'The code has 6 digits.'],
      ['abcdef', 'The code has 6 digits.'],
      ['000000', 'That code is not right. Enter the one that the app shows now.'],
      [scene.person.code(Date.now() - 5 * minute), 'That code belongs to another time.'],
    ] as const) {
      const page = await scene.browser.submit({ code });
      expect([page.status, page.text]).toEqual([422, expect.stringContaining(words)]);
    }
    const page = await scene.browser.submit({ code: scene.person.code() });
    expectProof(await tokensAt(page, scene.application), scene.person, proof);
  });

  test('a wrong backup code says so; malformed ones too', async () => {
    const scene = await setScene(app);
    await atCode(scene);
    await scene.browser.click('Use a backup code');
    expect((await scene.browser.submit({ code: 'hello' })).text).toContain('A backup code looks different.');
    const wrong = await scene.browser.submit({ code: 'AAAA-BBBB-CCCC-DDDD' });
    expect(wrong.text).toContain('That is none of your backup codes.');
    expect(wrong.form().values.get('code')).toBe('');
  });
});
