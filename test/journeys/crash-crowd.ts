// A crowd that signs in and enrolls at a real server, and remembers what it was told.
// Invariant: only what a page or an answer said counts as acknowledged; a connection that broke says nothing.

import { Agent } from 'node:http';
import { join } from 'node:path';
import { openEmbedded } from '../../adapters/embedded/open.ts';
import { noSmsGateway } from '../../adapters/sms/open.ts';
import { openVault } from '../../adapters/vault/open.ts';
import { contextOf } from '../../admin/actions/action.ts';
import { createCore } from '../../core.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Vault } from '../../ports/vault.ts';
import { type Application, type Arrived, createApplication } from '../support/application.ts';
import { type Browser, createBrowser } from '../support/browser.ts';
import { testConfig } from '../support/in-process.ts';
import { writeKeyFile } from '../support/key-file.ts';
import type { RunningServer } from '../support/server.ts';
import { shownBackupCodes, shownKey, signIn, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import { createWorld, type Person, type Registered, type World } from '../support/world.ts';

/** The server's own files, opened beside it while it does not run. */
export async function withData<T>(
  { dataDir }: Pick<RunningServer, 'dataDir'>,
  work: (storage: Storage, vault: Vault) => Promise<T>,
): Promise<T> {
  const opened = await openEmbedded({ dataDir, role: 'command-line' });
  if (!opened.ok) throw new Error(opened.message);
  const keys = await openVault(writeKeyFile(join(dataDir, 'keys.json')), { lookEveryMs: 0 });
  if (!keys.ok) throw new Error(keys.problems.join('\n'));
  try {
    return await work(opened.storage, keys.vault);
  } finally {
    keys.close();
    await opened.storage.close();
  }
}

export interface Crowd {
  readonly tenantId: string;
  readonly registered: Registered;
  /** With an authenticator app and backup codes. */
  readonly members: readonly Person[];
  /** With nothing but a password and the help desk's code. */
  readonly newcomers: readonly { readonly person: Person; readonly enrollmentCode: string }[];
}

/** Written straight into the stores before the server runs. */
export function gather(server: RunningServer, members: number, newcomers: number): Promise<Crowd> {
  return withData(server, async (storage, vault) => {
    const world = createWorld({ storage, vault });
    const tenant = await world.tenant();
    const config = testConfig(server.issuer, server.dataDir);
    const core = createCore({ config, storage, vault, post: async () => true, sms: noSmsGateway });
    const people = await many(members, () => world.person(tenant.id, { totp: true, backupCodes: true }));
    const given = await many(newcomers, async () => {
      const person = await world.person(tenant.id);
      const about = { tenantId: tenant.id, accountId: person.id, email: person.email };
      const { code } = await core.factors.enrollmentCode.give({
        accountId: person.id,
        identityChecked: 'in person',
        reason: 'first day',
        context: contextOf({ kind: 'operator', name: 'test' }, about),
      });
      return { person, enrollmentCode: code };
    });
    const registered = await registeredIn(world, tenant.id);
    return { tenantId: tenant.id, registered, members: people, newcomers: given };
  });
}

function registeredIn(world: World, tenantId: string): Promise<Registered> {
  return world.client(tenantId);
}

async function many<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let n = 0; n < count; n += 1) made.push(await make());
  return made;
}

/** A sign-in that ended at the application with a code. */
export interface SignedIn {
  readonly person: Person;
  readonly browser: Browser;
  readonly proof: { readonly kind: 'totp' | 'backup-code'; readonly code: string };
  readonly arrival: Arrived;
  /** The code was exchanged for tokens. */
  readonly redeemed: boolean;
}

/** The page with the backup codes was shown. */
export interface Enrolled {
  readonly person: Person;
  readonly totpKey: string;
  readonly backupCodes: readonly string[];
  readonly code: string;
}

export interface Told {
  readonly signedIn: SignedIn[];
  readonly enrolled: Enrolled[];
  attempts: number;
}

