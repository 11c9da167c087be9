// A change of the own password that is cut short right after the new one is stored, as by a crash.
// Invariant: no other session outlives the old password, not even one that began with a passkey.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { setScene } from '../journeys/scene.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { givePasskey, usePasskey } from '../support/passkeys.ts';
import { signIn, stepOf } from '../support/sign-in.ts';

let app: RunningApp;
let cut = false;
beforeAll(async () => {
  app = await startApp({
    wrapStorage: (storage) => ({
      ...storage,
      passwords: {
        ...storage.passwords,
        async set(...given) {
          const done = await storage.passwords.set(...given);
          if (cut) throw new StoreUnavailable('the process is gone, says the test');
          return done;
        },
      },
    }),
  });
});
afterAll(() => app.stop());

test('other sessions are gone all the same', async () => {
  const policy = { factors: { passkey: true, totp: true, sms: false } };
  const { browser, application, person } = await setScene(app, { policy, person: { totp: false } });
  const passkey = createAuthenticator();
  await givePasskey(app, person, passkey);
  const inWith = async (one: typeof browser) => {
    await signIn(one, application, {});
    await usePasskey(one, passkey);
    expect((await one.open(`${app.issuer}/account`)).heading).toBe('Your account');
  };
  const other = app.browser();
  await inWith(other);
  await inWith(browser);
  await browser.open(`${app.issuer}/account/password`);
  const { version } = (await app.store.storage.passwords.find(person.id)) ?? {};
  cut = true;
  const chosen = 'heron ladder quartz meadow';
  await browser.submit({ current: person.password, password: chosen, repeat: chosen });
  expect(browser.page.status).toBe(503);
  expect((await app.store.storage.passwords.find(person.id))?.version).not.toBe(version);
  await other.open(`${app.issuer}/account`);
  expect(stepOf(other.page)).toBe('organization');
});
