// An outage in the middle of a request: what was held back is not written, so the application can ask again.
import { expect, test } from 'vitest';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { type Parameters, refusalOf, type Tokens } from '../support/application.ts';
import { signIn } from '../support/sign-in.ts';
import { startCountedApp } from './counted-app.ts';

test('G2 a code, or a refresh token, that met an outage is good afterwards (redis single)', async () => {
  let away = false;
  const { app, stop } = await startCountedApp('single', {
    wrapStorage: (storage) => ({
      ...storage,
      // Read last, after the code was used.
      accounts: {
        ...storage.accounts,
        find: (id) => {
          if (away) throw new StoreUnavailable('the durable store is away');
          return storage.accounts.find(id);
        },
      },
    }),
  });
  const tenant = await app.world.tenant({}, { secondFactor: 'optional' });
  const application = await app.application(await app.world.client(tenant.id));
  const person = await app.world.person(tenant.id);
  const { arrival } = await signIn(app.browser(), application, person);
  if (!arrival) throw new Error('the browser did not come back');

  const inOutage = async (redeem: () => Promise<Tokens>) => {
    away = true;
    await expect(redeem()).rejects.toThrow();
    away = false;
    return redeem();
  };
  const tokens = await inOutage(() => application.callback(arrival));
  const refreshed = await inOutage(() => application.refresh(tokens.refreshToken ?? ''));
  expect(refreshed.claims.sub).toBe(person.id);
  expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
    error: 'invalid_grant',
  });
  await stop();
});

test('G2, B6 codes that met an outage before they were looked at lock nobody out (redis single)', async () => {
  let away = false;
  const { app, stop } = await startCountedApp('single', {
    wrapStorage: (storage) => ({
      ...storage,
      // Read with the sign-in, while the try is being counted.
      directory: {
        ...storage.directory,
        async find(id) {
          if (away) throw new StoreUnavailable('the durable store is away');
          return storage.directory.find(id);
        },
      },
    }),
  });
  const tenant = await app.world.tenant();
  const application = await app.application(await app.world.client(tenant.id));
  const person = await app.world.person(tenant.id, { totp: true });
  const browser = app.browser();
  await signIn(browser, application, { identifier: person.identifier, password: person.password });
  const tries = async () =>
    (await app.store.storage.attempts.peek(`totp:${person.id}`, 'everywhere', Date.now())).consecutive;
  const { action } = browser.page.form();
  const csrf = browser.page.form().values.get('csrf') ?? '';
  away = true;
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: app.issuer };
  for (let count = 0; count < 7; count += 1) {
    const body = new URLSearchParams({ csrf, code: person.code() }).toString();
    expect((await browser.send({ url: action, method: 'POST', headers, body })).status).toBe(503);
  }
  away = false;
  expect(await tries()).toBe(0);
  const page = await browser.submit({ code: person.code() });
  expect(page.arrival?.url.searchParams.has('code')).toBe(true);
  await stop();
});

/** Where a resume can meet an outage: in its course, or at its end, when what was held back is written. */
test.each(['in its course', 'at its end'] as const)(
  'G2 a sign-in whose resume met an outage %s goes on when it is loaded again; who was signed in still is (redis single)',
  async (where) => {
    let away = false;
    let saved = false;
    const gone = () => new StoreUnavailable('the short-lived store is away');
    const { app, stop } = await startCountedApp('single', {
      wrapStorage: (storage) => ({
        ...storage,
        // Written by the gate alone.
        grantBases: {
          ...storage.grantBases,
          async save(basis) {
            if (away && where === 'in its course') throw gone();
            saved = true;
            await storage.grantBases.save(basis);
          },
        },
        scoped: (work) =>
          storage.scoped(async () => {
            saved = false;
            await work();
            if (away && saved && where === 'at its end') throw gone();
          }),
      }),
    });
    const tenant = await app.world.tenant({}, { secondFactor: 'optional' });
    const application = await app.application(await app.world.client(tenant.id));
    const person = await app.world.person(tenant.id);
    const browser = app.browser();

    const signInAroundOutage = async (parameters?: Parameters) => {
      away = true;
      const failed = await signIn(browser, application, person, parameters);
      expect([failed.status, failed.headers.getSetCookie()]).toEqual([503, []]);
      away = false;
      const { arrival } = await browser.open(failed.url);
      if (!arrival) throw new Error('the sign-in did not go on');
      expect((await application.callback(arrival)).claims.sub).toBe(person.id);
    };
    await signInAroundOutage();
    await signInAroundOutage({ prompt: 'login' });
    await signInAroundOutage({ prompt: 'none' });
    await stop();
  },
);
