// How often a flow waits for Redis and asks MongoDB: no more than stands here. A test that fails on one more is meant to.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Application, Tokens } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { goOn } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { type Asked, type CountedApp, startCountedApp } from './counted-app.ts';

/** Waits for a single Redis (also behind Sentinels), and commands to MongoDB, events written included. */
const ceilings = {
  'sign-in with password, authorize to token': { redis: 9, mongo: 5 },
  'sign-in with authenticator app, authorize to token': { redis: 12, mongo: 8 },
  'silent authorize': { redis: 2, mongo: 2 },
  'code exchange': { redis: 2, mongo: 1 },
  'refresh with rotation': { redis: 2, mongo: 1 },
  userinfo: { redis: 1, mongo: 1 },
  introspection: { redis: 1, mongo: 1 },
} as const;
type Flow = keyof typeof ceilings;

describe.each([
  ['single', 1],
  // What must be there before something else is, on another node, is waited for.
  ['cluster', 2],
] as const)('G2 round trips (redis %s)', (kind, times) => {
  let counted: CountedApp;
  let application: Application;
  let measured: Readonly<Record<Flow, Asked>>;

  beforeAll(async () => {
    counted = await startCountedApp(kind);
    const { world } = counted.app;
    const tenant = await world.tenant({}, { secondFactor: 'optional' });
    application = await counted.app.application(await world.client(tenant.id));
    const [plain, withApp] = [await world.person(tenant.id), await world.person(tenant.id, { totp: true })];
    // Caches and scripts are warm, as in a server that runs.
    const { browser, tokens } = await signedIn(await world.person(tenant.id, { totp: true }));
    const url = await application.authorizationUrl({ prompt: 'none' });
    const silent = () => browser.open(url, application.redirectUri);
    const exchange = () => application.callback(browser.page.arrival ?? { url, posted: null });
    measured = {
      'sign-in with password, authorize to token': await counted.counting(() => signedIn(plain)),
      'sign-in with authenticator app, authorize to token': await counted.counting(() => signedIn(withApp)),
      'silent authorize': await counted.counting(silent),
      'code exchange': await counted.counting(exchange),
      userinfo: await counted.counting(() => application.userinfo(tokens)),
      introspection: await counted.counting(() => application.introspect(tokens.accessToken)),
      'refresh with rotation': await counted.counting(() => application.refresh(tokens.refreshToken ?? '')),
    };
  });
  afterAll(() => counted.stop());

  async function signedIn(person: Person): Promise<{ browser: Browser; tokens: Tokens }> {
    const browser = counted.app.browser();
    await browser.open(await application.authorizationUrl(), application.redirectUri);
    const page = await goOn(browser, { ...person, ...(person.totpKey && { code: () => person.code() }) });
    if (!page.arrival) throw new Error(page.describe());
    return { browser, tokens: await application.callback(page.arrival) };
  }

  test.each(Object.keys(ceilings) as Flow[])('%s', (flow) => {
    const { redis, wire, mongo } = measured[flow];
    expect(redis).toBeGreaterThan(0);
    expect(redis).toBeLessThanOrEqual(ceilings[flow].redis * times);
    expect(wire ?? redis).toBe(redis);
    expect(mongo).toBeLessThanOrEqual(ceilings[flow].mongo);
  });
});
