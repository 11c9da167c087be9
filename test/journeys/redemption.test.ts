// What was given is held to the policy, the account and the session of now: refresh, userinfo, introspection.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { refusalOf } from '../support/application.ts';
import { hour, minute, movableClock, second } from '../support/clock.ts';
import { signIn } from '../support/sign-in.ts';
import { expectProof, mfa, type SceneOptions, setScene, sfa, tokensAt } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => clock.advance(31 * second));
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const operator = { kind: 'operator', name: 'test' } as const;
const nothingSetUp = { totp: false, backupCodes: false };

async function signedIn(options?: SceneOptions) {
  const scene = await setScene(app, options);
  const page = await signIn(scene.browser, scene.application, scene.person);
  return { ...scene, tokens: await tokensAt(page, scene.application), at: Date.now() };
}

describe('refresh (D4)', () => {
  test('is refused once the session has ended, unless consented to beyond it (offline_access)', async () => {
    const { application, tokens } = await signedIn();
    clock.advance(61 * minute);
    expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
      description: 'the session has ended: sign in again',
    });

    const offline = await setScene(app, { scope: 'openid offline_access' });
    const asked = await signIn(
      offline.browser,
      offline.application,
      { ...offline.person, agrees: true },
      { prompt: 'consent' },
    );
    const beyond = await tokensAt(asked, offline.application);
    clock.advance(48 * hour);
    const refreshed = await offline.application.refresh(beyond.refreshToken ?? '');
    expectProof(refreshed, offline.person, {
      acr: mfa,
      amr: ['pwd', 'otp', 'mfa'],
      at: Date.now() - 48 * hour,
    });
  });

  test('from a trusted network stands while the range is trusted (A8)', async () => {
    const trustedNetworks = [{ name: 'Ward', cidr: '198.51.100.0/24' }];
    const scene = await signedIn({ policy: { trustedNetworks }, address: '198.51.100.9' });
    const { tenant, person, application, tokens, at } = scene;
    const refreshed = await application.refresh(tokens.refreshToken ?? '');
    expectProof(refreshed, person, { acr: sfa, amr: ['pwd'], at });
    await app.world.setPolicy(tenant.id, { trustedNetworks: [] });
    expect(await refusalOf(application.refresh(refreshed.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('offline_access is not given beyond the session where a waiver was used (A8)', async () => {
    const scene = await setScene(app, {
      policy: { trustedNetworks: [{ name: 'Ward', cidr: '198.51.100.0/24' }] },
      address: '198.51.100.9',
      scope: 'openid offline_access',
    });
    const { person, application, browser } = scene;
    const page = await signIn(browser, application, { ...person, agrees: true }, { prompt: 'consent' });
    const tokens = await tokensAt(page, application);
    clock.advance(61 * minute);
    expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
  });
});

describe('every way in (D4)', () => {
  const changes = {
    'the account was disabled': ({ person }: Awaited<ReturnType<typeof signedIn>>) =>
      app.core.actions.accountStatus.disable(operator, person.id, 'left'),
    'the tenant was suspended': ({ tenant }: Awaited<ReturnType<typeof signedIn>>) =>
      app.core.actions.tenants.suspend(operator, tenant.id, 'unpaid'),
    'the policy became stricter': ({ tenant }: Awaited<ReturnType<typeof signedIn>>) =>
      app.world.setPolicy(tenant.id, { secondFactor: 'required' }),
    'the factors were reset': ({ person }: Awaited<ReturnType<typeof signedIn>>) =>
      app.core.actions.access.resetFactors(operator, person.id, { identityChecked: 'phone', reason: 'lost' }),
  };

  test.each(Object.keys(changes) as (keyof typeof changes)[])(
    'is shut once %s: userinfo, introspection, refresh (A2, D4)',
    async (change) => {
      const scene = await signedIn({ policy: { secondFactor: 'optional' }, person: nothingSetUp });
      const { person, application, browser, tokens } = scene;
      expect(await application.userinfo(tokens)).toMatchObject({ sub: person.id });
      expect(await application.introspect(tokens.accessToken)).toMatchObject({ active: true, acr: sfa });
      const outcome = await changes[change](scene);
      if ('ok' in outcome) expect(outcome.ok).toBe(true);
      expect(await refusalOf(application.userinfo(tokens))).toMatchObject({
        error: 'invalid_token',
        status: 401,
      });
      expect(await application.introspect(tokens.accessToken)).toEqual({ active: false });
      expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
        error: 'invalid_grant',
      });
      const page = await browser.open(await application.authorizationUrl(), application.redirectUri);
      expect(page.arrival).toBeNull();
    },
  );

  test('a code is held to it too (D4)', async () => {
    const { tenant, person, application, browser } = await setScene(app, {
      policy: { secondFactor: 'optional' },
      person: nothingSetUp,
    });
    const page = await signIn(browser, application, person);
    await app.world.setPolicy(tenant.id, { secondFactor: 'required' });
    if (!page.arrival) throw new Error('no code');
    expect(await refusalOf(application.callback(page.arrival))).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('two authorizations in one session (D2, D4)', () => {
  test('each keeps its own evidence; the earlier stays what it was', async () => {
    const scene = await signedIn({
      policy: { trustedNetworks: [{ name: 'Ward', cidr: '198.51.100.0/24' }] },
      address: '198.51.100.9',
    });
    const { tenant, person, application, browser, tokens: inside, at } = scene;
    clock.advance(minute);
    browser.moveTo('203.0.113.9');
    await browser.open(await application.authorizationUrl(), application.redirectUri);
    const outside = await tokensAt(await browser.submit({ code: person.code() }), application);
    expectProof(outside, person, { acr: mfa, amr: ['pwd', 'otp', 'mfa'], at });
    const refreshed = await application.refresh(inside.refreshToken ?? '');
    expectProof(refreshed, person, { acr: sfa, amr: ['pwd'], at });

    // What rested on the network falls with it; what rested on a code does not.
    await app.world.setPolicy(tenant.id, { trustedNetworks: [] });
    expect(await refusalOf(application.refresh(refreshed.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
    expect((await application.refresh(outside.refreshToken ?? '')).claims).toMatchObject({ acr: mfa });
  });
});
