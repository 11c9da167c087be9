// The walk of the README, in a real browser against the real program: what npm start gives.
// Invariant: each test begins without cookies, and leaves the policy as it found it.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningChromium, startChromium } from '../support/chromium.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import {
  chooseApp,
  currentCode,
  follow,
  openSignIn,
  passwordOf,
  people,
  press,
  readNewestMail,
  sampleBackupCode,
  setUp,
  setUpApp,
  shownClaim,
  signInAs,
  tenant,
  typePassword,
} from './person.ts';

const mfa = 'https://refeds.org/profile/mfa';
const single = 'https://refeds.org/profile/sfa';
/** ms; less than a test's, so that a failure says what was waited for. */
const patience = 8_000;
const ownNetwork = '127.0.0.1/32';

let server: RunningServer;
let chromium: RunningChromium;
let page: Page;

beforeAll(async () => {
  // One after the other: if the first fails, nothing is left running that keeps Vitest from ending.
  server = await startServer({ firstStart: true, sample: true });
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  await server?.dispose();
});
beforeEach(async () => {
  await chromium.context.clearCookies();
  page = await chromium.context.newPage();
  page.setDefaultTimeout(patience);
});
afterEach(() => page.close());

const heading = () => page.getByRole('heading', { level: 1 }).innerText();

/** Waits for what the application says once, at its top. */
const noticed = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

describe('the six steps of the README', () => {
  let backupCodes: readonly string[] = [];

  test('1: signing in and setting up leads into the application, which shows the claims (A1, B2, B3, B9, C2)', async () => {
    await signInAs(page, server, 'overdue');
    await expect(
      page.getByText('Your organization requires two-factor authentication.').innerText(),
    ).resolves.toBe('Your organization requires two-factor authentication. Please set it up to continue.');
    backupCodes = await setUp(page, server);
    expect(new Set(backupCodes).size).toBe(10);
    expect(page.url()).toBe(`${server.sampleUrl}/`);
    expect(await heading()).toBe('What was proved: password and authenticator app');
    expect(await shownClaim(page, 'acr')).toBe(mfa);
    expect(await shownClaim(page, 'amr')).toBe('pwd, otp, mfa');
  });

  test('2: signing in again asks for the code of the app (D2)', async () => {
    await signInAs(page, server, 'enrolled');
    expect(await heading()).toBe('Enter your code');
    await page.getByLabel('Code from the authenticator app').fill(await currentCode(page, server));
    await press(page, 'Continue');
    expect(await shownClaim(page, 'amr')).toBe('pwd, otp, mfa');

    await press(page, 'Sign in again with a fresh second step');
    await typePassword(page, people.enrolled, passwordOf(server, 'enrolled'));
    await page.getByLabel('Code from the authenticator app').fill(await currentCode(page, server));
    await press(page, 'Continue');
    await noticed('Signed in again');
    expect(await shownClaim(page, 'acr')).toBe(mfa);
  });

  test('3: a backup code takes the place of the app, once (B3)', async () => {
    const withBackupCode = async (code: string) => {
      await signInAs(page, server, 'overdue');
      await follow(page, 'Use a backup code');
      await page.getByLabel('Backup code', { exact: true }).fill(code);
      await press(page, 'Continue');
    };
    const [code = ''] = backupCodes;
    await withBackupCode(code.toLowerCase().replaceAll('-', ' '));
    expect(await heading()).toBe('What was proved: password and another second step');
    expect(await shownClaim(page, 'amr')).toBe('pwd, mfa');

    await chromium.context.clearCookies();
    await withBackupCode(code);
    await page.getByRole('link', { name: 'That backup code was used already.' }).waitFor();
    const mail = await readNewestMail(page, server, 'A backup code was used for your account');
    expect(await mail.locator('.letter').innerText()).toContain('9 are left');
    await mail.close();
  });

  test('3: the code page holds backup codes of the enrolled person, and they work', async () => {
    await signInAs(page, server, 'enrolled');
    await follow(page, 'Use a backup code');
    await page.getByLabel('Backup code', { exact: true }).fill(await sampleBackupCode(page, server, 3));
    await press(page, 'Continue');
    expect(await shownClaim(page, 'amr')).toBe('pwd, mfa');
  });

  test.each(['grace', 'owner'] as const)(
    '4: %s puts it off, and the token does not claim mfa (A5)',
    async (person) => {
      await signInAs(page, server, person);
      await page.getByRole('button', { name: /^Later, until .* (GMT\+1|CET)$/ }).click();
      expect(await heading()).toBe('What was proved: nothing beyond a password');
      expect(await shownClaim(page, 'acr')).toBe(single);
      expect(await shownClaim(page, 'amr')).toBe('pwd');
      await press(page, 'Refresh');
      await noticed('Refreshed');
    },
  );

  test('5: from one’s own address as a trusted network no code is asked, and the token does not claim mfa (A6)', async () => {
    await server.cliJson(['policy', 'trust-network', tenant, 'This computer', ownNetwork]);
    await signInAs(page, server, 'enrolled');
    expect(await heading()).toBe('What was proved: nothing beyond a password');
    expect(await shownClaim(page, 'acr')).toBe(single);
    expect(await shownClaim(page, 'amr')).toBe('pwd');

    await server.cliJson(['policy', 'distrust-network', tenant, ownNetwork]);
    await press(page, 'Refresh');
    await noticed('Refresh was refused');
  });

  test('6: a tighter policy refuses Refresh at once, and leads to set-up (A2, D4)', async () => {
    await signInAs(page, server, 'owner');
    await page.getByRole('button', { name: /^Later, until / }).click();
    await press(page, 'Refresh');
    await noticed('Refreshed');

    const tighter = ['--set', 'graceDays=0', '--set', 'graceForNewAccounts=false'];
    await server.cliJson(['policy', 'set', tenant, ...tighter]);
    await press(page, 'Refresh');
    await noticed('Refresh was refused');
    expect(await page.locator('.quote').innerText()).toMatch(/^invalid_grant: ./);
    // Whose session it is stays known, though userinfo is refused too.
    expect(await page.locator('.who').innerText()).toBe('Signed in as Olivia Brandt');

    await openFromPage();
    expect(await heading()).toBe('Confirm that it is you');
    expect(await page.getByRole('button', { name: /^Later/ }).count()).toBe(0);
    const back = ['--set', 'graceDays=7', '--set', 'graceForNewAccounts=true'];
    await server.cliJson(['policy', 'set', tenant, ...back]);
  });

  /** Signs in again from the application: it asks for a second step that this account has yet to set up. */
  async function openFromPage(): Promise<void> {
    await press(page, 'Sign in again with a fresh second step');
    await typePassword(page, people.owner, passwordOf(server, 'owner'));
  }
});

