// One process of the server on stores of a test's own, a person in the middle of signing in, and what everybody is told meanwhile.
// Invariant: what is asked is what people, applications and load balancers ask; nothing looks into the server.
import { expect } from 'vitest';
import type { ClusteredStores } from '../../adapters/clustered/settings.ts';
import { migratedUrl } from '../contracts/mongo-stores.ts';
import { redisTarget } from '../contracts/redis-stores.ts';
import type { Application, Tokens } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { second } from '../support/clock.ts';
import { type ClusterOfServers, startServers } from '../support/cluster-of-servers.ts';
import type { Answer } from '../support/http-exchange.ts';
import type { Page } from '../support/page.ts';
import { until } from '../support/server-group.ts';
import type { TestServer } from '../support/server-process.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import { startMongo, startRedis } from '../support/test-servers.ts';
import type { Person, Registered } from '../support/world.ts';

export interface OutageScene {
  /** Null where the test has another one. */
  readonly redis: TestServer | null;
  readonly mongo: TestServer;
  readonly cluster: ClusterOfServers;
  readonly registered: Registered;
  readonly application: Application;
  dispose(): Promise<void>;
}

/** @param redisUrl another Redis than one of its own */
export async function startOutageScene(redisUrl?: string): Promise<OutageScene> {
  const started: { dispose(): Promise<void> }[] = [];
  const dispose = async () => {
    for (const one of started.toReversed()) await one.dispose();
  };
  try {
    const redis = redisUrl === undefined ? await startRedis({ args: ['--appendonly', 'yes'] }) : null;
    if (redis) started.push(redis);
    const mongo = await startMongo();
    started.push(mongo);
    const stores: ClusteredStores = {
      redis: redisTarget(redisUrl ?? redis?.url ?? ''),
      mongoUrl: await migratedUrl('outage', mongo.url),
    };
    const cluster = await startServers({ stores, servers: 1, ...(redisUrl !== undefined && { redisUrl }) });
    started.push(cluster);
    const tenant = await cluster.world.tenant();
    const registered = await cluster.world.client(tenant.id);
    const application = await cluster.application(registered);
    return { redis, mongo, cluster, registered, application, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Somebody whose password was right, and somebody who is signed in. */
export interface UnderWay {
  readonly person: Person;
  readonly browser: Browser;
  /** The page that asks for the second factor. */
  readonly at: URL;
  readonly tokens: Tokens;
  readonly signedIn: Browser;
}

export async function begin({ cluster, registered, application }: OutageScene): Promise<UnderWay> {
  const tenantId = registered.client.tenantId ?? '';
  const person = await cluster.world.person(tenantId, { totp: true });
  const other = await cluster.world.person(tenantId, { totp: true });
  const signedIn = cluster.browser();
  const page = await signIn(signedIn, application, { ...other, code: () => other.code(cluster.now()) });
  if (!page.arrival) throw new Error(page.describe());
  const tokens = await application.callback(page.arrival);
  const browser = cluster.browser();
  await signIn(browser, application, { identifier: person.identifier, password: person.password });
  expect(stepOf(browser.page)).toBe('second-factor');
  return { person, browser, at: browser.page.url, tokens, signedIn };
}

/** Where they were, with the next code of their app: the last one may have been counted. */
export async function goesOn({ cluster, application }: OutageScene, underWay: UnderWay): Promise<void> {
  const { browser, person, at, tokens } = underWay;
  cluster.advance(30 * second);
  await browser.open(at);
  const page = await goOn(browser, { ...person, code: () => person.code(cluster.now()) });
  if (!page.arrival) throw new Error(page.describe());
  expect((await application.callback(page.arrival)).claims).toMatchObject({ sub: person.id });
  expect(await application.introspect(tokens.accessToken)).toMatchObject({ active: true });
}

export interface Away {
  readonly missing: 'short-lived store' | 'durable store';
  /** What only reads may be answered. */
  readonly canRead: boolean;
}

/** What everybody is told while this is away: 503 within about three seconds, and nothing that the policy would not allow. */
export async function expectAway(scene: OutageScene, underWay: UnderWay, away: Away): Promise<void> {
  const { cluster, application } = scene;
  const { browser, person, tokens, signedIn } = underWay;
  const send = sender(scene);
  const authorization = { Authorization: `Bearer ${tokens.accessToken}` };
  const since = performance.now();
  const [pages, written, read, [live, ready]] = await Promise.all([
    Promise.all([
      browser.submit({ code: person.code(cluster.now()) }),
      signedIn.open(await application.authorizationUrl({ prompt: 'none' }), application.redirectUri),
      cluster.browser().open(await application.authorizationUrl(), application.redirectUri),
    ]),
    send('/token', { grant_type: 'refresh_token', refresh_token: tokens.refreshToken ?? '' }),
    Promise.all([
      send('/token/introspection', { token: tokens.accessToken }),
      cluster.browser().send({ url: `${cluster.issuer}/userinfo`, headers: { ...authorization, ...json } }),
    ]),
    Promise.all(
      ['live', 'ready'].map((path) => cluster.browser().send({ url: `${cluster.issuer}/health/${path}` })),
    ),
  ]);
  expect(performance.now() - since).toBeLessThan(4000);
  for (const page of pages) if (!isFirstPage(page, away)) expectPage(page);
  for (const answer of [written, ...read]) if (!away.canRead || answer.status !== 200) expectJson(answer);
  expect(written.status).toBe(503);
  expect(live?.status).toBe(200);
  expect([ready?.status, JSON.parse(ready?.body ?? '{}')]).toEqual([
    503,
    { ready: false, missing: [away.missing] },
  ]);
}

const json = { Accept: 'application/json' };

/** Posts as the application. */
function sender({ cluster, registered: { client, secret } }: OutageScene) {
  const basic = Buffer.from(`${client.id}:${secret}`).toString('base64');
  const type = 'application/x-www-form-urlencoded';
  const headers = { Authorization: `Basic ${basic}`, 'Content-Type': type, ...json };
  return (path: string, fields: Readonly<Record<string, string>>) =>
    cluster.browser().send({
      ...{ url: `${cluster.issuer}${path}`, method: 'POST', headers },
      body: new URLSearchParams(fields).toString(),
    });
}

/** The page that asks for a password decides nothing, and its application may be remembered for a second. */
function isFirstPage(page: Page, { missing }: Away): boolean {
  return missing === 'durable store' && page.status === 200 && stepOf(page) === 'password';
}

function expectPage(page: Page): void {
  expect([page.status, page.arrival, page.headers.get('retry-after')]).toEqual([503, null, '5']);
  expect(page.text).toContain('nobody is let in unchecked meanwhile');
  expect(page.body).not.toMatch(/Redis|Mongo|ECONN|127\.0\.0\.1| at \//);
}

function expectJson({ status, headers, body }: Answer): void {
  expect([status, headers.get('retry-after')]).toEqual([503, '5']);
  expect(JSON.parse(body)).toEqual({
    error: 'temporarily_unavailable',
    error_description: 'a store is away; try again',
  });
}

/** Fifty requests at once: all are answered with 503, and none of them is a line of its own in the log but that of its access. */
export async function expectNoFlood({ application }: OutageScene, { signedIn }: UnderWay): Promise<void> {
  const url = await application.authorizationUrl({ prompt: 'none' });
  const tabs = Array.from({ length: 50 }, () => signedIn.tab());
  const pages = await Promise.all(tabs.map((tab) => tab.open(url)));
  expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([503]));
}

export async function untilReady({ cluster }: OutageScene): Promise<void> {
  await until('the server to be ready', async () => {
    const answer = await cluster.browser().send({ url: `${cluster.issuer}/health/ready` });
    return answer.status === 200;
  });
}

/** The lines of the log from `since` that are no access, as fields. Waits for the end of the outage. */
export async function outageLines({ cluster }: OutageScene, since: number): Promise<readonly LogLine[]> {
  const text = () => cluster.logs().slice(since);
  await until('the end of the outage in the log', async () => text().includes('a store is there again'));
  return text()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): LogLine => JSON.parse(line))
    .filter(({ level }) => level !== 'info');
}

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly store?: string;
  readonly why?: string;
  readonly failures?: number;
}
