// Stores that go away while people are there: 503 and nothing granted, what needs no write goes on, what restricts goes
// ahead, and when they are back everything is as it was (F3; issue "Storage").
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Storage } from '../../ports/storage.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { type Application, refusalOf } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { operator } from './acts.ts';

type Away = 'nothing' | 'the log' | 'writes' | 'everything';
let away: Away = 'nothing';
const reads = /^(find|get|head|read|list|peek|chains|current|of[A-Z]|any|ever)/;

function fails(store: string, method: string): boolean {
  if (method === 'begin') return false; // asks nothing of the store
  if (away === 'everything') return true;
  if (away === 'writes') return !reads.test(method);
  return away === 'the log' && store === 'audit' && method === 'insert';
}

/** As SQLite does on a full disk: reads go on, every write throws. */
function wrap(storage: Storage): Storage {
  const guard = (name: string, store: object) =>
    new Proxy(store, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) =>
          fails(name, String(key))
            ? Promise.reject(new StoreUnavailable('database or disk is full'))
            : member.apply(target, given);
      },
    });
  const stores = Object.entries(storage).map(([name, member]) =>
    typeof member === 'object' ? [name, guard(name, member)] : [name, guardedPing(name, member)],
  );
  return Object.fromEntries(stores) as Storage; // each member stands for the one of its name
}

function guardedPing(name: string, member: () => Promise<void>) {
  if (name !== 'ping') return member;
  return () =>
    away === 'writes' || away === 'everything' ? Promise.reject(new StoreUnavailable('full')) : member();
}

let app: RunningApp;
beforeAll(async () => {
  app = await startApp({ wrapStorage: wrap });
});
afterAll(async () => {
  away = 'nothing';
  await app.stop();
});

async function during<T>(what: Away, act: () => Promise<T>): Promise<T> {
  away = what;
  try {
    return await act();
  } finally {
    away = 'nothing';
  }
}

async function scene() {
  const tenant = await app.world.tenant();
  const application = await app.application(await app.world.client(tenant.id));
  const person = await app.world.person(tenant.id, { totp: true });
  return { tenant, application, person, browser: app.browser() };
}

async function tokensFor(application: Application, browser: Browser, person: Person) {
  const page = await signIn(browser, application, { ...person, code: () => person.code() });
  if (!page.arrival) throw new Error(page.describe());
  return application.callback(page.arrival);
}

/** openid-client keeps an answer that is no OAuth error as the cause; 0 if nothing went wrong. */
async function statusOf(call: Promise<unknown>): Promise<number> {
  const error: unknown = await call.then(
    () => null,
    (failure: unknown) => failure,
  );
  return Number(Reflect.get(Object(Reflect.get(Object(error), 'cause')), 'status') ?? 0);
}

describe('F3 the log cannot be written', () => {
  test('what an authorization covers goes on: refresh, userinfo, introspection', async () => {
    const { application, browser, person } = await scene();
    const tokens = await tokensFor(application, browser, person);
    await during('the log', async () => {
      expect(await application.userinfo(tokens)).toMatchObject({ sub: person.id });
      expect(await application.introspect(tokens.accessToken)).toMatchObject({ active: true });
      expect(await application.refresh(tokens.refreshToken ?? '')).toMatchObject({
        claims: { sub: person.id },
      });
    });
  });

  test('a silent sign-in is a new authorization: none without its event', async () => {
    const { application, browser, person } = await scene();
    await tokensFor(application, browser, person);
    const url = await application.authorizationUrl();
    const page = await during('the log', () => browser.open(url, application.redirectUri));
    expect([page.status, page.arrival]).toEqual([503, null]);
    expect((await browser.open(url, application.redirectUri)).arrival).not.toBeNull();
  });

  test('acts that restrict go ahead, and their events are written later', async () => {
    const { application, browser, person, tenant } = await scene();
    const tokens = await tokensFor(application, browser, person);
    const other = await app.world.person(tenant.id, { totp: true });
    await during('the log', async () => {
      await browser.open(application.endSessionUrl());
      await browser.submit();
      expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).toMatchObject({
        error: 'invalid_grant',
      });
      expect(await app.core.actions.accountStatus.disable(operator, other.id, 'left')).toMatchObject({
        ok: true,
      });
    });
    await app.core.audit.drain();
    const types = async (id: string) =>
      (await app.store.storage.audit.readBack(tenant.id, null, 50, id)).map(({ type }) => type);
    expect(await types(person.id)).toContain('session.ended');
    expect(await types(other.id)).toEqual(['account.disabled']);
  });
});

describe.each(['writes', 'everything'] as const)('F3 a full or absent store (%s)', (what) => {
  test('every page says 503 and when to come back, and the sign-in goes on afterwards', async () => {
    const { application, browser, person } = await scene();
    const url = await application.authorizationUrl();
    const refused = await during(what, () => browser.open(url, application.redirectUri));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(refused.arrival).toBeNull();

    const { identifier, password } = person;
    await signIn(browser, application, {});
    const page = browser.page.url;
    expect((await during(what, () => browser.submit({ identifier, password }))).status).toBe(503);
    await browser.open(page);
    await browser.submit({ identifier, password });
    expect(stepOf(browser.page)).toBe('second-factor');
    const second = browser.page.url;
    const code = person.code();
    expect((await during(what, () => browser.submit({ code }))).status).toBe(503);
    await browser.open(second);
    // Nothing could be written, so the code was not used up either.
    expect((await browser.submit({ code })).arrival?.url.searchParams.has('code')).toBe(true);
  });

  test('applications are told 503 at the token endpoint, and lose nothing by it', async () => {
    const { application, browser, person } = await scene();
    const page = await signIn(browser, application, { ...person, code: () => person.code() });
    if (!page.arrival) throw new Error(page.describe());
    const { arrival } = page;
    expect(await during(what, () => statusOf(application.callback(arrival)))).toBe(503);
    const tokens = await application.callback(arrival);
    expect(await during(what, () => statusOf(application.refresh(tokens.refreshToken ?? '')))).toBe(503);
    expect((await application.refresh(tokens.refreshToken ?? '')).claims.sub).toBe(person.id);
  });

  test('it is alive but not ready, and ready again (G5)', async () => {
    const answerOf = async (path: string) =>
      (await app.browser().send({ url: `${app.issuer}${path}` })).status;
    const [live, ready] = app.app.routes
      .map(({ path }) => path)
      .filter((path) => /live|ready|health/.test(path))
      .toSorted();
    expect(await during(what, () => answerOf(live ?? ''))).toBe(200);
    expect(await during(what, () => answerOf(ready ?? ''))).toBe(503);
    expect(await answerOf(ready ?? '')).toBe(200);
  });
});