describe('what else a person does', () => {
  test('signing out is asked for, and ends the session at the server too (D1)', async () => {
    await signInAs(page, server, 'owner');
    await page.getByRole('button', { name: /^Later, until / }).click();
    await press(page, 'Sign out');
    expect(await heading()).toBe('Sign out?');
    await press(page, 'Sign out');
    expect(await heading()).toBe('You are signed out');
    await press(page, 'Sign in');
    expect(await heading()).toBe('Sign in');
    await page.goto(`${server.issuer}/`);
    expect(await heading()).toBe('Sign in with Sallyport');
  });

  test('the invited one chooses a password from the mail, and sets up without another proof (B9)', async () => {
    const mail = await readNewestMail(page, server, 'Your account at Northwind Clinic');
    await mail.locator('.letter a').click();
    await press(mail, 'Choose a password');
    const password = 'heron ladder quartz meadow';
    for (const label of ['New password', 'The same password once more'])
      await mail.getByLabel(label).fill(password);
    await press(mail, 'Save password');
    await mail.getByText(`You can now sign in as ${people.invited}.`).waitFor();
    await mail.close();

    await openSignIn(page, server);
    await typePassword(page, people.invited, password);
    expect(await heading()).toBe('Choose your second step');
    await chooseApp(page);
    await setUpApp(page, server);
    expect(await shownClaim(page, 'amr')).toBe('pwd, otp, mfa');
  });

  test('cancelling goes back to the application with a way on', async () => {
    await openSignIn(page, server);
    await press(page, 'Cancel and go back to Patient Records');
    expect(await heading()).toBe('You were not signed in');
    expect(await page.locator('.detail').innerText()).toContain('access_denied');
    await press(page, 'Sign in');
    expect(await heading()).toBe('Sign in');
  });
});
