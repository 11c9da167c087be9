// Before a first enrollment something beside the password is asked for (B9): the mailbox, or the help desk's code.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { movableClock, second } from '../support/clock.ts';
import { setUp, signIn, stepOf } from '../support/sign-in.ts';
import { expectProof, mfa, type SceneOptions, setScene, tokensAt } from './scene.ts';

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
const operator = { kind: 'operator', name: 'test' } as const;

/** At the first page of set-up. */
async function atSetUp(options: SceneOptions = {}) {
  const scene = await setScene(app, {
    ...options,
    person: { totp: false, backupCodes: false, ...options.person },
  });
  const first = await signIn(scene.browser, scene.application, scene.person);
  return { ...scene, first };
}

async function enrollmentCode(accountId: string): Promise<string> {
  const check = { identityChecked: 'video', reason: 'new phone' };
  const given = await app.core.actions.access.giveEnrollmentCode(operator, accountId, check);
  if (!given.ok) throw new Error('no code was given');
  return given.code;
}

describe('confirming that it is you (B9)', () => {
  test('wrong, malformed and missing codes say so; the address is masked', async () => {
    const { person, browser, first } = await atSetUp();
    expect(first.text).not.toContain(String(person.email));
    expect(first.text).toContain('•••@northwind.example');
    await browser.submit();
    expect((await browser.submit({ code: '' })).text).toContain('Enter the code.');
    expect((await browser.submit({ code: '123' })).text).toContain('has 8 digits');
    const right = await app.mailedCode(person.email);
    const wrong = right.startsWith('1') ? '20000000' : '10000000';
    expect((await browser.submit({ code: wrong })).text).toContain('4 tries are left.');
    expect(stepOf(await browser.submit({ code: right }))).toBe('authenticator');
  });

  test('five tries end a code; another can be sent; a code is no good in another sign-in', async () => {
    const { person, application, browser } = await atSetUp();
    await browser.submit();
    const right = await app.mailedCode(person.email);
    const other = app.browser();
    await signIn(other, application, person);
    await other.submit();
    const theirs = await app.mailedCode(person.email);
    expect(theirs).not.toBe(right);
    const refused = await browser.submit({ code: right });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('That code is no longer valid.');
  });

  test('too many mails are refused in words, with 429 (B6)', async () => {
    const { browser } = await atSetUp();
    await browser.submit();
    for (let sent = 0; sent < 2; sent++) await browser.submit({}, undefined, 'send-code');
    const limited = await browser.submit({}, undefined, 'send-code');
    expect(limited.status).toBe(429);
    expect(limited.text).toContain('Too many tries in a short time. You can try again on');
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('the same on the page that offers to send one', async () => {
    const { person, application } = await setScene(app, { person: { totp: false, backupCodes: false } });
    for (let sent = 0; sent < 3; sent++) {
      const each = app.browser();
      await signIn(each, application, person);
      await each.submit();
    }
    const browser = app.browser();
    await signIn(browser, application, person);
    const limited = await browser.submit();
    expect([limited.status, stepOf(limited)]).toEqual([429, 'send-code']);
    expect(limited.text).toContain('Too many tries in a short time. You can try again on');
  });

  test('the help desk’s code: wrong ones say so, the right one works once (B9, E4)', async () => {
    const { person, application, browser } = await atSetUp();
    const code = await enrollmentCode(person.id);
    await browser.click('Enter an enrollment code from your help desk');
    expect((await browser.submit({ code: 'AAAA-BBBB-CCCC-DDDD' })).text).toContain(
      'That enrollment code is not right',
    );
    await browser.submit({ code: code.toLowerCase() });
    expect(stepOf(browser.page)).toBe('authenticator');
    const other = app.browser();
    await signIn(other, application, person);
    await other.click('Enter an enrollment code from your help desk');
    expect((await other.submit({ code })).text).toContain('That enrollment code is not right');
  });

  test('without a mailbox only the help desk’s code is offered (B9)', async () => {
    const { person, application, browser, first } = await atSetUp({
      person: { email: null, username: `ward-${Date.now().toString(36)}` },
    });
    expect(stepOf(first)).toBe('confirmation');
    expect(first.text).not.toContain('Get a code by e-mail');
    const { page } = await setUp(browser, { enrollmentCode: await enrollmentCode(person.id) });
    expectProof(await tokensAt(page, application), person, proof);
  });

  test('where the mailbox is read through Sallyport it is not offered (B9)', async () => {
    const { first } = await atSetUp({ policy: { mailboxConfirms: false } });
    expect([stepOf(first), first.text.includes('Get a code by e-mail')]).toEqual(['confirmation', false]);
  });
});
