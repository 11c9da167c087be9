// How people really use browsers: without scripts, by keyboard, on a small screen, going back, reloading, in two tabs at once.
// Invariant: whatever they do, it either goes on or the page says what to do.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningChromium, startChromium } from '../support/chromium.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { totpCode } from '../support/totp.ts';
import {
  chooseApp,
  currentCode,
  follow,
  mailedCode,
  openSignIn,
  passwordOf,
  people,
  press,
  setUp,
  shownClaim,
  signInAs,
  tabTo,
  typePassword,
  walkHistory,
} from './person.ts';

/** ms; less than a test's, so that a failure says what was waited for. */
const patience = 8_000;
const long = 'heron ladder quartz meadow';

let server: RunningServer;
let chromium: RunningChromium;
let page: Page;

beforeAll(async () => {
  // One after the other: if the first fails, nothing is left running that keeps Vitest from ending.
  server = await startServer({ sample: true });
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  await server?.dispose();
});
beforeEach(async () => {
  await chromium.context.clearCookies();
  page = await newTab();
});
afterEach(async () => {
  for (const tab of chromium.context.pages().slice(1)) await tab.close();
});

async function newTab(): Promise<Page> {
  const tab = await chromium.context.newPage();
  tab.setDefaultTimeout(patience);
  return tab;
}

const heading = (tab = page) => tab.getByRole('heading', { level: 1 }).innerText();
/** Waits until that field has the focus: a browser gives it at its first drawing, which may come after the load. */
const focusIsOn = (id: string) =>
  expect.poll(() => page.evaluate('document.activeElement.id'), { timeout: patience }).toBe(id);

/** Makes an account of its own, so that no test depends on another. */
async function newcomer(email: string): Promise<void> {
  const options = ['--email', email, '--email-verified', '--password-stdin'];
  await server.cliJson(['account', 'create', 'northwind', ...options], long);
}

test('C4: the whole journey works without JavaScript and at 320 px', async () => {
  const plain = await startChromium({ javaScript: false, viewport: { width: 320, height: 640 } });
  try {
    const tab = await plain.context.newPage();
    tab.setDefaultTimeout(patience);
    await signInAs(tab, server, 'overdue');
    const [code = ''] = await setUp(tab, server);
    expect(await shownClaim(tab, 'amr')).toBe('pwd, otp, mfa');
    await press(tab, 'Sign out');
    await press(tab, 'Sign out');
    await press(tab, 'Sign in');
    await typePassword(tab, people.overdue, passwordOf(server, 'overdue'));
    await follow(tab, 'Use a backup code');
    await tab.getByLabel('Backup code', { exact: true }).fill(code);
    await press(tab, 'Continue');
    expect(await shownClaim(tab, 'amr')).toBe('pwd, mfa');
  } finally {
    await plain.close();
  }
});

describe('by keyboard alone (C4)', () => {
  test('someone signs in, confirms, sets up and keeps codes with Tab, Space and Enter', async () => {
    const email = 'keys@northwind.example';
    await newcomer(email);
    await page.goto(server.sampleUrl);
    await tabTo(page, 'Sign in');
    await page.keyboard.press('Enter');
    await page.getByLabel('Password').waitFor();
    await focusIsOn('identifier');
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(long);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
    await tabTo(page, 'Send the code');
    await page.keyboard.press('Enter');
    await focusIsOn('code');
    await page.keyboard.type(await mailedCode(page, server));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Choose your second step' }).waitFor();
    await tabTo(page, 'Passkey');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const key = await page.locator('.key').innerText();
    await tabTo(page, '6‑digit code');
    await page.keyboard.type(totpCode(key, server.clock.now()));
    await page.keyboard.press('Enter');
    await page.getByLabel('I have kept these codes').waitFor();
    await tabTo(page, 'I have kept these codes in a safe place');
    await page.keyboard.press('Space');
    await tabTo(page, 'Continue');
    await page.keyboard.press('Enter');
    expect(await shownClaim(page, 'amr')).toBe('pwd, otp, mfa');
  });
});

describe('errors (C4)', () => {
  test('the first field with an error has the focus, the title tells it, and what was typed stays but for secrets', async () => {
    await openSignIn(page, server);
    await focusIsOn('identifier');
    await press(page, 'Continue');
    expect(await page.title()).toBe('Error: Sign in – Northwind Clinic');
    await focusIsOn('identifier');
    await typePassword(page, people.enrolled, 'wrong wrong wrong');
    await focusIsOn('password');
    expect(await page.getByLabel('E-mail or username').inputValue()).toBe(people.enrolled);
    expect(await page.getByLabel('Password').inputValue()).toBe('');
    await page.locator('.summary a').click();
    await focusIsOn('password');
  });

  test('a code that was used already says so and what to do (D2)', async () => {
    const code = await currentCode(page, server);
    const withCode = async () => {
      await signInAs(page, server, 'enrolled');
      await page.getByLabel('Code from the authenticator app').fill(code);
      await press(page, 'Continue');
    };
    await withCode();
    expect(await shownClaim(page, 'amr')).toBe('pwd, otp, mfa');
    await chromium.context.clearCookies();
    await withCode();
    await page
      .getByRole('link', { name: 'That code was used already. Wait for the next one, up to 30 seconds.' })
      .waitFor();
    await focusIsOn('code');
  });
});

