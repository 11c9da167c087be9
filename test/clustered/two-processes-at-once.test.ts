// Fifty at once with one thing that works once, spread over two processes of the server: exactly one is answered with success
// (G2, D1, B2, B3, B9; issue "Several instances").
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Tenant } from '../../ports/tenants.ts';
import type { Application } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { second } from '../support/clock.ts';
import { type ClusterOfServers, startServers } from '../support/cluster-of-servers.ts';
import { newClusteredPlace } from '../support/clustered-stores.ts';
import type { Page } from '../support/page.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp.ts';
import type { Person, Registered } from '../support/world.ts';
import type { PersonOptions } from '../support/world-records.ts';

const atOnce = Array.from({ length: 50 }, (_, index) => index);

let mail: SmtpSink;
let cluster: ClusterOfServers;
let tenant: Tenant;
let registered: Registered;
let application: Application;
beforeAll(async () => {
  mail = await startSmtpSink();
  const settings = { SMTP_URL: mail.url, MAIL_FROM: 'door@northwind.example', LOG_LEVEL: 'warn' };
  cluster = await startServers({ stores: await newClusteredPlace(), settings });
  tenant = await cluster.world.tenant();
  registered = await cluster.world.client(tenant.id);
  application = await cluster.application(registered);
});
beforeEach(() => cluster.advance(60 * second));
afterAll(async () => {
  await cluster.dispose();
  await mail.stop();
});

const newPerson = (options?: PersonOptions) => cluster.world.person(tenant.id, options);
const at = (index: number) => cluster.servers[index % cluster.servers.length];
const having = (person: Person) => ({ ...person, code: () => person.code(cluster.now()) });
const givesCode = ({ arrival }: Page) => arrival?.url.searchParams.has('code') === true;

/** Fifty browsers of this person, half of them at each process, whose password was right. */
async function fifty({ identifier, password }: Person): Promise<readonly Browser[]> {
  const browsers: Browser[] = [];
  for (const index of atOnce) {
    const browser = cluster.browser({ at: at(index) });
    await signIn(browser, application, { identifier, password });
    browsers.push(browser);
  }
  return browsers;
}

function expectOne(pages: readonly Page[], won: (page: Page) => boolean): void {
  expect(pages.filter(won)).toHaveLength(1);
  expect(pages.filter(({ status }) => status >= 500).map((page) => page.describe())).toEqual([]);
}

interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function askForTokens(index: number, fields: Readonly<Record<string, string>>): Promise<Answered> {
  const basic = Buffer.from(`${registered.client.id}:${registered.secret}`).toString('base64');
  const answer = await fetch(`http://127.0.0.1:${at(index)?.port}/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${basic}` },
    body: new URLSearchParams(fields),
  });
  return { status: answer.status, body: (await answer.json()) as Answered['body'] }; // OAuth answers are objects
}

/** A code, and what redeems it. */
async function obtainCode(): Promise<Readonly<Record<string, string>>> {
  const person = await newPerson({ totp: true });
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const own = { code_challenge: challenge, code_challenge_method: 'S256' };
  const page = await signIn(cluster.browser(), application, having(person), own);
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
    const person = await newPerson({ totp: true });
    const browsers = await fifty(person);
    const code = person.code(cluster.now());
    expectOne(await Promise.all(browsers.map((browser) => browser.submit({ code }))), givesCode);
  });

  test('one backup code: one is let in', async () => {
    const person = await newPerson({ totp: true, backupCodes: true });
    const browsers = await fifty(person);
    for (const browser of browsers) await browser.follow(`${browser.page.url.pathname}?method=backup-code`);
    const [code = ''] = person.backupCodes;
    expectOne(await Promise.all(browsers.map((browser) => browser.submit({ code }))), givesCode);
    const { backupCodes } = await cluster.storage.enrollments.find(person.id);
    expect(backupCodes?.codes.filter(({ usedAt }) => usedAt !== null)).toHaveLength(1);
  });

  test('one code of the mailbox: it confirms once', async () => {
    const person = await newPerson();
    const browser = cluster.browser();
    await signIn(browser, application, person);
    await browser.submit();
    const { raw } = await mail.next(person.email ?? '');
    const code = /^\s*(\d{4}[ -]?\d{4})\s*$/m.exec(raw)?.[1] ?? '';
    const tabs = await tabsOf(browser);
    const pages = await Promise.all(tabs.map((tab) => tab.submit({ code })));
    expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
    expect(await eventsOf(person, 'enrollment.confirmed')).toBe(1);
  });

  test('one code of the help desk, in fifty sign-ins: one of them may go on', async () => {
    const person = await newPerson();
    const why = ['--identity-checked', 'phone', '--reason', 'new phone'];
    const given = await cli('account', 'enrollment-code', ...why, '--json', '--', person.id);
    const code = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(given)?.[0] ?? '';
    const browsers = await fifty(person);
    for (const browser of browsers) await browser.follow(`${browser.page.url.pathname}?way=enrollment-code`);
    const pages = await Promise.all(browsers.map((browser) => browser.submit({ code })));
    expectOne(pages, (page) => stepOf(page) === 'authenticator');
  });

  test('one invitation: one password is taken', async () => {
    const person = await newPerson({ password: null });
    await cli('account', 'invite', '--', person.id);
    const { raw } = await mail.next(person.email ?? '');
    const link = /https?:\/\/\S+\/invitation\?token=\S+/.exec(decoded(raw))?.[0] ?? '';
    const browsers = await Promise.all(
      atOnce.map(async (index) => {
        const browser = cluster.browser({ at: at(index) });
        await browser.open(link);
        await browser.submit();
        return browser;
      }),
    );
    const passwords = atOnce.map((index) => `own-long-passphrase-number-${index}`);
    const chosen = passwords.map((password) => ({ password, repeat: password }));
    const pages = await Promise.all(browsers.map((browser, index) => browser.submit(chosen[index])));
    expectOne(pages, ({ status }) => status === 200);
    const password = passwords[pages.findIndex(({ status }) => status === 200)] ?? '';
    const page = await signIn(cluster.browser(), application, { identifier: person.identifier, password });
    expect(stepOf(page)).not.toBe('password');
  });
});

async function cli(...args: string[]): Promise<string> {
  const ran = await cluster.servers[0]?.cli(args);
  if (ran?.code !== 0) throw new Error(`${args.join(' ')} ended with ${ran?.code}: ${ran?.stderr}`);
  return ran.stdout;
}

/** Quoted-printable (RFC 2045 6.7). */
function decoded(raw: string): string {
  const whole = raw.replace(/=\r?\n/g, '');
  return /^content-transfer-encoding: quoted-printable/im.test(raw)
    ? whole.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : raw;
}

/** Fifty tabs of this browser with the page that it shows, half of them served by each process. */
async function tabsOf(browser: Browser): Promise<readonly Browser[]> {
  const ways = cluster.servers.map((server) => {
    const way = cluster.browser({ at: server });
    for (const cookie of browser.jar.list()) way.jar.put(cookie);
    return way;
  });
  const { url } = browser.page;
  const tabs = atOnce.flatMap((index) => ways[index % ways.length]?.tab() ?? []);
  for (const tab of tabs) await tab.open(url);
  return tabs;
}

async function eventsOf({ id }: Person, type: string): Promise<number> {
  const rows = await cluster.storage.audit.readBack(tenant.id, null, 1000, id);
  return rows.filter((row) => row.type === type).length;
}
