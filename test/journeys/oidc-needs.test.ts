// What applications may ask of the proof, and of the person's agreement; whoever is refused is told and stands in the log (D3, F1).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { having, scene } from '../provider/desk.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Parameters } from '../support/application.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const mfa = 'https://refeds.org/profile/mfa';
const essential = (...values: string[]): Parameters => ({
  claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }),
});
const errorOf = ({ url }: { url: URL }) => url.searchParams.get('error');

describe('a session that has proved a password only', () => {
  const passwordOnly = { policy: { secondFactor: 'off' } } as const;

  test.each([
    ['acr_values', { acr_values: mfa }],
    ['essential acr', essential(mfa)],
  ])('is asked for the second factor alone by %s, and the token says so', async (_how, parameters) => {
    const here = await scene(app, passwordOnly);
    expect((await here.signIn()).claims.amr).toEqual(['pwd']);
    await app.world.setPolicy(here.tenant.id, { secondFactor: 'optional' });
    const silent = await here.browser.open(
      await here.application.authorizationUrl({ ...parameters, prompt: 'none' }),
      here.application.redirectUri,
    );
    expect(silent.arrival?.url.searchParams.get('error')).toBe('interaction_required');
    const page = await here.browser.open(
      await here.application.authorizationUrl(parameters),
      here.application.redirectUri,
    );
    expect(stepOf(page)).toBe('second-factor');
    const { arrival } = await goOn(here.browser, having(here.person));
    if (!arrival) throw new Error('did not arrive');
    const { claims } = await here.application.callback(arrival);
    expect(claims).toMatchObject({ acr: mfa, amr: ['pwd', 'otp', 'mfa'] });
  });

  test('which nothing can raise as far as is essential goes back with unmet_authentication_requirements, and is recorded', async () => {
    const here = await scene(app);
    await here.signIn();
    for (const silent of [false, true])
      expect(errorOf(await here.arrive({ ...essential('phr'), ...(silent && { prompt: 'none' }) }))).toBe(
        'unmet_authentication_requirements',
      );
    const refused = await here.events('authorization.refused');
    expect(refused.map(({ event }) => 'why' in event && event.why)).toEqual([
      'level-unreachable',
      'level-unreachable',
    ]);
  });

  test('the same for somebody who signs in for it', async () => {
    const here = await scene(app);
    expect(errorOf(await here.arrive(essential('phrh')))).toBe('unmet_authentication_requirements');
    expect(await here.events('authorization.refused')).toHaveLength(1);
  });

  test('a voluntary value that nothing can reach asks nothing', async () => {
    const here = await scene(app);
    const { claims } = await here.signIn({ acr_values: 'phr' });
    expect(claims.acr).toBe(mfa);
  });
});

test('a session of another organisation is never used: access_denied without a page, a page that says so otherwise', async () => {
  const here = await scene(app);
  await here.signIn();
  const elsewhere = await app.application(await app.world.client((await app.world.tenant()).id));
  const open = async (parameters: Parameters) =>
    here.browser.open(await elsewhere.authorizationUrl(parameters), elsewhere.redirectUri);
  const silent = await open({ prompt: 'none' });
  expect(silent.arrival && errorOf(silent.arrival)).toBe('access_denied');
  const page = await open({});
  expect([page.status, page.arrival]).toEqual([403, null]);
  const [event] = await here.events('authorization.refused');
  expect(event?.event).toMatchObject({ why: 'other-tenant' });
});

describe('an application that is not the organisation’s own', () => {
  const foreign = { client: { firstParty: false }, policy: { secondFactor: 'off' } } as const;

  test('is agreed to once, and again when it wants more', async () => {
    const here = await scene(app, { ...foreign, scope: 'openid email' });
    const { identifier, password } = here.person;
    const page = await signIn(here.browser, here.application, { identifier, password });
    expect(stepOf(page)).toBe('consent');
    expect((await goOn(here.browser, having(here.person))).arrival).toBeTruthy();
    expect(errorOf(await here.arrive({ prompt: 'none' }))).toBeNull();
    expect(errorOf(await here.arrive({ prompt: 'none', scope: 'openid email phone' }))).toBe(
      'consent_required',
    );
    const more = await here.browser.open(
      await here.application.authorizationUrl({ scope: 'openid email phone' }),
    );
    expect(stepOf(more)).toBe('consent');
    const claims = JSON.stringify({ userinfo: { birthdate: null } });
    expect(errorOf(await here.arrive({ prompt: 'none', claims }))).toBe('consent_required');
  });

  test('what was not agreed to is told: access_denied', async () => {
    const here = await scene(app, foreign);
    const { identifier, password } = here.person;
    await signIn(here.browser, here.application, { identifier, password });
    const page = await here.browser.submit({}, undefined, 'cancel');
    expect(page.arrival && errorOf(page.arrival)).toBe('access_denied');
    expect(errorOf(await here.arrive({ prompt: 'none' }))).toBe('consent_required');
  });

  test('a native one is agreed to every time: anyone on the device can pretend to be it (RFC 8252 8.6)', async () => {
    const redirectUris = ['com.example.records:/callback'];
    const here = await scene(app, {
      ...foreign,
      client: { firstParty: false, authMethod: 'none', redirectUris, postLogoutRedirectUris: [] },
    });
    expect((await here.signIn()).claims.sub).toBe(here.person.id);
    expect(errorOf(await here.arrive({ prompt: 'none' }))).toBe('interaction_required');
    const page = await here.browser.open(
      await here.application.authorizationUrl(),
      here.application.redirectUri,
    );
    expect(stepOf(page)).toBe('consent');
  });

  test('the organisation’s own native application is not asked about', async () => {
    const redirectUris = ['com.example.ours:/callback'];
    const here = await scene(app, {
      client: { authMethod: 'none', redirectUris, postLogoutRedirectUris: [] },
      policy: { secondFactor: 'off' },
    });
    await here.signIn();
    expect(errorOf(await here.arrive({ prompt: 'none' }))).toBeNull();
  });
});
