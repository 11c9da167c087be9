// Passkeys in a real browser, with authenticators that Chromium makes up: built in and by USB, with and without user
// verification, with and without passkeys that name their account (B1). The script, the policy for it, and what goes wrong.
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Scene, type SceneOptions, setScene } from '../journeys/scene.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { type RunningChromium, startChromium } from '../support/chromium.ts';
import { press } from './person.ts';

interface Device {
  readonly protocol: 'ctap2' | 'u2f';
  readonly transport: 'internal' | 'usb';
  readonly resident: boolean;
  readonly verifies: boolean;
}
const builtIn: Device = { protocol: 'ctap2', transport: 'internal', resident: true, verifies: true };
const securityKey: Device = { protocol: 'ctap2', transport: 'usb', resident: false, verifies: false };
const u2fKey: Device = { ...securityKey, protocol: 'u2f' };
const keyWithPin: Device = { ...securityKey, resident: true, verifies: true };

let app: RunningApp;
let chromium: RunningChromium;
let page: Page;
let cdp: CDPSession;
const complaints: string[] = [];

beforeAll(async () => {
  app = await startApp();
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  await app?.stop();
});
beforeEach(async () => {
  complaints.length = 0;
  await chromium.context.clearCookies();
  page = await chromium.context.newPage();
  page.setDefaultTimeout(8_000);
  page.on('console', (message) => complaints.push(message.text()));
  cdp = await chromium.context.newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
});
afterEach(() => page.close());

async function plugIn({ protocol, transport, resident, verifies }: Device): Promise<string> {
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol,
      transport,
      hasResidentKey: resident,
      hasUserVerification: verifies,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  });
  return authenticatorId;
}

/** Whether it is touched when something is asked of it. */
function touch(authenticatorId: string, enabled: boolean) {
  return cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
}

/** With an application at a page of our own, so that the browser finds something there. */
const passkeysOnly = (): SceneOptions => ({
  client: { redirectUris: [`${app.issuer}/health/live`] },
  policy: { factors: { passkey: true, totp: false, sms: false } },
  person: { totp: false, backupCodes: false },
});
const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

async function openSignIn({ application }: Scene): Promise<void> {
  await page.goto(String(await application.authorizationUrl()));
}

async function typePassword({ person }: Scene): Promise<void> {
  await page.getByLabel('E-mail or username').fill(person.identifier);
  await page.getByLabel('Password').fill(person.password);
  await press(page, 'Continue');
}

/** The claims of the ID token that the application is given. */
async function claimsAtApplication({ application }: Scene) {
  await page.waitForURL('**/health/live?**');
  const { claims } = await application.callback({ url: new URL(page.url()), posted: null });
  return claims;
}

async function confirmByMail({ person }: Scene): Promise<void> {
  await press(page, 'Send the code');
  await page.getByLabel('Code from the e-mail').fill(await app.mailedCode(person.email));
  await press(page, 'Continue');
}

/** From the password to the application, with the passkey made and used once. */
async function setUp(scene: Scene) {
  await openSignIn(scene);
  await typePassword(scene);
  await confirmByMail(scene);
  await press(page, 'Create passkey');
  await heading('Use your passkey');
  await press(page, 'Use passkey');
  await page.getByLabel('I have kept these codes').check();
  await press(page, 'Continue');
  const claims = await claimsAtApplication(scene);
  await chromium.context.clearCookies();
  return claims;
}

