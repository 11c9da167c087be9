// Fifty at once with one thing that works once, spread over two processes of the server: exactly one is answered with success
// (G2, D1, A9, A13, B2, B3, B4, B9; issue "Several instances").
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser } from '../support/browser.ts';
import { second } from '../support/clock.ts';
import type { Page } from '../support/page.ts';
import { deviceCookie, rememberOn, withPassword } from '../support/remembered-device.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { atOnce, pathOf } from './at-once.ts';
import { type Stage, startStage } from './at-once-stage.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'lost phone' };

let stage: Stage;
/** Has every factor that can be typed. */
let person: Person;
beforeAll(async () => {
  stage = await startStage();
  person = await stage.person({ totp: true, backupCodes: true, phone: '+41791234567' });
});
// Each test begins with a code of the app that nobody used.
beforeEach(() => stage.advance(60 * second));
afterAll(() => stage.stop());

const givesCode = ({ arrival }: Page) => arrival?.url.searchParams.has('code') === true;

function expectOne(pages: readonly Page[], won: (page: Page) => boolean): void {
  expect(pages.filter(won)).toHaveLength(1);
  expectNoFailure(pages);
}

function expectNoFailure(pages: readonly Page[]): void {
  expect(pages.filter(({ status }) => status >= 500).map((page) => page.describe())).toEqual([]);
}

/** The fifty passwords. */
function chosen(index: number) {
  const password = `own-long-passphrase-number-${index}`;
  return { password, repeat: password };
}

/** The text of the newest mail to this person (quoted-printable: RFC 2045 6.7). */
async function mailTo({ email }: Person): Promise<string> {
  const { raw } = await stage.mail.next(email ?? '');
  const whole = raw.replace(/=\r?\n/g, '');
  return /^content-transfer-encoding: quoted-printable/im.test(raw)
    ? whole.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : raw;
}

interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function askForTokens(index: number, fields: Readonly<Record<string, string>>): Promise<Answered> {
  const { cluster, registered } = stage;
  const basic = Buffer.from(`${registered.client.id}:${registered.secret}`).toString('base64');
  const { port } = cluster.servers[index % cluster.servers.length] ?? { port: 0 };
  const answer = await fetch(`http://127.0.0.1:${port}/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${basic}` },
    body: new URLSearchParams(fields),
  });
  return { status: answer.status, body: (await answer.json()) as Answered['body'] }; // OAuth answers are objects
}

/** A code, and what redeems it. */
async function obtainCode(): Promise<Readonly<Record<string, string>>> {
  const { application, both } = stage;
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const own = { code_challenge: challenge, code_challenge_method: 'S256' };
  const page = await signIn(both.browser(0), application, await stage.person({ totp: true }), own);
  const code = page.arrival?.url.searchParams.get('code') ?? '';
  const { redirectUri } = application;
  return { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
}

async function expectOneRedemption(fields: Readonly<Record<string, string>>): Promise<Answered['body']> {
  const answers = await Promise.all(atOnce.map((index) => askForTokens(index, fields)));
  const lost = answers.filter(({ status }) => status !== 200);
  expect(lost).toHaveLength(49);
  expect(new Set(lost.map(({ status, body }) => `${status} ${body.error}`))).toEqual(
    new Set(['400 invalid_grant']),
  );
  return answers.find(({ status }) => status === 200)?.body ?? {};
}

describe('fifty at once, over two processes', () => {
  test('one authorization code: one gets tokens', async () => {
    expect(await expectOneRedemption(await obtainCode())).toHaveProperty('id_token');
  });

  test('one refresh token: one gets the next, which is then revoked with its family', async () => {
    const { body } = await askForTokens(0, await obtainCode());
    const grant = { grant_type: 'refresh_token' };
    const won = await expectOneRedemption({ ...grant, refresh_token: String(body.refresh_token) });
    for (const index of [0, 1])
      expect(
        (await askForTokens(index, { ...grant, refresh_token: String(won.refresh_token) })).body.error,
      ).toBe('invalid_grant');
  });

  test('one code of an app: one is let in', async () => {
    const { both } = stage;
    const crowd = await both.atSecondFactor(person);
    const code = person.code();
    expectOne(await both.post(crowd, 'second-factor?method=totp', () => ({ code })), givesCode);
  });

  test('one backup code: one is let in', async () => {
    const { both, cluster } = stage;
    const crowd = await both.atSecondFactor(person);
    const [code = ''] = person.backupCodes;
    expectOne(await both.post(crowd, 'second-factor?method=backup-code', () => ({ code })), givesCode);
    const { backupCodes } = await cluster.storage.enrollments.find(person.id);
    expect(backupCodes?.codes.filter(({ usedAt }) => usedAt !== null)).toHaveLength(1);
  });

  test('one code of a break-glass window: one is let in', async () => {
    const { both, actions } = stage;
    const crowd = await both.atSecondFactor(person);
    const opened = await actions.breakGlass.open(operator, person.id, check);
    if (!opened.ok) throw new Error(opened.reason);
    const { code } = opened;
    expectOne(await both.post(crowd, 'second-factor?method=break-glass', () => ({ code })), givesCode);
    expect(await stage.eventsOf(person, 'break-glass.used')).toHaveLength(1);
  });

  test('one code of a text message, in the sign-in that asked: one is let in', async () => {
    const { both, sms } = stage;
    const [asking] = await both.atSecondFactor(person);
    if (!asking) throw new Error('nobody is there');
    await asking.post(pathOf(asking, 'send-text'), Object.fromEntries(asking.page.form().values));
    const code = /#(\d{6})$/.exec(sms.messages().at(-1)?.text ?? '')?.[1] ?? '';
    const ways = await both.atBoth(asking);
    expectOne(await both.post(ways, 'second-factor?method=sms', () => ({ code })), givesCode);
    const used = await stage.eventsOf(person, 'factor.used');
    expect(used.filter(({ body }) => body.includes('"kind":"sms"'))).toHaveLength(1);
  });

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
    const code = /^\s*(\d{4}[ -]?\d{4})\s*$/m.exec(await mailTo(newcomer))?.[1] ?? '';
    expectNoFailure(await both.post(await both.atBoth(browser), 'confirmation', () => ({ code })));
    expect(await stage.eventsOf(newcomer, 'enrollment.confirmed')).toHaveLength(1);
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
    for (const index of atOnce.slice(0, 20)) {
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
});
