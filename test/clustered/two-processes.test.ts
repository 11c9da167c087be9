// Two processes of the server behind a load balancer that alternates every request: people notice nothing of it, and what an
// operator changes holds on both (G2, F3; issue "Several instances").
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf, type Tokens } from '../support/application.ts';
import { second } from '../support/clock.ts';
import { type ClusterOfServers, startServers } from '../support/cluster-of-servers.ts';
import { newClusteredPlace } from '../support/clustered-stores.ts';
import type { RunningServer } from '../support/server.ts';
import { goOn, setUp, signIn, stepOf } from '../support/sign-in.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp.ts';
import type { Person } from '../support/world.ts';
import type { PersonOptions } from '../support/world-records.ts';

let mail: SmtpSink;
let cluster: ClusterOfServers;
beforeAll(async () => {
  mail = await startSmtpSink();
  const settings = { SMTP_URL: mail.url, MAIL_FROM: 'door@northwind.example' };
  cluster = await startServers({ stores: await newClusteredPlace(), settings });
});
// Each test begins with a code of the app that nobody used.
beforeEach(() => cluster.advance(60 * second));
afterAll(async () => {
  await cluster.dispose();
  await mail.stop();
});

async function scene(options: PersonOptions = { totp: true, backupCodes: true }) {
  const tenant = await cluster.world.tenant();
  const registered = await cluster.world.client(tenant.id);
  const application = await cluster.application(registered);
  const person = await cluster.world.person(tenant.id, options);
  return { tenant, registered, application, person, browser: cluster.browser() };
}

type Scene = Awaited<ReturnType<typeof scene>>;
const having = (person: Person) => ({ ...person, code: () => person.code(cluster.now()) });

async function signedIn({ browser, application, person }: Scene): Promise<Tokens> {
  const page = await signIn(browser, application, having(person));
  if (!page.arrival) throw new Error(page.describe());
  return application.callback(page.arrival);
}

/** Out of their sign-in by the form that the page shows. */
async function signOut({ browser, application }: Scene): Promise<void> {
  await browser.open(application.endSessionUrl());
  await browser.submit({}, 'Sign out');
}

test('the balancer alternates: both have answered the same number of requests, but for one', async () => {
  const before = cluster.servers.map(({ port }) => cluster.balancer.answered().get(port) ?? 0);
  await signedIn(await scene());
  const [one = 0, two = 0] = cluster.servers.map(
    ({ port }, index) => (cluster.balancer.answered().get(port) ?? 0) - (before[index] ?? 0),
  );
  expect(one).toBeGreaterThan(2);
  expect(Math.abs(one - two)).toBeLessThanOrEqual(1);
});

