// Second steps on the account pages, looked after by people who have nothing but a keyboard, or no JavaScript (C3, C4).
// Invariant: the keyboard test never clicks; each test ends where it began, with what was added removed again.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Scene, setScene } from '../journeys/scene.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { type RunningChromium, startChromium } from '../support/chromium.ts';
import { movableClock, second } from '../support/clock.ts';
import { totpCode } from '../support/totp.ts';
import { follow, press, tabTo, typePassword } from './person.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app?.stop();
  clock.restore();
});

const optional = { secondFactor: 'optional', factors: { passkey: true, totp: true, sms: false } } as const;
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

async function withChromium(
  javaScript: boolean,
  use: (page: Page, chromium: RunningChromium) => Promise<void>,
) {
  const chromium = await startChromium({ javaScript });
  try {
    const page = await chromium.context.newPage();
    page.setDefaultTimeout(8_000);
    await use(page, chromium);
  } finally {
    await chromium.close();
  }
}

/** With an application at a page of our own, so that the browser finds something there. */
function stage(person: { readonly totp: boolean; readonly backupCodes: boolean }): Promise<Scene> {
  return setScene(app, { policy: optional, person, client: { redirectUris: [`${app.issuer}/health/live`] } });
}

async function openSignIn(page: Page, { application }: Scene): Promise<void> {
  await page.goto(String(await application.authorizationUrl()));
}

const arrived = (page: Page) => page.waitForURL('**/health/live?**');

test('C4, B1, B2: by keyboard alone one signs in with a code, adds a passkey, signs in with it and removes it', () =>
  withChromium(true, async (page, chromium) => {
    const scene = await stage({ totp: true, backupCodes: true });
    const { identifier, password, email } = scene.person;
    const cdp = await chromium.context.newCDPSession(page);
    await cdp.send('WebAuthn.enable', { enableUI: false });
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const enter = async (name: string) => {
      await tabTo(page, name);
      await page.keyboard.press('Enter');
    };
    const type = async (label: string, text: string) => {
      await tabTo(page, label);
      await page.keyboard.type(text);
    };
    const signInByKeys = async () => {
      await type('E-mail or username', identifier);
      await type('Password', password);
      await page.keyboard.press('Enter');
      await type('Code from the authenticator app', scene.person.code());
      await page.keyboard.press('Enter');
    };

    await openSignIn(page, scene);
    await signInByKeys();
    await arrived(page);

    await page.goto(`${app.issuer}/account/factors`);
    await enter('Add a second step');
    await heading(page, 'Choose your second step');
    // The strongest comes first, and is chosen already.
    await enter('Continue');
    await heading(page, 'Confirm that it is you');
    await enter('Send the code');
    await page.getByLabel('Code from the e-mail').waitFor();
    await type('Code from the e-mail', await app.mailedCode(email));
    await page.keyboard.press('Enter');
    await enter('Create passkey');
    await heading(page, 'Use your passkey');
    await enter('Use passkey');
    await page.getByText('Your second step is set up.').waitFor();

    await chromium.context.clearCookies();
    // What the field of the identifier would offer is left alone: the button is what is tried.
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false });
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await openSignIn(page, scene);
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true });
    await enter('Sign in with a passkey');
    await page.getByText('No passkey was used: the dialog was closed').waitFor();
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await enter('Sign in with a passkey');
    await arrived(page);

    await page.goto(`${app.issuer}/account/factors`);
    const [passkey = ''] = (await page.locator('.entries h2').allInnerTexts()).filter(
      (name) => name !== 'Authenticator app',
    );
    await enter(passkey);
    await enter('Remove it');
    await heading(page, 'Remove this passkey?');
    await enter('Remove');
    // What was proved with it counts no longer.
    clock.advance(31 * second);
    await signInByKeys();
    await page.getByText('It is removed.').waitFor();
    await expect(page.locator('.entries h2').allInnerTexts()).resolves.toEqual(['Authenticator app']);
  }));

test('C4: without JavaScript one signs in, adds an authenticator app and removes it, and is told what passkeys need', () =>
  withChromium(false, async (page) => {
    const scene = await stage({ totp: false, backupCodes: false });
    const { identifier, password, email } = scene.person;
    await openSignIn(page, scene);
    expect(await page.locator('noscript').innerText()).toContain('Passkeys need JavaScript');
    await press(page, 'Sign in with a passkey');
    await page.getByText('It needs JavaScript for that').first().waitFor();
    await typePassword(page, identifier, password);
    await arrived(page);

    await page.goto(`${app.issuer}/account/factors`);
    await follow(page, 'Add a second step');
    await page.getByRole('radio', { name: /Authenticator app/ }).check();
    await press(page, 'Continue');
    await press(page, 'Send the code');
    await page.getByLabel('Code from the e-mail').fill(await app.mailedCode(email));
    await press(page, 'Continue');
    const code = totpCode(await page.locator('.key').innerText());
    // As it is pasted from where it stands in two groups.
    await page.getByLabel('6‑digit code').fill(` ${code.slice(0, 3)} ${code.slice(3)} `);
    await press(page, 'Turn on');
    await page.getByLabel('I have kept these codes').check();
    await press(page, 'Continue');
    await page.getByText('Your second step is set up.').waitFor();
    await follow(page, 'Authenticator app');
    await follow(page, 'Remove it');
    await press(page, 'Remove');
    await page.getByText('Nothing is set up.').waitFor();
  }));
