// The tests' own browser must refuse what a real one refuses, else tests would pass on what nobody can do.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBrowser } from './support/browser.ts';
import { createCookieJar, readSetCookie } from './support/cookie-jar.ts';
import { formActionAllows } from './support/form-action.ts';
import { readHtml } from './support/html.ts';
import { formsOf } from './support/html-form.ts';

const https = new URL('https://login.example.org/interaction/abc');
const http = new URL('http://localhost:3000/interaction/abc');
const typed = (url: string, method = 'GET') => ({ url: new URL(url), method, initiator: null });

describe('cookies', () => {
  test.each([
    ['__Host-a=1; Path=/', https, 'a __Host- cookie without Secure'],
    ['__Host-a=1; Secure', https, 'a __Host- cookie with a path'],
    ['__Host-a=1; Secure; Path=/; Domain=example.org', https, 'a __Host- cookie with a domain'],
    ['__Host-a=1; Secure; Path=/', http, 'a __Host- cookie over http'],
    ['__Secure-a=1', https, 'a __Secure- cookie without Secure'],
    ['a=1; SameSite=None', https, 'SameSite=None without Secure'],
    ['a=1; Domain=other.org', https, 'a cookie for another domain'],
    ['a=1; Domain=org', https, 'a cookie for a public suffix'],
    ['a', https, 'a cookie without a name'],
  ])('%s is refused from %s: %s', (line, url) => {
    expect(readSetCookie(line, url, 0)).toBeNull();
  });

  test('go to their path and below, the longest path first', () => {
    const jar = createCookieJar();
    jar.take(http, ['a=root; Path=/', 'a=here', 'b=2; Path=/interaction/abc']);
    expect(jar.header(typed('http://localhost:3000/interaction/abc/x'))).toBe('b=2; a=here; a=root');
    expect(jar.header(typed('http://localhost:3000/interaction/abcd'))).toBe('a=here; a=root');
    expect(jar.header(typed('http://localhost:3000/'))).toBe('a=root');
    expect(jar.header(typed('http://127.0.0.1:3000/'))).toBeNull();
  });

  test('are sent from another site only as SameSite allows', () => {
    const jar = createCookieJar();
    jar.take(https, [
      'lax=1; Path=/',
      'strict=1; Path=/; SameSite=Strict',
      'none=1; Path=/; SameSite=None; Secure',
    ]);
    const from = (method: string) => ({ url: https, method, initiator: new URL('https://evil.example/') });
    expect(jar.header(from('GET'))).toBe('lax=1; none=1');
    expect(jar.header(from('POST'))).toBe('none=1');
    expect(
      jar.header({ url: https, method: 'POST', initiator: new URL('https://app.example.org/') }),
    ).toContain('strict');
  });

  test('expire by the given clock, and those of the session when it ends', () => {
    let now = 1000;
    const jar = createCookieJar(() => now);
    jar.take(http, [
      'a=1; Path=/; Max-Age=10',
      'b=1; Path=/',
      'c=1; Path=/; Expires=Thu, 01 Jan 1970 00:01:00 GMT',
    ]);
    now = 11_000;
    expect(jar.list().map((one) => one.name)).toEqual(['b', 'c']);
    jar.endSession();
    expect(jar.list().map((one) => one.name)).toEqual(['c']);
    jar.take(http, ['c=; Path=/; Max-Age=0']);
    expect(jar.list()).toEqual([]);
  });

  test('set by https are not replaced over http', () => {
    const jar = createCookieJar();
    jar.take(https, ['a=good; Path=/; Secure']);
    jar.take(new URL('http://login.example.org/'), ['a=bad; Path=/']);
    expect(jar.header(typed('https://login.example.org/'))).toBe('a=good');
  });
});

