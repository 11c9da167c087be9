// Fifty at once, on two instances over one store, with one thing that works once: exactly one is answered with success.
// Codes of apps and backup codes stand in test/attacks/parallel-codes.test.ts.
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Application } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { shownKey, signIn, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import type { Person, Registered } from '../support/world.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'new phone' };
const atOnce = Array.from({ length: 50 }, (_, index) => index);

let first: RunningApp;
let second: RunningApp;
let tenantId: string;
let registered: Registered;
/** The application as it reaches each instance. */
let applications: readonly [Application, Application];
beforeEach(async () => {
  first = await startApp();
  second = await startApp({ store: first.store, issuer: first.issuer });
  tenantId = (await first.world.tenant()).id;
  registered = await first.world.client(tenantId);
  applications = [await first.application(registered), await second.application(registered)];
});
afterEach(async () => {
  await second.stop();
  await first.stop();
});

const instance = (index: number) => (index % 2 ? second : first);

interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function askForTokens(index: number, fields: Readonly<Record<string, string>>): Promise<Answered> {
  const { client, secret = '' } = registered;
  const basic = Buffer.from(`${encodeURIComponent(client.id)}:${encodeURIComponent(secret)}`).toString(
    'base64',
  );
  const answer = await fetch(`${instance(index).origin}/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${basic}` },
    body: new URLSearchParams(fields),
  });
  return { status: answer.status, body: (await answer.json()) as Answered['body'] }; // OAuth answers are objects
}

