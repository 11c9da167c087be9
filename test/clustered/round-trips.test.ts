// How often a flow waits for Redis and asks MongoDB: no more than stands here. A test that fails on one more is meant to.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Application, Tokens } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import type { Page } from '../support/page.ts';
import { deviceCookie, withPassword } from '../support/remembered-device.ts';
import { goOn, signIn } from '../support/sign-in.ts';
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
  // Where nothing rests on the remembered device, nobody looks at it; else it is one document more.
  'silent authorize after both factors, with a remembered device': { redis: 2, mongo: 2 },
  'sign-in with password and a remembered device, authorize to token': { redis: 9, mongo: 9 },
  'silent authorize by a remembered device': { redis: 2, mongo: 3 },
  // Both of MongoDB at once: one wait.
  'refresh by a remembered device': { redis: 2, mongo: 2 },
  'userinfo by a remembered device': { redis: 1, mongo: 2 },
  'introspection by a remembered device': { redis: 1, mongo: 2 },
} as const;
type Flow = keyof typeof ceilings;

/** The application says what is wrong with it. */
const noArrival = { url: new URL('http://nowhere.example/'), posted: null };

describe.each([
  ['single', 1],
  ['sentinel', 1],
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
    const exchange = () => application.callback(browser.page.arrival ?? noArrival);
    measured = {
      'sign-in with password, authorize to token': await counted.counting(() => signedIn(plain)),
      'sign-in with authenticator app, authorize to token': await counted.counting(() => signedIn(withApp)),
      'silent authorize': await counted.counting(silent),
      'code exchange': await counted.counting(exchange),
      userinfo: await counted.counting(() => application.userinfo(tokens)),
      introspection: await counted.counting(() => application.introspect(tokens.accessToken)),
      'refresh with rotation': await counted.counting(() => application.refresh(tokens.refreshToken ?? '')),
      ...(await withDevice()),
    };
  });
  afterAll(() => counted.stop());

  /** In an organisation that asks for the second factor that the device is there to waive. */
  async function withDevice() {
    const { app, counting } = counted;
    const tenant = await app.world.tenant();
    const here = await app.application(await app.world.client(tenant.id));
    const [person, browser] = [await app.world.person(tenant.id, { totp: true }), app.browser()];
    const arrived = async (page: Promise<Page>) => here.callback((await page).arrival ?? noArrival);
    const silently = () => signIn(browser, here, {}, { prompt: 'none' });
    await signIn(browser, here, { ...person, code: () => person.code(), remembers: true });
    deviceCookie(browser);
    const afterBoth = await counting(silently);
    const again = await counting(() => arrived(withPassword(browser, here, person)));
    const byDevice = await counting(silently);
    const tokens = await arrived(silently());
    expect(tokens.claims.amr).toEqual(['pwd']);
    return {
      'silent authorize after both factors, with a remembered device': afterBoth,
      'sign-in with password and a remembered device, authorize to token': again,
      'silent authorize by a remembered device': byDevice,
      'userinfo by a remembered device': await counting(() => here.userinfo(tokens)),
      'introspection by a remembered device': await counting(() => here.introspect(tokens.accessToken)),
      'refresh by a remembered device': await counting(() => here.refresh(tokens.refreshToken ?? '')),
    };
  }

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