describe('back, reload, twice at once', () => {
  test('the back button from the second step, and forward again', async () => {
    await signInAs(page, server, 'enrolled');
    await page.getByRole('heading', { level: 1, name: 'Enter your code' }).waitFor();
    // The one address of a sign-in shows where it stands, so going back within it changes nothing.
    await walkHistory(page, -1, 'Enter your code');
    await walkHistory(page, 1, 'Enter your code');
    await page.reload();
    expect(await heading()).toBe('Enter your code');
    await page.getByLabel('Code from the authenticator app').fill(await currentCode(page, server));
    await press(page, 'Continue');
    expect(await shownClaim(page, 'amr')).toBe('pwd, otp, mfa');
  });

  test('going back from the application into the finished sign-in says what to do', async () => {
    await openSignIn(page, server);
    const signInPage = page.url();
    await typePassword(page, people.grace, passwordOf(server, 'grace'));
    await page.getByRole('button', { name: /^Later, until / }).click();
    expect(await shownClaim(page, 'amr')).toBe('pwd');
    await page.goto(signInPage);
    expect(await heading()).toBe('This sign-in is no longer valid');
    await page.getByText('Start again from the application.').waitFor();
  });

  test('reloading the page with the backup codes shows the same ones, and set-up is made once', async () => {
    await newcomer('reload@northwind.example');
    await openSignIn(page, server);
    await typePassword(page, 'reload@northwind.example', long);
    await press(page, 'Send the code');
    await page.getByLabel('Code from the e-mail').fill(await mailedCode(page, server));
    await press(page, 'Continue');
    await chooseApp(page);
    const key = await page.locator('.key').innerText();
    await page.reload();
    expect(await page.locator('.key').innerText()).toBe(key);
    await page.getByLabel('6‑digit code').fill(totpCode(key, server.clock.now()));
    await press(page, 'Turn on');
    const codes = await page.locator('.codes code').allInnerTexts();
    await page.reload();
    expect(await page.locator('.codes code').allInnerTexts()).toEqual(codes);
    await page.getByLabel('I have kept these codes').check();
    await press(page, 'Continue');
    expect(await shownClaim(page, 'amr')).toBe('pwd, otp, mfa');
  });

  test('a double click sends once or goes on', async () => {
    await signInAs(page, server, 'enrolled');
    await page.getByLabel('Code from the authenticator app').fill(await currentCode(page, server));
    await page.getByRole('button', { name: 'Continue' }).dblclick({ noWaitAfter: true });
    await page.getByRole('heading', { name: /What was proved/ }).waitFor();
  });

  test('two tabs with two sign-ins at once both end well', async () => {
    const other = await newTab();
    await openSignIn(page, server);
    await openSignIn(other, server);
    for (const tab of [page, other]) await typePassword(tab, people.enrolled, passwordOf(server, 'enrolled'));
    for (const tab of [other, page]) {
      await tab.getByLabel('Code from the authenticator app').fill(await currentCode(tab, server));
      await press(tab, 'Continue');
      expect(await heading(tab)).toBe('What was proved: password and authenticator app');
    }
  });

  test('a sign-in opened in another browser does not go on there, and says so', async () => {
    await openSignIn(page, server);
    const address = page.url();
    const elsewhere = await startChromium();
    try {
      const tab = await elsewhere.context.newPage();
      await tab.goto(address);
      expect(await heading(tab)).toMatch(
        /^This sign-in (is no longer valid|was started in another browser)$/,
      );
      expect(await tab.getByRole('button').count()).toBe(0);
    } finally {
      await elsewhere.close();
    }
    await typePassword(page, people.enrolled, passwordOf(server, 'enrolled'));
    expect(await heading()).toBe('Enter your code');
  });

  test('the same session is asked to set up once: a second sign-in shows no page (A5)', async () => {
    await signInAs(page, server, 'grace');
    await page.getByRole('button', { name: /^Later, until / }).click();
    await chromium.context.clearCookies({ name: 'sample_application' });
    await page.goto(server.sampleUrl);
    await press(page, 'Sign in');
    expect(await heading()).toBe('What was proved: nothing beyond a password');
  });
});