describe('every other request at the other process (G2)', () => {
  test('sign-in with an app, userinfo, introspection, refresh, silent sign-in, sign-out', async () => {
    const one = await scene();
    const { browser, application, person } = one;
    const tokens = await signedIn(one);
    expect(tokens.claims).toMatchObject({ sub: person.id, amr: ['pwd', 'otp', 'mfa'] });
    for (const _ of cluster.servers) {
      expect(await application.userinfo(tokens)).toMatchObject({ sub: person.id });
      expect(await application.introspect(tokens.accessToken)).toMatchObject({ active: true });
    }
    let refreshed = tokens;
    for (let n = 0; n < 3; n += 1) refreshed = await application.refresh(refreshed.refreshToken ?? '');
    expect((await signIn(browser, application, {}, { prompt: 'none' })).arrival).not.toBeNull();
    await signOut(one);
    expect(await refusalOf(application.refresh(refreshed.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
    expect(stepOf(await signIn(browser, application, {}))).toBe('password');
  });

  test('sign-in with a backup code, which then is used up on both', async () => {
    const { browser, application, person } = await scene();
    const [backupCode = ''] = person.backupCodes;
    const { identifier, password } = person;
    await signIn(browser, application, { identifier, password });
    await browser.click('backup code');
    expect((await browser.submit({ code: backupCode })).arrival).not.toBeNull();
    for (const at of cluster.servers) {
      const other = cluster.browser({ at });
      await signIn(other, application, { identifier, password });
      await other.click('backup code');
      expect([(await other.submit({ code: backupCode })).status, stepOf(other.page)]).toEqual([
        422,
        'second-factor',
      ]);
    }
  });

  test('somebody new sets up an app with a code from the mailbox, and signs in with it', async () => {
    const { browser, application, person } = await scene({});
    await signIn(browser, application, person);
    const mailedCode = async () =>
      /^\s*(\d{4}[ -]?\d{4})\s*$/m.exec((await mail.next(person.email ?? '')).raw)?.[1] ?? '';
    const { page, totpKey, backupCodes } = await setUp(browser, { mailedCode, now: () => cluster.now() });
    expect(page.arrival).not.toBeNull();
    expect([totpKey.length > 25, backupCodes.length]).toEqual([true, 10]);
  });

  test('a wrong password at one counts at the other', async () => {
    const { application, person } = await scene();
    const wrong = { identifier: person.identifier, password: 'not the right one' };
    let last = '';
    for (let n = 0; n < 12 && !last.includes('again in'); n += 1) {
      const browser = cluster.browser();
      last = (await signIn(browser, application, wrong)).text;
    }
    for (const at of cluster.servers) {
      const page = await signIn(cluster.browser({ at }), application, person);
      expect(stepOf(page)).toBe('password');
    }
  });
});

describe('what an operator changes (F3)', () => {
  const cli = async (...args: string[]) => {
    const ran = await cluster.servers[0]?.cli(args);
    if (ran?.code !== 0) throw new Error(`${args.join(' ')} ended with ${ran?.code}: ${ran?.stderr}`);
  };

  /** ms from the end of the command to the beginning of the last request of which a server did not act on it; 0 if all did. */
  async function lastWithout(holds: (at: RunningServer) => Promise<boolean>) {
    const since = performance.now();
    const waits = cluster.servers.map(async (server) => {
      let last = 0;
      for (let asked = performance.now(); !(await holds(server)); asked = performance.now())
        last = asked - since;
      return last;
    });
    return Math.max(...(await Promise.all(waits)));
  }

  test('a policy holds on both within a second', async () => {
    const { tenant, application, person } = await scene({});
    const isLetIn = async (at: RunningServer) =>
      (await signIn(cluster.browser({ at }), application, person)).arrival !== null;
    for (const at of cluster.servers) expect(await isLetIn(at)).toBe(false);
    const set = (value: string) =>
      cli('policy', 'set', tenant.shortName, '--set', `secondFactor=${value}`, '--reason', 'a test');
    await set('optional');
    expect(await lastWithout(isLetIn)).toBeLessThan(1000);
    await set('required');
    expect(await lastWithout(async (at) => !(await isLetIn(at)))).toBeLessThan(1000);
  });

  test('a disabled account is refused by the very next request, wherever that comes', async () => {
    const one = await scene();
    const tokens = await signedIn(one);
    await expectEndedEverywhere(one, tokens, () => cli('account', 'disable', '--', one.person.id));
  });

  test('so is one whose factors were reset', async () => {
    const one = await scene();
    const tokens = await signedIn(one);
    const why = ['--identity-checked', 'phone', '--reason', 'lost phone'];
    await expectEndedEverywhere(one, tokens, () =>
      // An id may begin with a dash.
      cli('account', 'reset-factors', ...why, '--', one.person.id),
    );
  });

  async function expectEndedEverywhere(
    { registered, browser, person }: Scene,
    tokens: Tokens,
    act: () => Promise<void>,
  ) {
    const applications = await Promise.all(cluster.servers.map((at) => cluster.application(registered, at)));
    await act();
    for (const application of applications) {
      expect(await refusalOf(application.userinfo(tokens))).toMatchObject({ error: 'invalid_token' });
      expect(await application.introspect(tokens.accessToken)).toMatchObject({ active: false });
    }
    for (const application of applications) {
      expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).not.toBeNull();
      expect((await signIn(browser, application, {})).arrival).toBeNull();
    }
    expect((await goOn(browser, having(person))).arrival).toBeNull();
  }

  test('a suspended organization lets nobody in, on both', async () => {
    const { tenant, application, person } = await scene();
    await cli('tenant', 'suspend', tenant.shortName);
    const letsIn = async (at: RunningServer) =>
      (await signIn(cluster.browser({ at }), application, having(person))).arrival !== null;
    expect(await lastWithout(async (at) => !(await letsIn(at)))).toBeLessThan(1000);
  });
});
