// The cookie of the account pages: which sessions it names, and for whom.
import type { Context } from 'koa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOwnCookie, type OwnCookie } from '../../account/own-cookie.ts';
import { createBrowsers } from '../../http/browser.ts';
import { type OpenedStore, openStore } from '../support/in-process.ts';

let store: OpenedStore;
let cookie: OwnCookie;
beforeAll(async () => {
  store = await openStore();
  cookie = createOwnCookie(createBrowsers(store.vault, true), true);
});
afterAll(() => store.close());

/** A request with these cookies, which remembers what was set; the parts of Koa's that are used. */
function request(cookies: Readonly<Record<string, string>> = {}) {
  const set: Record<string, { value: string; options: object }> = {};
  const ctx = {
    state: {},
    cookies: {
      get: (name: string) => set[name]?.value ?? cookies[name],
      set: (name: string, value: string, options: object) => {
        set[name] = { value, options };
      },
    },
  };
  return { ctx: ctx as unknown as Context, set };
}

const session = { uid: 'session-1', accountId: 'account-1' };

test('names the session that it was set for, in this browser, and no other host can plant it', () => {
  const { ctx, set } = request();
  cookie.set(ctx, session);
  expect(cookie.names(ctx, session)).toBe(true);
  expect(set['__Host-sallyport-account']?.options).toEqual({
    httpOnly: true,
    sameSite: 'lax',
    secure: true,
    path: '/',
    signed: false,
  });
});

test('names no other session or account, and nothing in another browser', () => {
  const { ctx, set } = request();
  cookie.set(ctx, session);
  expect(cookie.names(ctx, { ...session, uid: 'session-2' })).toBe(false);
  expect(cookie.names(ctx, { ...session, accountId: 'account-2' })).toBe(false);
  const { value = '' } = set['__Host-sallyport-account'] ?? {};
  expect(cookie.names(request({ '__Host-sallyport-account': value }).ctx, session)).toBe(false);
  const other = { '__Host-sallyport-account': value, '__Host-sallyport-browser': 'x'.repeat(43) };
  expect(cookie.names(request(other).ctx, session)).toBe(false);
  expect(cookie.names(request().ctx, session)).toBe(false);
});
