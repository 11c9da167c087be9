// CVE-2026-49443 (authentik): an empty, missing, null, array or object field advances a step.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from '../support/browser.ts';
import type { Page } from '../support/page.ts';
import { shownBackupCodes, shownKey, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import {
  atSecondFactor,
  csrfOf,
  enrollmentsOf,
  givesCode,
  passwordProved,
  type Scene,
  startScene,
} from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

/** How a field can be there without being there; `field` is its name. */
const shapes: readonly [name: string, body: (field: string) => string][] = [
  ['missing', () => ''],
  ['empty', (field) => `${field}=`],
  ['spaces', (field) => `${field}=%20%20`],
  ['a line break', (field) => `${field}=%0A`],
  ['NUL', (field) => `${field}=%00`],
  ['a zero-width space', (field) => `${field}=%E2%80%8B`],
  ['"null"', (field) => `${field}=null`],
  ['"undefined"', (field) => `${field}=undefined`],
  ['"true"', (field) => `${field}=true`],
  ['"[]"', (field) => `${field}=%5B%5D`],
  ['"{}"', (field) => `${field}=%7B%7D`],
  ['an empty array', (field) => `${field}[]=`],
  ['an array', (field) => `${field}[]=a&${field}[]=b`],
  ['an object', (field) => `${field}[a]=b`],
  ['an operator', (field) => `${field}[$ne]=x`],
  ['given twice', (field) => `${field}=a&${field}=b`],
  ['a property of every object', (field) => `__proto__[${field}]=x`],
  ['not text', (field) => `${field}=%ff%fe`],
];

/** Sends the open form with this instead of what it asks for. */
async function sendInstead(browser: Browser, body: string): Promise<Page> {
  const { page } = browser;
  const csrf = encodeURIComponent(csrfOf(page));
  const answer = await browser.send({
    url: page.form().action,
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: page.url.origin },
    body: `csrf=${csrf}&${body}`,
  });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(answer.headers.get('location')).toBeNull();
  return browser.reload();
}

describe.each(shapes)('a field that is %s', (_name, body) => {
  test('is no password', async () => {
    const person = await scene.person();
    const browser = scene.app.browser();
    await browser.open(await scene.application.authorizationUrl());
    const identifier = `identifier=${encodeURIComponent(person.identifier)}`;
    expect(stepOf(await sendInstead(browser, `${identifier}&${body('password')}`))).toBe('password');
    expect(stepOf(await sendInstead(browser, `password=${person.password}&${body('identifier')}`))).toBe(
      'password',
    );
  });

  test('is no code of an app and no backup code', async () => {
    const person = await scene.person({ backupCodes: true });
    const browser = await atSecondFactor(scene, person);
    const before = await enrollmentsOf(scene, person);
    expect(stepOf(await sendInstead(browser, body('code')))).toBe('second-factor');
    await browser.follow(`${browser.page.url.pathname}?method=backup-code`);
    expect(stepOf(await sendInstead(browser, body('code')))).toBe('second-factor');
    expect(await enrollmentsOf(scene, person)).toEqual(before);
  });

  test('confirms no mailbox, no help desk and no app, and keeps no backup codes', async () => {
    const person = await scene.person({ totp: false });
    const browser = await passwordProved(scene, person);
    await browser.submit();
    expect(stepOf(await sendInstead(browser, body('code')))).toBe('confirmation');
    await browser.follow(`${browser.page.url.pathname}?way=enrollment-code`);
    expect(stepOf(await sendInstead(browser, body('code')))).toBe('confirmation');
    await browser.follow(browser.page.url.pathname);
    await browser.submit({ code: await scene.app.mailedCode(person.email) });
    expect(stepOf(browser.page)).toBe('authenticator');
    expect(stepOf(await sendInstead(browser, body('code')))).toBe('authenticator');
    expect(await enrollmentsOf(scene, person)).toMatchObject({ factors: [], backupCodes: null });
  });
});

test('what is no "yes" does not say that the backup codes are kept', async () => {
  const person = await scene.person({ totp: false });
  const browser = await passwordProved(scene, person);
  await browser.submit();
  await browser.submit({ code: await scene.app.mailedCode(person.email) });
  await browser.submit({ code: totpCode(shownKey(browser.page)) });
  const codes = shownBackupCodes(browser.page);
  for (const body of ['', 'kept=', 'kept=no', 'kept=false', 'kept=null', 'kept[]=yes', 'kept=yes&kept=yes']) {
    const page = await sendInstead(browser, body);
    expect(stepOf(page)).toBe('backup-codes');
    expect(shownBackupCodes(page)).toEqual(codes);
  }
  expect(givesCode(await browser.submit({ kept: true }))).toBe(true);
});
