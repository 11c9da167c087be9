// What a person does in the browser: reads the box that the server printed, types, presses, reads mail and the app's code.
// Invariant: a page is left by its own buttons and links only; nothing is posted that the page does not offer.
import type { Page } from 'playwright-core';
import { second } from '../support/clock.ts';
import type { RunningServer } from '../support/server.ts';
import { totpCode } from '../support/totp.ts';

/** People of the sample, by what they sign in with. */
export const people = {
  overdue: 'jonas@northwind.example',
  enrolled: 'mira@northwind.example',
  grace: 'samir.ward3',
  invited: 'lena@northwind.example',
  owner: 'olivia@northwind.example',
} as const;
export type PersonName = keyof typeof people;

export const tenant = 'northwind';

/** As the box prints it beside the identifier. */
export function passwordOf(server: RunningServer, person: PersonName): string {
  const line = server
    .logs()
    .split('\n')
    .find((one) => one.includes(` ${people[person]} `));
  const [, password] = line?.split(people[person]) ?? [];
  if (!password) throw new Error(`no password of ${people[person]} in:\n${server.logs()}`);
  return password.replace('│', '').trim();
}

/** Presses the button with that name; the page that comes has been loaded. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

export async function follow(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).click();
}

/** From the sample application to the first page of the sign-in. */
export async function openSignIn(page: Page, server: RunningServer): Promise<void> {
  await page.goto(server.sampleUrl);
  await press(page, 'Sign in');
}

export async function typePassword(page: Page, identifier: string, password: string): Promise<void> {
  await page.getByLabel('E-mail or username').fill(identifier);
  await page.getByLabel('Password').fill(password);
  await press(page, 'Continue');
}

/** From the sample application to whatever follows the password. */
export async function signInAs(page: Page, server: RunningServer, person: PersonName): Promise<void> {
  await openSignIn(page, server);
  await typePassword(page, people[person], passwordOf(server, person));
}

/** The label or name of what has the focus; its first line, where more is said of a choice. */
const focusedName =
  "document.activeElement.labels?.[0]?.innerText ?? (document.activeElement === document.body ? '' : document.activeElement.innerText)";

/** Presses Tab until that has the focus, once it is there. */
export async function tabTo(page: Page, name: string): Promise<void> {
  await page.getByText(name, { exact: true }).first().waitFor();
  for (let presses = 0; presses < 30; presses += 1) {
    if (String(await page.evaluate(focusedName)).split('\n')[0] === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to "${name}" at ${page.url()}`);
}

/**
 * The back (-1) or forward (1) button, until the page with this heading is there. By the page's own history: asked from
 * outside in the middle of a change of pages, Chromium answers that the page is not active.
 */
export async function walkHistory(page: Page, by: -1 | 1, heading: string): Promise<void> {
  await page.evaluate(`setTimeout(() => history.go(${by}))`);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

/** Reads the newest mail in a tab of its own, as a person would. */
export async function readNewestMail(page: Page, server: RunningServer, subject: string): Promise<Page> {
  const outbox = await page.context().newPage();
  await outbox.goto(`${server.issuer}/outbox`);
  await outbox.getByRole('link', { name: subject }).first().click();
  await outbox.getByRole('link', { name: 'All messages' }).waitFor();
  return outbox;
}

export async function mailedCode(page: Page, server: RunningServer): Promise<string> {
  const mail = await readNewestMail(page, server, 'Your code for Northwind Clinic');
  const text = await mail.locator('.letter').innerText();
  await mail.close();
  const [code] = /\b\d{4} ?\d{4}\b/.exec(text) ?? [];
  if (!code) throw new Error(`no code in:\n${text}`);
  return code;
}

/** What the sample's stand-in for a phone shows. Each call waits, on the server's clock, for a code that was not used yet. */
export async function currentCode(page: Page, server: RunningServer): Promise<string> {
  server.clock.advance(31 * second);
  const app = await page.context().newPage();
  await app.goto(`${server.sampleUrl}/authenticator`);
  const code = await app.locator('.code').innerText();
  await app.close();
  return code;
}

/** One of the enrolled person's, as they stand on the same page. */
export async function sampleBackupCode(page: Page, server: RunningServer, at: number): Promise<string> {
  const app = await page.context().newPage();
  await app.goto(`${server.sampleUrl}/authenticator`);
  const code = await app.locator('.backup code').nth(at).innerText();
  await app.close();
  return code;
}

/** From the first page of set-up into the application. Returns the backup codes. */
export async function setUp(page: Page, server: RunningServer): Promise<readonly string[]> {
  await press(page, 'Send the code');
  await page.getByLabel('Code from the e-mail').fill(await mailedCode(page, server));
  await press(page, 'Continue');
  await chooseApp(page);
  return setUpApp(page, server);
}

/** Where the organisation leaves a choice: the authenticator app. */
export async function chooseApp(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Authenticator app' }).check();
  await press(page, 'Continue');
}

/** From the page with the QR code into the application. */
export async function setUpApp(page: Page, server: RunningServer): Promise<readonly string[]> {
  await turnOn(page, server);
  const codes = await page.locator('.codes code').allInnerTexts();
  await page.getByLabel('I have kept these codes').check();
  await press(page, 'Continue');
  return codes;
}

/** Types the key that the page shows into an app, and the app's code into the page. */
export async function turnOn(page: Page, server: RunningServer): Promise<void> {
  const key = await page.locator('.key').innerText();
  await page.getByLabel('6‑digit code').fill(totpCode(key, server.clock.now()));
  await press(page, 'Turn on');
}

/** The value of a claim of the ID token in the application's table. */
export async function shownClaim(page: Page, name: string): Promise<string | null> {
  await page.getByRole('region', { name: 'ID token' }).waitFor();
  const row = page
    .getByRole('region', { name: 'ID token' })
    .getByRole('row')
    .filter({
      has: page.locator('th code', { hasText: new RegExp(`^${name}$`) }),
    });
  if ((await row.count()) === 0) return null;
  return row.locator('td.value').innerText();
}