describe('forms', () => {
  const page = `<h1>x</h1><form action="/go?x=1" method="post" name="main">
    <input type="hidden" name="csrf" value="t&amp;1"><input name="user" value="ann"><input name="off" disabled>
    <input type="checkbox" name="kept" value="yes"><input type="checkbox" name="c" checked>
    <input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2">
    <select name="s"><option>one<option value="2" selected>two</select><textarea name="t">
a
b</textarea>
    <button name="do" value="save">Save it</button><button type="button" name="no">No</button></form>
    <button form="other" formaction="/elsewhere">Other</button><form id="other"></form>`;
  const [main, other] = formsOf(readHtml(page), http);

  test('send what a browser would', () => {
    expect(main?.fill().fields.toString()).toBe('csrf=t%261&user=ann&c=on&r=1&s=2&t=a%0D%0Ab&do=save');
    const filled = main?.fill({ user: 'bob', kept: true, c: false, r: '2', s: 'one', t: '' }, 'Save');
    expect(filled?.fields.toString()).toBe('csrf=t%261&user=bob&kept=yes&r=2&s=one&t=&do=save');
    expect(other?.fill({}, 'Other')).toMatchObject({ action: new URL('/elsewhere', http), method: 'GET' });
  });

  test('refuse what the page does not offer', () => {
    expect(() => main?.fill({ off: '1' })).toThrow('has no field "off"');
    expect(() => main?.fill({ r: '3' })).toThrow('offers 1, 2');
    expect(() => main?.fill({ s: 'three' })).toThrow('offers one, 2');
    expect(() => main?.fill({}, 'Delete')).toThrow('has no button "Delete"');
  });

  test("lead only where the page's form-action allows", () => {
    const app = new URL('https://app.example/cb');
    expect(formActionAllows("form-action 'self'", https, app)).toBe(false);
    expect(formActionAllows("default-src 'none'; form-action 'self' https://app.example", https, app)).toBe(
      true,
    );
    expect(formActionAllows("default-src 'none'", https, app)).toBe(true);
    expect(formActionAllows("form-action 'none'", https, https)).toBe(false);
    expect(formActionAllows('form-action com.example.app:', https, new URL('com.example.app:/cb'))).toBe(
      true,
    );
  });
});

describe('navigation', () => {
  let server: Server;
  let origin: string;
  const seen: IncomingMessage[] = [];
  const routes: Record<string, (answer: ServerResponse) => void> = {
    '/form': (answer) =>
      answer
        .writeHead(200, { 'Content-Security-Policy': "form-action 'self'", 'Referrer-Policy': 'same-origin' })
        .end('<form method=post action=/posted><input name=a></form><a href="/form?2">again</a>'),
    '/posted': (answer) => answer.writeHead(303, { Location: '/to-app', 'Set-Cookie': 'a=1' }).end(),
    '/to-app': (answer) => answer.writeHead(302, { Location: 'http://app.test/cb?code=1' }).end(),
    '/loop': (answer) => answer.writeHead(302, { Location: '/loop' }).end(),
  };

  beforeAll(async () => {
    server = createServer((request, answer) => {
      seen.push(request);
      request.resume();
      (routes[new URL(request.url ?? '', 'http://x').pathname] ?? (() => answer.writeHead(404).end()))(
        answer,
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    // A listening TCP server has an address of this shape.
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  test('stops at the application, and sends the headers that browsers send', async () => {
    const browser = createBrowser({ stopAt: ['http://app.test/cb'], address: '192.0.2.1' });
    const page = await browser.open(`${origin}/to-app`, 'http://app.test/start');
    expect(page.arrival?.url.searchParams.get('code')).toBe('1');
    expect(seen.at(-1)?.headers).toMatchObject({
      'sec-fetch-site': 'cross-site',
      'x-forwarded-for': '192.0.2.1',
    });

    await browser.open(`${origin}/form`);
    expect(seen.at(-1)?.headers['sec-fetch-site']).toBe('none');
    await browser.click('again');
    expect(seen.at(-1)?.headers['sec-fetch-site']).toBe('same-origin');
    await expect(browser.submit({ a: 'x' })).rejects.toThrow('a browser would refuse to send this form');
    const [posted, followed] = seen.slice(-2);
    expect(posted?.headers).toMatchObject({ origin, 'content-type': 'application/x-www-form-urlencoded' });
    expect(followed).toMatchObject({ method: 'GET', headers: { cookie: 'a=1' } });
    expect(followed?.headers.origin).toBeUndefined();
  });

  test('ends when redirects do not', async () => {
    await expect(createBrowser().open(`${origin}/loop`)).rejects.toThrow('redirected too often');
  });

  test('reaches an https origin as through a TLS proxy', async () => {
    const browser = createBrowser({ via: { 'https://login.example.org': origin } });
    await browser.open('https://login.example.org/form');
    expect(seen.at(-1)?.headers).toMatchObject({ host: 'login.example.org', 'x-forwarded-proto': 'https' });
    await expect(createBrowser().open('https://login.example.org/')).rejects.toThrow('no way to reach');
  });
});
