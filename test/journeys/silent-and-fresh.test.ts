// What a session spares people, and what asks them again: silent sign-in, prompt=none, max_age, prompt=login.
// What silent requests say of each kind of evidence: claims.test.ts.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Parameters } from '../support/application.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import {
  errorAt,
  expectProof,
  mfa,
  type Scene,
  type SceneOptions,
  setScene,
  sfa,
  tokensAt,
} from './scene.ts';

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

const both = ['pwd', 'otp', 'mfa'];

async function ask({ application, browser }: Scene, parameters: Parameters = {}) {
  return browser.open(await application.authorizationUrl(parameters), application.redirectUri);
}

async function signedIn(options?: SceneOptions) {
  const scene = await setScene(app, options);
  const first = await tokensAt(
    await signIn(scene.browser, scene.application, scene.person),
    scene.application,
  );
  return { ...scene, first, at: Date.now() };
}

describe('with a session (D3)', () => {
  test('prompt=none that would need the second factor is interaction_required (D1)', async () => {
    const scene = await signedIn({
      policy: { trustedNetworks: [{ name: 'Ward', cidr: '198.51.100.0/24' }] },
      address: '198.51.100.9',
    });
    expectProof(scene.first, scene.person, { acr: sfa, amr: ['pwd'] });
    scene.browser.moveTo('203.0.113.9');
    expect(await errorAt(await ask(scene, { prompt: 'none' }), scene.application)).toMatchObject({
      error: 'interaction_required',
    });
  });

  test('prompt=none past max_age is login_required (D3)', async () => {
    const scene = await signedIn();
    clock.advance(2 * minute);
    expect(
      await errorAt(await ask(scene, { prompt: 'none', max_age: '60' }), scene.application),
    ).toMatchObject({ error: 'login_required' });
  });

  test('an hour without use ends it', async () => {
    const scene = await signedIn();
    clock.advance(61 * minute);
    expect(await errorAt(await ask(scene, { prompt: 'none' }), scene.application)).toMatchObject({
      error: 'login_required',
    });
    expect(stepOf(await ask(scene))).toBe('password');
  });
});

test('prompt=none without a session is login_required (D1)', async () => {
  const scene = await setScene(app);
  expect(await errorAt(await ask(scene, { prompt: 'none' }), scene.application)).toMatchObject({
    error: 'login_required',
  });
});

describe('fresh proof (D3)', () => {
  test('max_age that is kept asks nothing', async () => {
    const scene = await signedIn();
    clock.advance(4 * minute);
    const tokens = await tokensAt(await ask(scene, { max_age: '300' }), scene.application);
    expectProof(tokens, scene.person, { acr: mfa, amr: both, at: scene.at });
  });

  test('max_age that has passed asks for both factors, and auth_time says now (A12)', async () => {
    const scene = await signedIn();
    clock.advance(6 * minute);
    const first = await ask(scene, { max_age: '300' });
    expect(stepOf(first)).toBe('password');
    // Who is signed in need not type their name again.
    const { identifier, password } = scene.person;
    expect(first.form().values.get('identifier')).toBe(identifier);
    expect(stepOf(await goOn(scene.browser, { identifier, password }))).toBe('second-factor');
    const page = await scene.browser.submit({ code: scene.person.code() });
    expectProof(await tokensAt(page, scene.application), scene.person, { acr: mfa, amr: both });
  });

  test('max_age=1 asks once, however slow the person is', async () => {
    const scene = await signedIn();
    clock.advance(2 * second);
    expect(stepOf(await ask(scene, { max_age: '1' }))).toBe('password');
    clock.advance(3 * minute);
    const { identifier, password } = scene.person;
    await goOn(scene.browser, { identifier, password });
    clock.advance(3 * minute);
    const page = await scene.browser.submit({ code: scene.person.code() });
    expectProof(await tokensAt(page, scene.application), scene.person, { acr: mfa, amr: both });
  });

  test('max_age=1 without a session asks once', async () => {
    const scene = await setScene(app);
    const page = await signIn(scene.browser, scene.application, scene.person, { max_age: '1' });
    expectProof(await tokensAt(page, scene.application), scene.person, { acr: mfa, amr: both });
  });

  test.each<Parameters>([{ prompt: 'login' }, { max_age: '0' }])(
    '%j asks for both again, once',
    async (parameters) => {
      const scene = await signedIn();
      clock.advance(31 * second);
      const page = await ask(scene, parameters);
      expect(stepOf(page)).toBe('password');
      const done = await goOn(scene.browser, scene.person);
      expectProof(await tokensAt(done, scene.application), scene.person, { acr: mfa, amr: both });
      // It leaves no trace on the session: the next plain request is silent.
      await tokensAt(await ask(scene), scene.application);
    },
  );

  test('in a trusted network fresh proof is what is asked there: the password (A8)', async () => {
    const scene = await signedIn({
      policy: { trustedNetworks: [{ name: 'Ward', cidr: '198.51.100.0/24' }] },
      address: '198.51.100.9',
    });
    clock.advance(6 * minute);
    expect(stepOf(await ask(scene, { max_age: '300' }))).toBe('password');
    const page = await goOn(scene.browser, scene.person);
    expectProof(await tokensAt(page, scene.application), scene.person, { acr: sfa, amr: ['pwd'] });
  });

  test('an old password with a new code is not fresh, and the claim says the older (attack: half-fresh)', async () => {
    const scene = await signedIn({
      policy: { trustedNetworks: [{ name: 'Ward', cidr: '198.51.100.0/24' }] },
      address: '198.51.100.9',
    });
    clock.advance(10 * minute);
    scene.browser.moveTo('203.0.113.9');
    expect(stepOf(await ask(scene))).toBe('second-factor');
    const page = await scene.browser.submit({ code: scene.person.code() });
    expectProof(await tokensAt(page, scene.application), scene.person, {
      acr: mfa,
      amr: both,
      at: scene.at,
    });
    expect(stepOf(await ask(scene, { max_age: '300' }))).toBe('password');
  });
});
