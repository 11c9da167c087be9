// A browser as far as the sample application needs one: cookies, redirects followed, forms posted with their Origin.
import { createCookieJar } from '../support/cookie-jar.ts';

export interface Visit {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Visitor {
  get(url: string): Promise<Visit>;
  /** `origin` as the browser would send it: that of the page with the form. */
  post(url: string, fields: Readonly<Record<string, string>>, origin: string): Promise<Visit>;
}

export function createVisitor(): Visitor {
  const jar = createCookieJar();

  const go = async (url: URL, init: RequestInit, left = 12): Promise<Visit> => {
    const headers = new Headers(init.headers);
    const cookie = jar.header({ url, method: init.method ?? 'GET', initiator: null });
    if (cookie !== null) headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    jar.take(url, response.headers.getSetCookie());
    const location = response.headers.get('location');
    if (location === null || left === 0)
      return { url, status: response.status, headers: response.headers, text: await response.text() };
    await response.arrayBuffer();
    return go(new URL(location, url), {}, left - 1);
  };

  return {
    get: (url) => go(new URL(url), {}),
    post: (url, fields, origin) =>
      go(new URL(url), { method: 'POST', headers: { origin }, body: new URLSearchParams(fields) }),
  };
}
