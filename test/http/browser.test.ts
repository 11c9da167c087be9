// How a browser is known again, and how our forms are: by secrets of its own, under keys that rotate.
import type { Context } from 'koa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browsers, createBrowsers } from '../../http/browser.ts';
import { type OpenedStore, openStore } from '../support/in-process.ts';

let store: OpenedStore;
let browsers: Browsers;
beforeAll(async () => {
  store = await openStore();
  browsers = createBrowsers(store.vault, true);
});
afterAll(() => store.close());

/** A request with these cookies, which remembers what was set; the parts of Koa's that are used. */
function request(cookies: Record<string, string> = {}) {
  const set: Record<string, { value: string; options: Record<string, unknown> }> = {};
  const ctx = {
    state: {},
    cookies: {
      get: (name: string) => set[name]?.value ?? cookies[name],
      set: (name: string, value: string, options: Record<string, unknown>) => {
        set[name] = { value, options };
      },
    },
  };
  return { ctx: ctx as unknown as Context, set };
}

const secretName = '__Host-sallyport-browser';
const knownName = '__Host-sallyport-known';

describe('the secret of a browser', () => {
  test('is made once, lasts as long as the browser is open, and no other host can plant it', () => {
    const { ctx, set } = request();
    const secret = browsers.ensureSecret(ctx);
    expect(browsers.ensureSecret(ctx)).toBe(secret);
    expect(set[secretName]?.options).toEqual({
      httpOnly: true,
      sameSite: 'lax',
      secure: true,
      path: '/',
      signed: false,
    });
    expect(browsers.secret(request({ [secretName]: secret }).ctx)).toBe(secret);
  });

  test.each(['', 'short', 'x'.repeat(42), 'x'.repeat(44), `${'x'.repeat(42)}%`])('"%s" is none', (value) => {
    expect(browsers.secret(request({ [secretName]: value }).ctx)).toBeNull();
  });

  test('is kept hashed, for one sign-in', () => {
    const secret = browsers.ensureSecret(request().ctx);
    const hash = browsers.hash(secret, 'one');
    expect(hash).not.toContain(secret);
    expect(browsers.matches(secret, 'one', hash)).toBe(true);
    expect(browsers.matches(secret, 'two', hash)).toBe(false);
    expect(browsers.matches(null, 'one', hash)).toBe(false);
    expect(browsers.matches(browsers.ensureSecret(request().ctx), 'one', hash)).toBe(false);
  });
});

describe('the token of a form', () => {
  test('holds for its browser and scope only, and differs each time', () => {
    const secret = browsers.ensureSecret(request().ctx);
    const token = browsers.csrfToken(secret, 'one');
    expect(browsers.csrfToken(secret, 'one')).not.toBe(token);
    expect(browsers.csrfMatches(secret, 'one', token)).toBe(true);
    expect(browsers.csrfMatches(secret, 'two', token)).toBe(false);
    expect(browsers.csrfMatches(null, 'one', token)).toBe(false);
    expect(browsers.csrfMatches(browsers.ensureSecret(request().ctx), 'one', token)).toBe(false);
  });

  test.each([undefined, null, '', '.', 'x', 'x.y', ['a'], {}, 7, '__proto__.x'])('%j is none', (token) => {
    const secret = browsers.ensureSecret(request().ctx);
    expect(browsers.csrfMatches(secret, 'one', token)).toBe(false);
  });
});

describe('a browser that somebody signed in with', () => {
  test('is known for that person, and names nobody', () => {
    const { ctx, set } = request();
    browsers.remember(ctx, 'clinic mira@northwind.example');
    const { value = '', options } = set[knownName] ?? {};
    expect(value).not.toContain('mira');
    expect(options).toMatchObject({ httpOnly: true, secure: true, path: '/' });
    const later = request({ [knownName]: value }).ctx;
    expect(browsers.known(later, 'clinic mira@northwind.example')).toMatch(/^[\w-]{22}$/);
    expect(browsers.known(later, 'clinic theo@northwind.example')).toBeNull();
  });

  test('keeps ten people; the oldest makes room', () => {
    const { ctx, set } = request();
    for (let one = 0; one < 11; one++) browsers.remember(ctx, `person ${one}`);
    const later = request({ [knownName]: set[knownName]?.value ?? '' }).ctx;
    expect(browsers.known(later, 'person 0')).toBeNull();
    expect(browsers.known(later, 'person 10')).not.toBeNull();
  });

  test.each(['', '~', 'x~y', `${'x'.repeat(22)}~forged`])('"%s" is unknown', (value) => {
    expect(browsers.known(request({ [knownName]: value }).ctx, 'person')).toBeNull();
  });
});
