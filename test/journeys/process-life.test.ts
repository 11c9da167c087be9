// The program through its life: started, stopped, killed, started again, given new keys.
// Invariant: what was acknowledged is there after every one of these, and nothing is made twice.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBrowser } from '../support/browser.ts';
import { prepareServer, type RunningServer, startServer } from '../support/server.ts';
import { until } from '../support/server-group.ts';
import { goOn, setUp } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import { takesConnections } from './process-runs.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ firstStart: true, sample: true });
});
afterAll(() => server?.dispose());

const overdue = 'jonas@northwind.example';

/** The boxes printed so far, one a start. */
const boxes = () => server.logs().match(/┌─[\s\S]*?┘/g) ?? [];

function passwordOf(identifier: string): string {
  const [, password = ''] =
    new RegExp(`${identifier.replace('.', '\\.')} +(\\S+)`).exec(boxes().at(-1) ?? '') ?? [];
  return password;
}

/** From the sample application as far as a password leads. */
async function signInTo(identifier: string, code?: () => string) {
  const browser = createBrowser({ now: () => server.clock.now() });
  await browser.open(server.sampleUrl);
  await browser.submit({}, 'Sign in');
  await goOn(browser, { identifier, password: passwordOf(identifier), ...(code && { code }) });
  return browser;
}

async function newestMailedCode(): Promise<string> {
  const browser = createBrowser();
  await browser.open(`${server.issuer}/outbox`);
  const mail = await browser.click('Your code for Northwind Clinic');
  const [code = ''] = /\b\d{4} ?\d{4}\b/.exec(mail.text) ?? [];
  return code;
}

const recordsOf = async () => ({
  tenants: await server.cliJson(['tenant', 'list']),
  accounts: await server.cliJson(['account', 'list']),
  clients: await server.cliJson(['client', 'list']),
  policy: await server.cliJson(['policy', 'history', 'northwind']),
});

describe('everybody is still there', () => {
  let key = '';

  test('after a stop and a start, and nothing is made twice (G4)', async () => {
    const browser = await signInTo(overdue);
    const { page, totpKey } = await setUp(browser, {
      mailedCode: newestMailedCode,
      now: () => server.clock.now(),
    });
    expect(page.text).toContain('What was proved: password and authenticator app');
    key = totpKey;
    const before = await recordsOf();

    expect(await server.stop()).toBe(0);
    await server.start();
    expect(await recordsOf()).toEqual(before);
    expect(boxes()).toHaveLength(2);
    expect(boxes()[1]).toBe(boxes()[0]);
    server.clock.advance(31_000);
    const again = await signInTo(overdue, () => totpCode(key, server.clock.now()));
    expect(again.page.text).toContain('What was proved: password and authenticator app');
  });

  test('after kill -9, and the audit chain is whole (F2, G4)', async () => {
    const before = await recordsOf();
    await server.kill9();
    await server.start();
    expect(await recordsOf()).toEqual(before);
    const verified = await server.cli(['audit', 'verify']);
    expect(verified).toMatchObject({ code: 0 });
    server.clock.advance(31_000);
    const again = await signInTo(overdue, () => totpCode(key, server.clock.now()));
    expect(again.page.text).toContain('What was proved: password and authenticator app');
  });

  test('who was signed in stays so, and a form that was open can be sent, over a restart', async () => {
    const browser = await signInTo('mira@northwind.example');
    expect(browser.page.text).toContain('Enter your code');
    await server.stop();
    await server.start();
    const page = await browser.submit({ code: '000000' });
    expect(page.text).toContain('That code is not right.');
  });

  test('a first start that is killed while it makes the sample is finished by the next', async () => {
    const other = await prepareServer({ firstStart: true, sample: true });
    try {
      const killed = other.start().catch((error: unknown) => String(error));
      // It listens before the sample is made.
      await until('it to listen', () => takesConnections(other.port), 1);
      await other.kill9();
      expect(await killed).toContain('the server ended');
      await other.start();
      expect(await other.cliJson(['account', 'list', 'northwind'])).toHaveLength(5);
      expect((await other.cli(['audit', 'verify'])).code).toBe(0);
    } finally {
      await other.dispose();
    }
  });
});

test('SIGHUP: new keys are published without a restart, and the old ones stay', async () => {
  const keysOf = async () => {
    const answer = await fetch(`${server.issuer}/jwks`);
    const { keys } = (await answer.json()) as { keys: readonly { kid: string }[] }; // RFC 7517, 5
    return keys.map(({ kid }) => kid);
  };
  const before = await keysOf();
  expect((await server.cli(['keys', 'rotate'])).code).toBe(0);
  server.signal('SIGHUP');
  await until('the new keys to be published', async () => (await keysOf()).length > before.length);
  expect(await keysOf()).toEqual(expect.arrayContaining([...before]));
});

test('checkpoints go into the log whatever its level, and none is lost with its buffer (F4)', async () => {
  const other = await startServer({ settings: { CHECKPOINTS: 'log', LOG_LEVEL: 'error' } });
  try {
    await other.cliJson(['tenant', 'create', 'harbor', '--name', 'Harbor Clinic']);
    expect(await other.stop()).toBe(0);
    const checkpoints = other
      .logs()
      .split('\n')
      .filter((line) => line.includes('"audit checkpoint"'));
    expect(checkpoints.length).toBeGreaterThan(0);
    expect(JSON.parse(checkpoints[0] ?? '')).toMatchObject({ level: 'info', checkpoint: expect.any(String) });
  } finally {
    await other.dispose();
  }
});
