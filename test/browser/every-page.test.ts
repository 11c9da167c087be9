// Goes through the real product; `npm run screenshots` leaves pictures of each page met in test-output/journey.
// Invariant: every page on the way is sound (soundness.ts), and the browser has nothing to complain of.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningChromium, startChromium } from '../support/chromium.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { type Camera, openCamera } from './camera.ts';
import {
  chooseApp,
  currentCode,
  follow,
  mailedCode,
  openSignIn,
  passwordOf,
  people,
  press,
  readNewestMail,
  sampleBackupCode,
  setUp,
  setUpApp,
  signInAs,
  tenant,
  turnOn,
  typePassword,
} from './person.ts';

let server: RunningServer;
let chromium: RunningChromium;
let page: Page;
let camera: Camera;

beforeAll(async () => {
  camera = openCamera('journey');
  // One after the other: if the first fails, nothing is left running that keeps Vitest from ending.
  server = await startServer({ sample: true });
  chromium = await startChromium();
  page = await chromium.context.newPage();
  camera.watch(page);
});
afterAll(async () => {
  await chromium?.close();
  await server?.dispose();
});

const shoot = (name: string, heading: string | RegExp, tab = page) => camera.shoot(tab, name, heading);

describe('every page on the way (C4)', () => {
  test('before anybody signs in', async () => {
    await page.goto(server.issuer);
    await shoot('01-front', 'Sign in with Sallyport');
    await page.goto(`${server.issuer}/nothing-here`);
    await shoot('02-not-found', 'Page not found');
    await page.goto(
      `${server.issuer}/auth?client_id=patient-records&redirect_uri=https%3A%2F%2Felsewhere.example`,
    );
    await shoot('03-provider-error', 'The application sent something that cannot be used');
    await page.goto(`${server.issuer}/outbox`);
    await shoot('04-outbox', 'Outbox');
    await page.goto(`${server.sampleUrl}/authenticator`);
    await shoot('05-authenticator', 'Authenticator app');
    await page.goto(`${server.sampleUrl}/callback?code=x&state=y`);
    await shoot('06-sample-problem', 'This sign-in is no longer valid');
    await page.goto(server.sampleUrl);
    await shoot('07-sample-signed-out', 'You are not signed in');
  });

  test('someone overdue sets up', async () => {
    await openSignIn(page, server);
    await shoot('10-password', 'Sign in');
    await press(page, 'Continue');
    await shoot('11-password-empty', 'Sign in');
    await typePassword(page, people.overdue, 'not the password at all');
    await shoot('12-password-wrong', 'Sign in');
    await typePassword(page, people.overdue, passwordOf(server, 'overdue'));
    await shoot('13-confirm', 'Confirm that it is you');
    await follow(page, 'Enter an enrollment code from your help desk');
    await shoot('14-confirm-help-desk', 'Confirm that it is you');
    await page.goBack();
    await press(page, 'Send the code');
    await shoot('15-confirm-code', 'Confirm that it is you');
    await page.getByLabel('Code from the e-mail').fill('1234');
    await press(page, 'Continue');
    await shoot('16-confirm-code-wrong', 'Confirm that it is you');
    const mail = await readNewestMail(page, server, 'Your code for Northwind Clinic');
    await shoot('17-mail', 'Your code for Northwind Clinic', mail);
    await mail.close();
    await page.getByLabel('Code from the e-mail').fill(await mailedCode(page, server));
    await press(page, 'Continue');
    await shoot('19-choice', 'Choose your second step');
    await chooseApp(page);
    await shoot('20-set-up', 'Set up your authenticator app');
    await page.getByLabel('6‑digit code').fill('12');
    await press(page, 'Turn on');
    await shoot('21-set-up-wrong', 'Set up your authenticator app');
    await follow(page, 'See what is set up on your account');
    await shoot('22-overview', 'Your account');
    await follow(page, 'Go on with set-up');
    await turnOn(page, server);
    await shoot('23-backup-codes', 'Keep your backup codes');
    await press(page, 'Continue');
    await shoot('24-backup-codes-not-ticked', 'Keep your backup codes');
    await follow(page, 'Open a page to print');
    await shoot('25-print', 'Backup codes');
    await camera.print(page, '26-printed');
    await follow(page, 'Back to your codes');
    await page.getByLabel('I have kept these codes').check();
    await press(page, 'Continue');
    await shoot('27-sample-signed-in', /What was proved: password and authenticator app/);
    await press(page, 'Refresh');
    await shoot('28-sample-refreshed', /What was proved/);
    await page.goto(server.issuer);
    await shoot('29-front-signed-in', 'Your applications');
    await follow(page, 'Your account');
    await shoot('29a-account', 'Your account');
    for (const name of [
      'Your details',
      'Where you are signed in',
      'Applications with access',
      'Recent activity',
    ]) {
      await follow(page, name);
      await shoot(`29b-${name.toLowerCase().replaceAll(' ', '-')}`, name);
      await follow(page, 'Back to your account');
    }
    await page.goto(server.sampleUrl);
    await press(page, 'Sign out');
    await shoot('30-sign-out', 'Sign out?');
    await press(page, 'Sign out');
    await shoot('31-signed-out', 'You are signed out');
  });

  test('someone enrolled signs in', async () => {
    await signInAs(page, server, 'enrolled');
    await shoot('40-second-step', 'Enter your code');
    await page.getByLabel('Code from the authenticator app').fill('000000');
    await press(page, 'Continue');
    await shoot('41-second-step-wrong', 'Enter your code');
    await follow(page, 'Use a backup code');
    await shoot('42-backup-code', 'Enter a backup code');
    await page.getByLabel('Backup code', { exact: true }).fill('abcd');
    await press(page, 'Continue');
    await shoot('43-backup-code-wrong', 'Enter a backup code');
    await page.getByLabel('Backup code', { exact: true }).fill(await sampleBackupCode(page, server, 0));
    await press(page, 'Continue');
    await shoot('44-sample-backup-code', /What was proved: password and another second step/);
    await press(page, 'Sign in again with a fresh second step');
    await shoot('45-again', /./);
    await press(page, 'Cancel and go back to Patient Records');
    await shoot('46-cancelled', 'You were not signed in');
  });

  test('the ends of the road', async () => {
    await chromium.context.clearCookies();
    await openSignIn(page, server);
    const url = page.url();
    await press(page, 'Cancel and go back to Patient Records');
    await page.goto(url);
    await shoot('50-expired', 'This sign-in is no longer valid');
    await openSignIn(page, server);
    const bound = page.url();
    await chromium.context.clearCookies();
    await page.goto(bound);
    await shoot('51-other-browser', /This sign-in/);
    await server.cli(['account', 'disable', people.enrolled]);
    await signInAs(page, server, 'enrolled');
    await shoot('52-denied', /./);
    await server.cli(['account', 'enable', people.enrolled]);
  });

  test('in grace, without e-mail, and invited', async () => {
    await chromium.context.clearCookies();
    await signInAs(page, server, 'owner');
    await shoot('60-grace', 'Confirm that it is you');
    await page.getByRole('button', { name: /^Later, until / }).click();
    await shoot('61-sample-grace', /nothing beyond a password/);
    await chromium.context.clearCookies();
    await signInAs(page, server, 'grace');
    await shoot('62-grace-username', /./);
    await chromium.context.clearCookies();
    const mail = await readNewestMail(page, server, 'Your account at Northwind Clinic');
    await shoot('63-invitation-mail', 'Your account at Northwind Clinic', mail);
    await mail.locator('.letter a').click();
    await shoot('64-invitation', /^Welcome/, mail);
    const link = mail.url();
    await press(mail, 'Choose a password');
    await shoot('65-choose', 'Choose a password', mail);
    await mail.getByLabel('New password').fill('short');
    await mail.getByLabel('The same password once more').fill('shorter');
    await press(mail, 'Save password');
    await shoot('66-choose-wrong', 'Choose a password', mail);
    for (const label of ['New password', 'The same password once more'])
      await mail.getByLabel(label).fill('heron ladder quartz meadow');
    await press(mail, 'Save password');
    await shoot('67-saved', 'Your password is saved', mail);
    await mail.goto(link);
    await press(mail, 'Choose a password');
    await shoot('68-invitation-used', 'This invitation cannot be used', mail);
    await mail.close();
    await openSignIn(page, server);
    await typePassword(page, people.invited, 'heron ladder quartz meadow');
    await shoot('69-invited-set-up', 'Choose your second step');
    await chooseApp(page);
    await setUpApp(page, server);
  });

  test('refused by a stricter policy, and locked', async () => {
    await chromium.context.clearCookies();
    await signInAs(page, server, 'owner');
    await page.getByRole('button', { name: /^Later, until / }).click();
    await server.cliJson([
      'policy',
      'set',
      tenant,
      '--set',
      'graceDays=0',
      '--set',
      'graceForNewAccounts=false',
    ]);
    await press(page, 'Refresh');
    await shoot('70-sample-refused', /./);
    await chromium.context.clearCookies();
    await signInAs(page, server, 'enrolled');
    for (let turn = 0; turn < 6; turn += 1) {
      await page.getByLabel('Code from the authenticator app').fill(`00000${turn}`);
      await press(page, 'Continue');
    }
    await shoot('71-locked', 'Enter your code');
    await page.reload();
    await shoot('72-locked-reloaded', 'Enter your code');
    expect(await currentCode(page, server)).toMatch(/^\d{3} \d{3}$/);
  });

  test('with a name of 60 letters and an address as long', async () => {
    await chromium.context.clearCookies();
    const email = `${'maximiliane-'.repeat(3)}hohenzollern@verwaltungsgemeinschaft-ost.northwind.example`;
    const name = 'Maximiliane Friederike Auguste von Hohenzollern-Sigmaringen-Oberlausitz';
    const password = 'heron ladder quartz meadow';
    const options = ['--email', email, '--email-verified', '--name', name, '--password-stdin'];
    await server.cliJson(['account', 'create', tenant, ...options], password);
    await openSignIn(page, server);
    await typePassword(page, email, password);
    await shoot('80-long-confirm', 'Confirm that it is you');
    await follow(page, 'See what is set up on your account');
    await shoot('81-long-overview', 'Your account');
    await follow(page, 'Go on with set-up');
    await setUp(page, server);
    await shoot('82-long-sample', /What was proved/);
    await press(page, 'Sign in again with a fresh second step');
    await shoot('83-long-again', /./);
    await page.goto(`${server.issuer}/outbox`);
    await shoot('84-outbox-full', 'Outbox');
  });
});
