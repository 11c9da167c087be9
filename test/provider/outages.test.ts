// A store is away: 503 with Retry-After, nothing granted, nobody sent to the application with an error; afterwards it goes on.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Storage } from '../../ports/storage.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { refusalOf } from '../support/application.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import { having, type Scene, scene } from './desk.ts';

type StoreName = keyof Storage;
const away = new Set<string>();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp({ wrapStorage: failing });
});
afterAll(() => app.stop());
afterEach(() => away.clear());

/** Every method of a store named in `away` ("records", or one of them: "records.save") throws. */
function failing(storage: Storage): Storage {
  const wrap = (name: string, store: object) =>
    new Proxy(store, {
      get: (target, key) => {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== 'function') return method;
        return async (...given: unknown[]) => {
          if (away.has(name) || away.has(`${name}.${String(key)}`))
            throw new StoreUnavailable(`${name} is away`);
          return method.apply(target, given);
        };
      },
    });
  const entries = Object.entries(storage).map(([name, store]) => [
    name,
    typeof store === 'object' && store !== null ? wrap(name, store) : store,
  ]);
  return Object.fromEntries(entries) as Storage; // the same stores, wrapped
}

/** What it takes for an authorization to be answered. */
const forAuthorization: readonly StoreName[] = ['records', 'clients', 'signIns'];

describe('/auth', () => {
  test.each(forAuthorization)('without %s is a 503 page, and no redirect', async (store) => {
    const here = await scene(app);
    const url = await here.application.authorizationUrl();
    away.add(store);
    const page = await here.browser.open(url, here.application.redirectUri);
    expect([page.status, page.arrival]).toEqual([503, null]);
    expect(page.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(page.headers.get('location')).toBeNull();
    away.clear();
    await here.browser.open(url, here.application.redirectUri);
    expect(
      (await goOn(here.browser, having(here.person))).arrival?.url.searchParams.get('code'),
    ).toBeTruthy();
  });

  test.each([
    'evidence',
    'directory',
    'enrollments',
    'passwords',
    'policies',
    'tenants',
    'accounts',
    'audit.insert',
    'grantBases',
    'records.save',
  ])('a silent one without %s gives no code', async (store) => {
    const here = await scene(app);
    await here.signIn();
    const url = await here.application.authorizationUrl({ prompt: 'none' });
    away.add(store);
    const page = await here.browser.open(url, here.application.redirectUri);
    expect([page.status, page.arrival]).toEqual([503, null]);
    away.clear();
    const { arrival } = await here.browser.open(url, here.application.redirectUri);
    expect(arrival?.url.searchParams.get('code')).toBeTruthy();
  });
});

test('somebody signed in still is after an outage in the last step of another sign-in', async () => {
  const here = await scene(app);
  await here.signIn();
  away.add('grantBases');
  const failed = await signIn(here.browser, here.application, nextTime(here), { prompt: 'login' });
  expect([failed.status, failed.arrival]).toEqual([503, null]);
  away.clear();
  const silent = await here.application.authorizationUrl({ prompt: 'none' });
  const { arrival } = await here.browser.open(silent, here.application.redirectUri);
  expect(arrival?.url.searchParams.get('code')).toBeTruthy();
});

/** With the code after the one that was just used. */
function nextTime({ person }: Scene) {
  return { ...having(person), code: () => person.code(Date.now() + 30_000) };
}

describe('the pages', () => {
  test.each(['signIns', 'records', 'evidence', 'attempts', 'passwords', 'audit.insert', 'enrollments'])(
    'a post without %s is a 503, and the sign-in goes on afterwards',
    async (store) => {
      const here = await scene(app);
      await here.browser.open(await here.application.authorizationUrl(), here.application.redirectUri);
      const shown = here.browser.page;
      const { identifier, password } = here.person;
      away.add(store);
      const failed = await here.browser.submit({ identifier, password });
      expect(failed.status).toBe(503);
      expect(failed.headers.get('retry-after')).toMatch(/^\d+$/);
      away.clear();
      const page = await here.browser.open(shown.url, app.issuer);
      expect(['password', 'second-factor']).toContain(stepOf(page));
      const done = await goOn(here.browser, having(here.person));
      expect(done.arrival?.url.searchParams.get('code')).toBeTruthy();
    },
  );
});

/** Posts as the application, which openid-client would give up on: it reads no body of a 503. */
function post({ registered, browser }: Scene, path: string, fields: Record<string, string>) {
  const credentials = `${registered.client.id}:${registered.secret}`;
  return browser.send({
    url: app.issuer + path,
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
    },
    body: new URLSearchParams(fields).toString(),
  });
}

describe('/token', () => {
  test.each(['records', 'clients', 'grantBases', 'directory', 'policies'])(
    'without %s is a 503 in JSON, and nothing is used up',
    async (store) => {
      const here = await scene(app);
      const { refreshToken = '' } = await here.signIn();
      away.add(store);
      const fields = { grant_type: 'refresh_token', refresh_token: refreshToken };
      const answer = await post(here, '/token', fields);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      expect(JSON.parse(answer.body).error).toBe('temporarily_unavailable');
      away.clear();
      expect((await here.application.refresh(refreshToken)).claims.sub).toBe(here.person.id);
    },
  );

  test('a code is not used up by a store that was away before it was taken', async () => {
    const here = await scene(app);
    const arrival = await here.arrive();
    away.add('clients');
    const code = arrival.url.searchParams.get('code') ?? '';
    expect((await post(here, '/token', { grant_type: 'authorization_code', code })).status).toBe(503);
    away.clear();
    expect((await here.application.callback(arrival)).claims.sub).toBe(here.person.id);
  });
});

test('userinfo and introspection do not say "no" while they cannot know', async () => {
  const here = await scene(app);
  const tokens = await here.signIn();
  away.add('grantBases');
  const headers = { Authorization: `Bearer ${tokens.accessToken}`, Accept: 'application/json' };
  expect((await here.browser.send({ url: `${app.issuer}/userinfo`, headers })).status).toBe(503);
  expect((await post(here, '/token/introspection', { token: tokens.accessToken })).status).toBe(503);
  away.clear();
  expect((await here.application.introspect(tokens.accessToken)).active).toBe(true);
});

test('an outage is one line of the log with the reference of all its pages, and what callers do wrong is none', async () => {
  const own = await startApp({ wrapStorage: failing });
  const here = await scene(own);
  const lines = () =>
    own
      .logs()
      .split('\n')
      .filter((line) => /a request failed|a store is away/.test(line));
  await here.browser.open(await here.application.authorizationUrl({ redirect_uri: 'http://app.test/other' }));
  await refusalOf(here.application.refresh('no such token'));
  expect(lines()).toHaveLength(0);
  away.add('records');
  for (let n = 0; n < 20; n += 1) {
    const page = await here.browser.open(await here.application.authorizationUrl());
    const [line = '{}', ...more] = lines();
    expect(more).toHaveLength(0);
    expect(page.text).toContain(JSON.parse(line).reference);
  }
  away.clear();
  await own.stop();
});