describe('B1 a passkey that names its account', () => {
  test('of the device is set up, and then offered in the field of the identifier: nothing is typed', async () => {
    const scene = await setScene(app, passkeysOnly());
    await plugIn(builtIn);
    expect(await setUp(scene)).toMatchObject({ acr: 'phr', amr: ['pwd', 'pop', 'user', 'mfa'] });
    await openSignIn(scene);
    expect(await claimsAtApplication(scene)).toMatchObject({
      sub: scene.person.id,
      amr: ['pop', 'user', 'mfa'],
    });
    // Also in the field of the organization, where none is known yet.
    await chromium.context.clearCookies();
    const registered = await app.world.client(null, { redirectUris: [`${app.issuer}/health/live`] });
    const shared = { ...scene, application: await app.application(registered) };
    await openSignIn(shared);
    expect(await claimsAtApplication(shared)).toMatchObject({ sub: scene.person.id });
    expect(complaints).toEqual([]);
  });

  test('answers to the button; a dialog that is closed says what happened, and it can be tried again', async () => {
    const scene = await setScene(app, passkeysOnly());
    const device = await plugIn(builtIn);
    await setUp(scene);
    await touch(device, false);
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: device, isUserVerified: false });
    // How often the browser was asked, and whether in the field, or what the page says meanwhile.
    await page.addInitScript(`
      const get = navigator.credentials.get.bind(navigator.credentials);
      window.asked = [];
      navigator.credentials.get = (options) => {
        window.asked.push(options.mediation ?? document.querySelector('[role=status]').innerText);
        return get(options);
      };
    `);
    await openSignIn(scene);
    const asked = () => page.evaluate('window.asked');
    await expect.poll(asked).toEqual(['conditional']);
    await touch(device, true);
    await press(page, 'Sign in with a passkey');
    await page.getByText('No passkey was used: the dialog was closed').waitFor();
    const waiting = 'Waiting for your passkey. Follow what your browser or device asks.';
    await expect.poll(asked).toEqual(['conditional', waiting, 'conditional']);
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: device, isUserVerified: true });
    await press(page, 'Sign in with a passkey');
    expect(await claimsAtApplication(scene)).toMatchObject({ sub: scene.person.id });
  });

  test('of a security key with a PIN signs in alone, once the button asks for it', async () => {
    const scene = await setScene(app, passkeysOnly());
    await plugIn(keyWithPin);
    expect(await setUp(scene)).toMatchObject({ acr: 'phr', amr: ['pwd', 'pop', 'user', 'mfa'] });
    await openSignIn(scene);
    await press(page, 'Sign in with a passkey');
    expect(await claimsAtApplication(scene)).toMatchObject({
      sub: scene.person.id,
      amr: ['pop', 'user', 'mfa'],
    });
  });

  test('that was removed here is told to the browser, which forgets it', async () => {
    const scene = await setScene(app, passkeysOnly());
    const authenticatorId = await plugIn(builtIn);
    await setUp(scene);
    await app.world.changeEnrollments(scene.person.id, () => ({ factors: [] }));
    await openSignIn(scene);
    await page.getByText('This passkey isn’t known here.').first().waitFor();
    await expect
      .poll(async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials)
      .toEqual([]);
  });

  test('that is there already is not made twice', async () => {
    const scene = await setScene(app, passkeysOnly());
    await plugIn(builtIn);
    await setUp(scene);
    // Another kind of key is needed now, and this device makes none.
    await app.world.setPolicy(scene.tenant.id, {
      level: 'hardware',
      passkeys: { synced: true, withoutUserVerification: true, hardware: [yubiKey] },
    });
    await openSignIn(scene);
    await confirmByMail(scene);
    await page.getByText('Your organization asks for a security key').waitFor();
    await press(page, 'Create passkey');
    await page.getByText('This device has a passkey of your account already.').waitFor();
  });
});

const yubiKey = 'fa2b99dc-9e39-4257-8f92-4a30d23c4118';

describe('B1 a security key', () => {
  const keys = [
    ['without a PIN', securityKey],
    ['that only speaks U2F', u2fKey],
    ['with a PIN that keeps no names', { ...keyWithPin, resident: false }],
    ['built into the device that keeps no names', { ...builtIn, resident: false }],
    ['built into the device that verifies nobody', { ...builtIn, resident: false, verifies: false }],
  ] as const;
  test.each(keys)(
    '%s is the second factor after a password, never offered in its stead',
    async (_what, key) => {
      const scene = await setScene(app, passkeysOnly());
      await plugIn(key);
      expect(await setUp(scene)).toMatchObject({ acr: 'phr', amr: ['pwd', 'pop', 'user', 'mfa'] });
      await openSignIn(scene);
      await press(page, 'Sign in with a passkey');
      await page.getByText('No passkey was used').waitFor();
      await typePassword(scene);
      await press(page, 'Use passkey');
      expect(await claimsAtApplication(scene)).toMatchObject({ sub: scene.person.id });
    },
  );
});

test('a page that was left open asks anew before its question is too old', async () => {
  const scene = await setScene(app, passkeysOnly());
  await page.clock.install();
  await openSignIn(scene);
  const asked = () => page.locator('form[data-passkey]').getAttribute('data-options');
  const before = await asked();
  await page.clock.fastForward('04:31');
  await expect.poll(asked).not.toBe(before);
  await page.getByLabel('E-mail or username').fill('some');
  const typed = await asked();
  await page.clock.fastForward('04:31');
  expect(await page.getByLabel('E-mail or username').inputValue()).toBe('some');
  expect(await asked()).toBe(typed);
});

test('a tick that was set is not lost to a question that has become old', async () => {
  const scene = await setScene(app, passkeysOnly());
  await plugIn(securityKey);
  await setUp(scene);
  await app.world.setPolicy(scene.tenant.id, { rememberDays: 30 });
  await page.clock.install();
  await openSignIn(scene);
  await typePassword(scene);
  const tick = page.getByLabel('Don’t ask on this browser for 30 days');
  await tick.check();
  await page.clock.fastForward('04:31');
  expect(await tick.isChecked()).toBe(true);
});

test('a page that the browser had kept asks anew when somebody comes back to it', async () => {
  const scene = await setScene(app, passkeysOnly());
  await openSignIn(scene);
  const asked = () => page.locator('form[data-passkey]').getAttribute('data-options');
  const before = await asked();
  // Headless Chromium keeps no page; what it would tell the page is told here.
  await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
  await expect.poll(asked).not.toBe(before);
});

test('where passkeys are not to be had the page says so, and the password still works', async () => {
  const scene = await setScene(app, passkeysOnly());
  await page.addInitScript('delete window.PublicKeyCredential');
  await openSignIn(scene);
  await press(page, 'Sign in with a passkey');
  await page.getByText('This browser or device can’t use passkeys that fit here.').waitFor();
  await typePassword(scene);
  await heading('Confirm that it is you');
});
