// How often a sign-in by each kind of second step, and a page of the account, waits for Redis and asks MongoDB: no more than
// stands here. A test that fails on one more is meant to. An authenticator app's stands in round-trips.test.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sheetOf } from '../journeys/factors/backup-codes.ts';
import { atSecondStep, type FactorKind, type Way } from '../journeys/factors/factor.ts';
import { passkey } from '../journeys/factors/passkey.ts';
import { sms } from '../journeys/factors/sms.ts';
import { totp } from '../journeys/factors/totp.ts';
import { setScene, tokensAt } from '../journeys/scene.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { givePasskey, usePasskey } from '../support/passkeys.ts';
import { signIn } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { type Asked, type CountedApp, startCountedApp } from './counted-app.ts';

/** Waits for a single Redis (also behind Sentinels), and commands to MongoDB, events written included. */
const ceilings = {
  'sign-in with password and passkey, authorize to token': { redis: 15, mongo: 9 },
  // Two requests more; its code is kept where it lasts, with its tries.
  'sign-in with password and text message, authorize to token': { redis: 21, mongo: 18 },
  'sign-in with password and backup code, authorize to token': { redis: 14, mongo: 8 },
  'sign-in with a passkey alone, authorize to token': { redis: 11, mongo: 6 },
  // Of somebody who is signed in there.
  '/account': { redis: 1, mongo: 1 },
  '/account/factors': { redis: 1, mongo: 1 },
  '/account/devices': { redis: 1, mongo: 2 },
  // Two of one list of sessions, one of each that is shown.
  '/account/sessions': { redis: 4, mongo: 1 },
  '/account/applications': { redis: 5, mongo: 2 },
  '/account/activity': { redis: 1, mongo: 2 },
} as const;
type Flow = keyof typeof ceilings;
type Measured = Partial<Record<Flow, Asked>>;

describe.each([
  ['single', 1],
  // What must be there before something else is, on another node, is waited for.
  ['cluster', 2],
] as const)('G2 round trips (redis %s)', (kind, times) => {
  let counted: CountedApp;
  let measured: Measured;

  beforeAll(async () => {
    counted = await startCountedApp(kind);
    measured = {
      'sign-in with password and passkey, authorize to token': await bySecondStep(passkey),
      // Two requests more; its code is kept where it lasts, with its tries.
      'sign-in with password and text message, authorize to token': await bySecondStep(sms),
      'sign-in with password and backup code, authorize to token': await bySecondStep(totp, sheetOf),
      'sign-in with a passkey alone, authorize to token': await byPasskeyAlone(),
      ...(await ofPages()),
    };
  });
  afterAll(() => counted.stop());

  /** @param wayOf by what the person signs in; the factor itself, where it is left out */
  async function bySecondStep({ policy, person, of }: FactorKind, wayOf?: (person: Person) => Way) {
    const { app, counting } = counted;
    const having = { totp: false, backupCodes: true, ...person };
    const { application, tenant, person: first } = await setScene(app, { policy, person: having });
    const wayIn = async (who: Person) => {
      const device = await of(app, who);
      const way = wayOf?.(who) ?? device;
      return async () => {
        const browser = app.browser();
        const page = await atSecondStep({ application, person: who }, browser, way);
        await tokensAt(await way.answer(browser, way.right(page)), application);
      };
    };
    // The first is not counted: caches and scripts are warm then, as in a server that runs.
    await (await wayIn(first))();
    return counting(await wayIn(await app.world.person(tenant.id, having)));
  }

  async function byPasskeyAlone() {
    const { app, counting } = counted;
    const { application, person } = await setScene(app, { policy: passkey.policy });
    const authenticator = createAuthenticator({ synced: true });
    await givePasskey(app, person, authenticator);
    const wayIn = async () => {
      const browser = app.browser();
      await signIn(browser, application, {});
      await tokensAt(await usePasskey(browser, authenticator), application);
    };
    await wayIn();
    return counting(wayIn);
  }

  async function ofPages(): Promise<Measured> {
    const { app, counting } = counted;
    const { application, person, browser } = await setScene(app);
    await signIn(browser, application, { ...person, code: () => person.code() });
    const pages = (Object.keys(ceilings) as Flow[]).filter((flow) => flow.startsWith('/'));
    const asked: Measured = {};
    for (const path of pages) {
      const open = async () => {
        await browser.open(`${app.issuer}${path}`);
        expect([browser.page.status, browser.page.url.pathname]).toEqual([200, path]);
      };
      await open();
      asked[path] = await counting(open);
    }
    return asked;
  }

  test.each(Object.keys(ceilings) as Flow[])('%s', (flow) => {
    const { redis = 0, wire, mongo } = measured[flow] ?? {};
    expect(redis).toBeGreaterThan(0);
    expect(redis).toBeLessThanOrEqual(ceilings[flow].redis * times);
    expect(wire ?? redis).toBe(redis);
    expect(mongo).toBeLessThanOrEqual(ceilings[flow].mongo);
  });
});
