// Somebody new: the link, a first password, the first sign-in with set-up.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { setUp, signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { expectProof, mfa, setScene, tokensAt } from './scene.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const password = 'correct horse battery staple';
const operator = { kind: 'operator', name: 'test' } as const;

async function setInvited() {
  const scene = await setScene(app, {
    person: { totp: false, backupCodes: false, password: null, ageDays: 0 },
  });
  const invited = await app.core.actions.access.invite(operator, scene.person.id);
  if (!invited.ok) throw new Error(invited.reason);
  const mail = app.mails.findLast(({ to }) => to === scene.person.email);
  const [link] = /http\S+\/invitation\?token=\S+/.exec(mail?.text ?? '') ?? [];
  if (!link) throw new Error('no link in the mail');
  return { ...scene, link };
}

async function choosePassword(browser: Browser, link: string) {
  await browser.open(link);
  await browser.submit();
  return browser.submit({ password, repeat: password });
}

const withPassword = (person: Person) => ({ identifier: person.identifier, password });

describe('somebody invited (A6, B9, C2)', () => {
  test('sets up in the browser of the link without another confirmation', async () => {
    const { person, application, browser, link } = await setInvited();
    const done = await choosePassword(browser, link);
    expect(done.heading).toBe('Your password is saved');
    const first = await signIn(browser, application, withPassword(person));
    expect(stepOf(first)).toBe('authenticator');
    expect(first.text).toContain('Your organization requires two-factor authentication.');
    expect(first.text).toContain('Step 1 of 2');
    const { page } = await setUp(browser);
    expectProof(await tokensAt(page, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });

  test('in another browser a code from the mailbox is asked for (B9)', async () => {
    const { person, application, browser, link } = await setInvited();
    await choosePassword(app.browser(), link);
    const first = await signIn(browser, application, withPassword(person));
    expect(stepOf(first)).toBe('send-code');
    const { page } = await setUp(browser, { mailedCode: () => app.mailedCode(person.email) });
    expectProof(await tokensAt(page, application), person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });

  test('a link that a mail scanner opened first still works, once (B9)', async () => {
    const { browser, link } = await setInvited();
    const scanner = app.browser();
    await scanner.open(link);
    await scanner.open(link);
    const done = await choosePassword(browser, link);
    expect(done.heading).toBe('Your password is saved');
    await browser.open(link);
    const again = await browser.submit();
    expect([again.status, again.heading]).toEqual([410, 'This invitation cannot be used']);
  });

  test('a refused password says why and does not use the link up', async () => {
    const { browser, link } = await setInvited();
    await browser.open(link);
    await browser.submit();
    const empty = await browser.submit({ password: '', repeat: '' });
    expect(empty.text).toContain('Enter a new password.');
    const differing = await browser.submit({ password, repeat: 'x' });
    expect(differing.text).toContain('The two passwords differ.');
    const short = await browser.submit({ password: 'seven chars', repeat: 'seven chars' });
    expect([short.status, short.title.startsWith('Error:')]).toEqual([422, true]);
    expect(short.text).toContain('Use at least 15 characters. This one has 11.');
    expect((await browser.submit({ password, repeat: password })).heading).toBe('Your password is saved');
  });

  test('a link with anything else for a token opens nothing', async () => {
    for (const token of ['x', '', 'a.b', `${'A'.repeat(22)}.${'B'.repeat(43)}`]) {
      const browser = app.browser();
      await browser.open(`${app.issuer}/invitation?token=${token}`);
      expect((await browser.submit()).status).toBe(410);
    }
    expect((await app.browser().open(`${app.issuer}/invitation`)).status).toBe(410);
  });
});
