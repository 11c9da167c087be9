// Fifty at once with one way back or one change of the account, spread over two processes of the server: it works once
// (G2, A9, B2, C3, C7, E4; issue "Several instances"). Codes, tokens and second steps: two-processes-at-once.test.ts.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser } from '../support/browser.ts';
import { second } from '../support/clock.ts';
import { deviceCookie, rememberOn, withPassword } from '../support/remembered-device.ts';
import { shownKey, signIn, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import type { Person } from '../support/world.ts';
import { atOnce, expectNoFailure, expectOne, givesCode } from './at-once.ts';
import { type Stage, startStage } from './at-once-stage.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'lost phone' };

let stage: Stage;
let person: Person;
beforeAll(async () => {
  stage = await startStage();
  person = await stage.person({ totp: true });
});
beforeEach(() => stage.advance(60 * second));
afterAll(() => stage.stop());

/** The fifty passwords. */
function chosen(index: number) {
  const password = `own-long-passphrase-number-${index}`;
  return { password, repeat: password };
}

/** The text of the newest mail to this person (quoted-printable: RFC 2045 6.7). */
async function mailTo({ email }: Pick<Person, 'email'>): Promise<string> {
  const { raw } = await stage.mail.next(email ?? '');
  const whole = raw.replace(/=\r?\n/g, '');
  return /^content-transfer-encoding: quoted-printable/im.test(raw)
    ? whole.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : raw;
}

/** Of a mailbox. */
async function codeTo(somebody: Pick<Person, 'email'>): Promise<string> {
  return /^\s*(\d{4}[ -]?\d{4})\s*$/m.exec(await mailTo(somebody))?.[1] ?? '';
}

describe('fifty at once, over two processes', () => {
  test('one code of the help desk, after a reset: one sign-in may go on', async () => {
    const { both, actions } = stage;
    const crowd = await both.atSecondFactor(person);
    const given = await actions.access.resetFactors(operator, person.id, check);
    if (!given.ok) throw new Error(given.reason);
    const { code } = given;
    const pages = await both.post(crowd, 'confirmation?way=enrollment-code', () => ({ code }));
    expectNoFailure(pages);
    // Whoever clicks twice is there twice.
    const there = pages.filter((page) => stepOf(page) === 'choice');
    expect(new Set(there.map(({ url }) => url.pathname)).size).toBe(1);
  });

  test('one code of the mailbox: it confirms once', async () => {
    const { both, application } = stage;
    const newcomer = await stage.person();
    const browser = both.browser(0);
    await signIn(browser, application, newcomer);
    await browser.submit();
    const code = await codeTo(newcomer);
    expectNoFailure(await both.post(await both.atBoth(browser), 'confirmation', () => ({ code })));
    expect(await stage.eventsOf(newcomer, 'enrollment.confirmed')).toHaveLength(1);
  });

  test('one code that confirms a new app: one app and one set of backup codes', async () => {
    const { both, application, cluster } = stage;
    const newcomer = await stage.person();
    const browser = both.browser(0);
    await signIn(browser, application, newcomer);
    await browser.submit();
    await browser.submit({ code: await codeTo(newcomer) });
    await browser.submit({ kind: 'totp' });
    const code = totpCode(shownKey(browser.page), cluster.now());
    const { action } = browser.page.form();
    const ways = await both.atBoth(browser);
    expectNoFailure(await both.post(ways, action.pathname, () => ({ code })));
    const { factors, backupCodes } = await cluster.storage.enrollments.find(newcomer.id);
    expect([factors.length, backupCodes?.codes.length]).toEqual([1, 10]);
  });

  test('one invitation: one password is taken', async () => {
    const { both, actions, application, mails } = stage;
    const newcomer = await stage.person({ password: null });
    await actions.access.invite(operator, newcomer.id);
    const link = /https?:\/\/\S+\/invitation\?token=\S+/.exec(mails.at(-1)?.text ?? '')?.[0] ?? '';
    const browsers = [both.browser(0), both.browser(1)];
    for (const browser of browsers) {
      await browser.open(link);
      await browser.submit();
    }
    const pages = await both.post(browsers, '/invitation/password', chosen);
    expectOne(pages, ({ status }) => status === 200);
    const { password } = chosen(pages.findIndex(({ status }) => status === 200));
    const { identifier } = newcomer;
    const page = await signIn(both.browser(0), application, { identifier, password });
    expect(stepOf(page)).not.toBe('password');
  });

  test('one link for a forgotten password: one password is set', async () => {
    const { both, application } = stage;
    const forgetful = await stage.person();
    const asking = both.browser(0);
    await signIn(asking, application, {});
    await asking.click('I can’t sign in');
    await asking.submit({ identifier: forgetful.identifier });
    const link = /https?:\/\/\S+\/password-link\?token=\S+/.exec(await mailTo(forgetful))?.[0];
    await asking.open(link ?? '');
    const opened = await both.post(await both.atBoth(asking), '/password-link', () => ({}));
    expectNoFailure(opened);
    // A mail has five tries, and opening its link is one.
    const there = opened.filter((page) => stepOf(page) === 'new-password');
    expect(there).toHaveLength(5);
    await asking.open(there[0]?.url ?? '');
    expectNoFailure(await both.post(await both.atBoth(asking), 'new-password', chosen));
    expect(await stage.eventsOf(forgetful, 'password.set')).toHaveLength(1);
    expect((await asking.reload()).text).toContain('Your new password is saved');
  });

  test('one remembered browser: renewed once, nobody is told of a copy, and it goes on being remembered', async () => {
    const { both, application } = stage;
    const own = await stage.person({ totp: true });
    const first = both.browser(0);
    await rememberOn(first, application, own);
    const before = deviceCookie(first);
    stage.advance(60 * second);
    const browsers: Browser[] = [];
    for (const index of atOnce) {
      // As if from as many networks, whose tries at the password are counted apart.
      const browser = both.browser(index, `198.51.${index}.7`);
      browser.jar.put(before);
      await signIn(browser, application, {});
      browsers.push(browser);
    }
    const { identifier, password } = own;
    const pages = await Promise.all(browsers.map((browser) => browser.submit({ identifier, password })));
    expect(pages.filter(givesCode)).toHaveLength(browsers.length);
    const renewed = browsers.filter((browser) => deviceCookie(browser).value !== before.value);
    expect(renewed).toHaveLength(1);
    stage.advance(120 * second);
    for (const browser of renewed)
      expect(givesCode(await withPassword(browser, application, own))).toBe(true);
    expect(await stage.eventsOf(own, 'remembered-device.reused')).toEqual([]);
  });

  test('one pair of codes for another e-mail address: it is changed once', async () => {
    const { both, cluster, application } = stage;
    const mover = await stage.person({ totp: true });
    const browser = both.browser(0);
    const wanted = `moved.${mover.email}`;
    await signIn(browser, application, { ...mover, code: () => mover.code() });
    await browser.open(`${cluster.issuer}/account/email`);
    await browser.submit({ address: wanted });
    const codes = { old: await codeTo(mover), new: await codeTo({ ...mover, email: wanted }) };
    expectNoFailure(await both.post(await both.atBoth(browser), '/account/email/confirm', () => codes));
    expect((await cluster.storage.accounts.find(mover.id))?.email).toBe(wanted);
    expect(await stage.eventsOf(mover, 'account.updated')).toHaveLength(1);
  });

  test('one “This wasn’t me”: it is said once', async () => {
    const { both, cluster, notMeLink } = stage;
    const reader = both.browser(0);
    await reader.open(notMeLink(person.id));
    stage.advance(60 * second);
    const pages = await both.post(await both.atBoth(reader), '/not-me', () => ({}));
    expectOne(pages, ({ status }) => status === 200);
    // It only restricts, so its event may be written after the answer; a server that stops has written all.
    await Promise.all(cluster.servers.map((server) => server.stop()));
    expect(await stage.eventsOf(person, 'notice.disputed')).toHaveLength(1);
  });
});