/** A code, and what redeems it. */
async function obtainCode(): Promise<Readonly<Record<string, string>>> {
  const person = await first.world.person(tenantId, { totp: true });
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const own = { code_challenge: challenge, code_challenge_method: 'S256' };
  const page = await signIn(first.browser(), applications[0], { ...person, code: () => person.code() }, own);
  const code = page.arrival?.url.searchParams.get('code') ?? '';
  const { redirectUri } = applications[0];
  return { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
}

function expectOneSuccess(answers: readonly Answered[]): Answered['body'] {
  const won = answers.filter(({ status }) => status === 200);
  expect(won).toHaveLength(1);
  const lost = answers.filter(({ status }) => status !== 200);
  expect(new Set(lost.map(({ status, body }) => `${status} ${body.error}`))).toEqual(
    new Set(['400 invalid_grant']),
  );
  return won[0]?.body ?? {};
}

describe('fifty parallel redemptions on two instances (D1)', () => {
  test('of one authorization code: one gets tokens', async () => {
    const fields = await obtainCode();
    expectOneSuccess(await Promise.all(atOnce.map((index) => askForTokens(index, fields))));
  });

  test('of one refresh token: one gets the next', async () => {
    const { body } = await askForTokens(0, await obtainCode());
    const fields = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
    const won = expectOneSuccess(await Promise.all(atOnce.map((index) => askForTokens(index, fields))));
    // The others were replays, so the family is revoked (RFC 9700 4.14.2).
    const next = { grant_type: 'refresh_token', refresh_token: String(won.refresh_token) };
    expect((await askForTokens(1, next)).body.error).toBe('invalid_grant');
  });
});

describe('fifty parallel uses on two instances', () => {
  test('of one invitation: one password is taken', async () => {
    const person = await first.world.person(tenantId, { password: null });
    await first.core.actions.access.invite(operator, person.id);
    const mail = first.mails.findLast(({ to }) => to === person.email);
    const link = /https?:\/\/\S+\/invitation\?token=\S+/.exec(mail?.text ?? '')?.[0] ?? '';
    const browsers = await Promise.all(
      atOnce.map(async (index) => {
        const browser = instance(index).browser();
        await browser.open(link);
        await browser.submit();
        return browser;
      }),
    );
    const password = (index: number) => `own-long-passphrase-number-${index}`;
    const pages = await Promise.all(
      browsers.map((browser, index) =>
        browser.submit({ password: password(index), repeat: password(index) }),
      ),
    );
    const winners = atOnce.filter((index) => pages[index]?.status === 200);
    expect(winners).toHaveLength(1);
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200, 410]));
    const given = { identifier: person.identifier, password: password(winners[0] ?? -1) };
    expect((await signIn(first.browser(), applications[0], given)).status).toBe(200);
    expect((await eventsOf(person)).filter((type) => type === 'invitation.used')).toHaveLength(1);
  });

  test('of one mailed code: it confirms once', async () => {
    const person = await first.world.person(tenantId);
    const browser = await atConfirmation(person, 0);
    await browser.submit();
    const code = await first.mailedCode(person.email);
    const tabs = await tabsOf(browser);
    const pages = await Promise.all(tabs.map((tab) => tab.submit({ code })));
    expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
    expect((await eventsOf(person)).filter((type) => type === 'enrollment.confirmed')).toHaveLength(1);
  });

  test('of one code of the help desk, in fifty sign-ins: one of them may go on', async () => {
    const person = await first.world.person(tenantId);
    const given = await first.core.actions.access.giveEnrollmentCode(operator, person.id, check);
    if (!given.ok) throw new Error(given.reason);
    const browsers: Browser[] = [];
    for (const index of atOnce) {
      const browser = await atConfirmation(person, index);
      await browser.follow(`${browser.page.url.pathname}?way=enrollment-code`);
      browsers.push(browser);
    }
    const pages = await Promise.all(browsers.map((browser) => browser.submit({ code: given.code })));
    expect(pages.filter((page) => stepOf(page) === 'authenticator')).toHaveLength(1);
    expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
  });

  test('of one code that confirms an app: one app and one set of backup codes', async () => {
    const person = await first.world.person(tenantId);
    const browser = await atConfirmation(person, 0);
    await browser.submit();
    await browser.submit({ code: await first.mailedCode(person.email) });
    const code = totpCode(shownKey(browser.page));
    const tabs = await tabsOf(browser);
    const pages = await Promise.all(tabs.map((tab) => tab.submit({ code })));
    expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
    const { factors, backupCodes } = await first.store.storage.enrollments.find(person.id);
    expect(factors).toHaveLength(1);
    expect(backupCodes?.codes).toHaveLength(10);
    // The codes on the page are those that were stored.
    await browser.open(`${browser.page.url.origin}/interaction/${browser.page.url.pathname.split('/')[2]}`);
    expect(stepOf(browser.page) || browser.page.describe()).toBe('backup-codes');
    const shown = browser.page.text.match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/)?.[0] ?? '';
    await browser.submit({ kept: true });
    expect(browser.page.arrival).not.toBeNull();
    const again = second.browser();
    const page = await signIn(again, applications[1], { ...person, code: undefined });
    await again.follow(`${page.url.pathname}?method=backup-code`);
    expect((await again.submit({ code: shown })).arrival).not.toBeNull();
  });
});

/** Somebody without a factor whose password was right, where a second way is asked for. */
async function atConfirmation({ identifier, password }: Person, index: number): Promise<Browser> {
  const browser = instance(index).browser();
  await signIn(browser, applications[index % 2 ? 1 : 0], { identifier, password });
  expect(stepOf(browser.page)).toBe('send-code');
  return browser;
}

/** Fifty tabs of this browser with the page that it shows, half of them served by the other instance. */
async function tabsOf(browser: Browser): Promise<readonly Browser[]> {
  const there = second.browser();
  for (const cookie of browser.jar.list()) there.jar.put(cookie);
  const { url } = browser.page;
  const tabs = atOnce.map((index) => (index % 2 ? there : browser).tab());
  for (const tab of tabs) await tab.open(url);
  return tabs;
}

async function eventsOf({ id }: Person): Promise<readonly string[]> {
  await first.core.audit.drain();
  await second.core.audit.drain();
  return (await first.store.storage.audit.readBack(tenantId, null, 1000, id)).map(({ type }) => type);
}
