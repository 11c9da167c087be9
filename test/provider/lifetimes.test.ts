// How long everything lives (design.md, Lifetimes), and that nothing can be renewed past its absolute end.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { refusalOf } from '../support/application.ts';
import { type Clock, day, hour, minute, movableClock, second } from '../support/clock.ts';
import { type Scene, scene } from './desk.ts';

let app: RunningApp;
let clock: Clock & { restore(): void };
beforeAll(async () => {
  clock = movableClock();
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
  clock.restore();
});

/** Null if a code came back without a page. */
async function silently(here: Scene): Promise<string | null> {
  const { url } = await here.arrive({ prompt: 'none' });
  return url.searchParams.get('error');
}

test('a code lives for 60 s', async () => {
  const here = await scene(app);
  const first = await here.arrive();
  clock.advance(50 * second);
  expect((await here.application.callback(first)).claims.sub).toBe(here.person.id);
  const second1 = await here.arrive();
  clock.advance(61 * second);
  expect(await refusalOf(here.application.callback(second1))).toMatchObject({ error: 'invalid_grant' });
});

test('access and ID tokens live for 5 min', async () => {
  const here = await scene(app);
  const tokens = await here.signIn();
  expect([tokens.expiresIn, tokens.claims.exp - tokens.claims.iat]).toEqual([300, 300]);
  clock.advance(4 * minute);
  expect((await here.application.userinfo(tokens)).sub).toBe(here.person.id);
  clock.advance(61 * second);
  expect(await refusalOf(here.application.userinfo(tokens))).toMatchObject({ error: 'invalid_token' });
  expect(await here.application.introspect(tokens.accessToken)).toEqual({ active: false });
});

describe('a session', () => {
  test('ends after 60 min without use, and its refresh tokens with it', async () => {
    const here = await scene(app);
    const tokens = await here.signIn();
    clock.advance(59 * minute);
    expect(await silently(here)).toBeNull();
    clock.advance(59 * minute);
    expect(await silently(here)).toBeNull();
    clock.advance(61 * minute);
    expect(await refusalOf(here.application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
      description: expect.stringContaining('session has ended'),
    });
    expect(await silently(here)).toBe('login_required');
    const [event] = await here.events('redemption.refused');
    expect(event?.event).toMatchObject({ at: 'refresh' });
  });

  test('ends after 12 h, however much it is used', async () => {
    const here = await scene(app);
    const began = clock.now();
    await here.signIn();
    for (let rounds = 0; rounds < 14; rounds++) {
      clock.advance(50 * minute);
      expect(await silently(here)).toBeNull();
    }
    expect(clock.now() - began).toBeLessThan(12 * hour);
    clock.set(began + 12 * hour + second);
    expect(await silently(here)).toBe('login_required');
  });

  test('a fresh proof within it does not prolong it', async () => {
    const here = await scene(app);
    const began = clock.now();
    await here.signIn();
    for (let rounds = 0; rounds < 14; rounds++) {
      clock.advance(50 * minute);
      await here.arrive(rounds === 12 ? { prompt: 'login' } : { prompt: 'none' });
    }
    clock.set(began + 12 * hour + second);
    expect(await silently(here)).toBe('login_required');
  });
});

describe('a refresh token with offline access', () => {
  const offline = { scope: 'openid offline_access' };

  test('ends after 30 days without use', async () => {
    const here = await scene(app, offline);
    const { refreshToken = '' } = await here.signIn({ prompt: 'consent' });
    clock.advance(29 * day);
    const next = await here.application.refresh(refreshToken);
    clock.advance(30 * day + second);
    expect(await refusalOf(here.application.refresh(next.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('ends after 90 days, however often it is rotated', async () => {
    const here = await scene(app, offline);
    let { refreshToken = '' } = await here.signIn({ prompt: 'consent' });
    for (let rounds = 0; rounds < 3; rounds++) {
      clock.advance(29 * day);
      ({ refreshToken = '' } = await here.application.refresh(refreshToken));
    }
    clock.advance(3 * day + second);
    expect(await refusalOf(here.application.refresh(refreshToken))).toMatchObject({ error: 'invalid_grant' });
  });
});

test('a sign-in that took longer than 60 min has to be started again', async () => {
  const here = await scene(app);
  await here.browser.open(await here.application.authorizationUrl(), here.application.redirectUri);
  clock.advance(61 * minute);
  const { identifier, password } = here.person;
  const page = await here.browser.submit({ identifier, password });
  expect(page.status).toBe(410);
});

test('a pushed request lives for 60 s', async () => {
  const here = await scene(app);
  const url = await here.application.pushedAuthorizationUrl();
  clock.advance(61 * second);
  const page = await here.browser.open(url, here.application.redirectUri);
  expect(page.arrival?.url.searchParams.get('error')).toBe('invalid_request_uri');
});
