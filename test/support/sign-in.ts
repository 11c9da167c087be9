// How a person goes through our pages, by what each page asks.
// Invariant: a page is known by where its form posts to, and only what it offers is filled in; an unknown one stops the person.
import type { Application, Parameters } from './application.ts';
import type { Browser } from './browser.ts';
import { attribute, elementsOf, fold, textContent } from './html.ts';
import type { FieldValues } from './html-form.ts';
import type { Page } from './page.ts';
import { totpCode } from './totp.ts';

/** What the person knows and has. A page that asks for something else stops them, and is returned. */
export interface Having {
  readonly identifier?: string;
  readonly password?: string;
  /** What the authenticator app shows. Called when a page asks. */
  readonly code?: () => string;
  /** Ticks that this browser be remembered, where it is offered. */
  readonly remembers?: boolean;
  /** One of theirs, dashes as printed. Used where the page of backup codes is open. */
  readonly backupCode?: string;
  /** Agrees to what an application wants to know. */
  readonly agrees?: boolean;
}

export interface SetUpDone {
  readonly page: Page;
  /** The key that the page showed, base32 without spaces. */
  readonly totpKey: string;
  readonly backupCodes: readonly string[];
}

export interface SettingUp {
  /** Fetches the code that was just mailed. Not asked for where nothing needs to be confirmed. */
  readonly mailedCode?: () => Promise<string>;
  readonly enrollmentCode?: string;
  /** ms; what the authenticator app takes for now. */
  readonly now?: () => number;
}

/** The last part of where the page's main form posts to: 'password', 'second-factor', 'authenticator', ...; '' without a form. */
export function stepOf(page: Page): string {
  return page.forms.length === 0 ? '' : (page.form().action.pathname.split('/').at(-1) ?? '');
}

/** Sends the browser from the application to the sign-in, and goes on as far as what the person has leads. */
export async function signIn(
  browser: Browser,
  application: Application,
  having: Having,
  parameters: Parameters = {},
): Promise<Page> {
  await browser.open(await application.authorizationUrl(parameters), application.redirectUri);
  return goOn(browser, having);
}

/** From the page shown, as far as what the person has leads. A page that comes again with an error stops them. */
export async function goOn(browser: Browser, having: Having): Promise<Page> {
  let last = '';
  for (;;) {
    const { page } = browser;
    const step = stepOf(page);
    if (page.arrival || page.status !== 200 || step === last) return page;
    last = step;
    const answer = answerTo(page, step, having);
    if (answer === null) return page;
    await browser.submit(answer);
  }
}

/** From the first page of set-up to the end of it: with an app, where there is a choice. */
export async function setUp(browser: Browser, having: SettingUp = {}): Promise<SetUpDone> {
  if (stepOf(browser.page) === 'send-code') await browser.submit();
  if (stepOf(browser.page) === 'confirmation') {
    const code = having.enrollmentCode ?? (await having.mailedCode?.());
    if (code === undefined) throw new Error(`no code to confirm with at ${browser.page.describe()}`);
    await browser.submit({ code });
  }
  if (stepOf(browser.page) === 'choice') await browser.submit({ kind: 'totp' });
  expectStep(browser.page, 'authenticator');
  const totpKey = shownKey(browser.page);
  await browser.submit({ code: totpCode(totpKey, having.now?.()) });
  expectStep(browser.page, 'backup-codes');
  const backupCodes = shownBackupCodes(browser.page);
  return { page: await browser.submit({ kept: true }), totpKey, backupCodes };
}

/** The key on the page of set-up, base32 without spaces. */
export function shownKey(page: Page): string {
  const [key] = page.html.find((one) => attribute(one, 'class') === 'key');
  if (!key) throw new Error(`no key at ${page.describe()}`);
  return textContent(key).replace(/\s/g, '');
}

/** The codes on the page that shows them once. */
export function shownBackupCodes(page: Page): readonly string[] {
  const [list] = page.html.find((one) => attribute(one, 'class') === 'codes');
  if (!list) throw new Error(`no backup codes at ${page.describe()}`);
  return elementsOf(list)
    .filter((one) => one.tagName === 'code')
    .map((one) => fold(textContent(one)));
}

function answerTo(page: Page, step: string, having: Having): FieldValues | null {
  const { identifier, password } = having;
  if (step === 'password' && password !== undefined)
    return { ...(identifier !== undefined && { identifier }), password };
  if (step === 'second-factor') return answerToSecondFactor(page, having);
  if (step === 'consent' && having.agrees) return {};
  return step === 'backup-codes-low' ? {} : null;
}

/** One path serves the app's code and backup codes; only the app's is a `one-time-code`. */
function answerToSecondFactor(page: Page, { code, backupCode, remembers }: Having): FieldValues | null {
  const asksForApp = page.form().fields.some((field) => attribute(field, 'autocomplete') === 'one-time-code');
  if (asksForApp) return code ? { code: code(), ...(remembers && { remember: true }) } : null;
  return backupCode === undefined ? null : { code: backupCode };
}

function expectStep(page: Page, step: string): void {
  if (stepOf(page) !== step) throw new Error(`expected the page "${step}", but this is ${page.describe()}`);
}