export interface Visitors {
  readonly application: Application;
  browser(): Browser;
  member(person: Person, backupCode: string | null, told: Told): Promise<void>;
  newcomer(person: Person, enrollmentCode: string, told: Told): Promise<void>;
}

export async function createVisitors(
  server: Pick<RunningServer, 'issuer' | 'clock'>,
  { registered }: Pick<Crowd, 'registered'>,
): Promise<Visitors> {
  const { client, secret } = registered;
  const now = () => server.clock.now();
  const application = await createApplication({
    issuer: server.issuer,
    clientId: client.id,
    redirectUri: client.redirectUris[0] ?? '',
    now,
    ...(secret !== undefined && { clientSecret: secret }),
  });
  const browser = () => createBrowser({ stopAt: [application.redirectUri], now, agent: oneEach });
  return {
    application,
    browser,
    member: (person, backupCode, told) =>
      attempt(told, () => signMemberIn({ application, browser: browser(), now }, person, backupCode, told)),
    newcomer: (person, enrollmentCode, told) =>
      attempt(told, () => enroll({ application, browser: browser(), now }, person, enrollmentCode, told)),
  };
}

/** Never asked again on another connection: whoever was being answered when the server died is told nothing. */
const oneEach = new Agent({ keepAlive: false });

interface Visit {
  readonly application: Application;
  readonly browser: Browser;
  readonly now: () => number;
}

/** The server dies in the middle of it: then nothing more is heard. Anything else is a failure of the test. */
async function attempt(told: Told, visit: () => Promise<void>): Promise<void> {
  told.attempts += 1;
  try {
    await visit();
  } catch (error) {
    if (!isBroken(error)) throw error;
  }
}

function isBroken(error: unknown): boolean {
  for (let cause = error; typeof cause === 'object' && cause !== null; cause = Reflect.get(cause, 'cause')) {
    const code = String(Reflect.get(cause, 'code') ?? '');
    if (/^(ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(code)) return true;
  }
  return false;
}

async function signMemberIn(
  { application, browser, now }: Visit,
  person: Person,
  backupCode: string | null,
  told: Told,
): Promise<void> {
  const code = person.code(now());
  const { identifier, password } = person;
  const page = await signIn(browser, application, { identifier, password });
  if (stepOf(page) !== 'second-factor') throw new Error(`no second factor asked: ${page.describe()}`);
  if (backupCode !== null) await browser.click('backup code');
  let last = await browser.submit({ code: backupCode ?? code });
  if (stepOf(last) === 'backup-codes-low') last = await browser.submit();
  const { arrival } = last;
  if (!arrival?.url.searchParams.has('code')) throw new Error(`not signed in: ${last.describe()}`);
  const proof =
    backupCode === null
      ? { kind: 'totp' as const, code }
      : { kind: 'backup-code' as const, code: backupCode };
  const acknowledged = { person, browser, proof, arrival, redeemed: false };
  const at = told.signedIn.push(acknowledged) - 1;
  await application.callback(arrival);
  told.signedIn[at] = { ...acknowledged, redeemed: true };
}

async function enroll(
  { application, browser, now }: Visit,
  person: Person,
  enrollmentCode: string,
  told: Told,
): Promise<void> {
  await signIn(browser, application, person);
  await browser.open(new URL('?way=enrollment-code', browser.page.url));
  if (stepOf(browser.page) !== 'confirmation')
    throw new Error(`no confirmation asked: ${browser.page.describe()}`);
  await browser.submit({ code: enrollmentCode });
  const totpKey = shownKey(browser.page);
  const code = totpCode(totpKey, now());
  const page = await browser.submit({ code });
  told.enrolled.push({ person, totpKey, backupCodes: shownBackupCodes(page), code });
  await browser.submit({ kept: true });
}

/** So many at once, until all are done or `stopped`. */
export async function crowdIn(
  visits: readonly (() => Promise<void>)[],
  atOnce: number,
  stopped: () => boolean,
): Promise<void> {
  const waiting = [...visits];
  const worker = async () => {
    while (!stopped()) {
      const visit = waiting.shift();
      if (!visit) return;
      await visit();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
