// Keeps cookies as a browser does (RFC 6265bis): who may set which, and to which request they go.
// Invariant: stricter than Chromium in one thing: http://localhost is not taken for secure.

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Only this host, no host under it. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
  /** ms; null until the browser is closed. */
  readonly expiresAt: number | null;
}

export interface CookieRequest {
  readonly url: URL;
  readonly method: string;
  /** Where the navigation came from; null if it was typed. */
  readonly initiator: URL | null;
}

export interface CookieJar {
  /** Takes the Set-Cookie lines of an answer; what a browser would refuse is left out. */
  take(url: URL, lines: readonly string[]): void;
  /** The Cookie header for this request, or null. */
  header(request: CookieRequest): string | null;
  /** All that is kept and has not expired. */
  list(): readonly Cookie[];
  find(name: string): Cookie | undefined;
  /** Puts a cookie there as it is: planted by an attacker, or copied from another browser. */
  put(cookie: Cookie): void;
  /** Forgets those whose name matches; all without one. */
  clear(name?: RegExp): void;
  /** As if the browser was closed: only persistent ones stay. */
  endSession(): void;
}

/** @param now ms; what expires is judged by it */
export function createCookieJar(now: () => number = Date.now): CookieJar {
  let cookies: readonly Cookie[] = [];
  const live = () => cookies.filter((one) => one.expiresAt === null || one.expiresAt > now());
  const put = (cookie: Cookie) => {
    const old = cookies.findIndex((one) => isSame(one, cookie));
    cookies = old < 0 ? [...cookies, cookie] : cookies.with(old, cookie);
  };
  return {
    take(url, lines) {
      for (const line of lines) {
        const cookie = readSetCookie(line, url, now());
        if (cookie && !(isInsecure(url) && shadowsSecure(cookie, live()))) put(cookie);
      }
    },
    header(request) {
      const sent = live()
        .filter((one) => goesTo(one, request))
        .toSorted((one, other) => other.path.length - one.path.length);
      return sent.length === 0 ? null : sent.map(({ name, value }) => `${name}=${value}`).join('; ');
    },
    list: live,
    find: (name) => live().find((one) => one.name === name),
    put,
    clear(name = /^/) {
      cookies = cookies.filter((one) => !name.test(one.name));
    },
    endSession() {
      cookies = live().filter((one) => one.expiresAt !== null);
    },
  };
}

/** The cookie that a Set-Cookie line of an answer from `url` makes, or null if a browser refuses it. */
export function readSetCookie(line: string, url: URL, now: number): Cookie | null {
  const [pair = '', ...rest] = line.split(';');
  const [name, value] = splitPair(pair);
  const attributes = new Map(
    rest.map(splitPair).map(([key, attribute]) => [key.toLowerCase(), attribute] as const),
  );
  if (!pair.includes('=') || name === '') return null;
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase() ?? '';
  const path = attributes.get('path') ?? '';
  const cookie: Cookie = {
    name,
    value,
    domain: domain === '' ? url.hostname : domain,
    hostOnly: domain === '',
    path: path.startsWith('/') ? path : defaultPath(url),
    secure: attributes.has('secure'),
    httpOnly: attributes.has('httponly'),
    sameSite: sameSiteOf(attributes.get('samesite')),
    expiresAt: expiryOf(attributes, now),
  };
  return isAcceptable(cookie, url) ? cookie : null;
}

/** Without a list of public suffixes: the last two labels, or the whole of an address or a single label. Scheme included, port not. */
export function isSameSite(one: URL, other: URL): boolean {
  return one.protocol === other.protocol && siteOf(one.hostname) === siteOf(other.hostname);
}

function siteOf(host: string): string {
  return /^[\d.]+$|:/.test(host) ? host : host.split('.').slice(-2).join('.');
}

function isAcceptable(cookie: Cookie, url: URL): boolean {
  const { name, domain, hostOnly, path, secure, sameSite } = cookie;
  if (secure && isInsecure(url)) return false;
  if (sameSite === 'none' && !secure) return false;
  if (/^__secure-/i.test(name) && !secure) return false;
  if (/^__host-/i.test(name) && !(secure && hostOnly && path === '/')) return false;
  // A domain of one label is a public suffix.
  return hostOnly || (domain.includes('.') && domainMatches(url.hostname, domain));
}

/** A page over http must not replace what https has set ("leave secure cookies alone"). */
function shadowsSecure(cookie: Cookie, present: readonly Cookie[]): boolean {
  return present.some(
    (one) => one.secure && one.name === cookie.name && domainMatches(cookie.domain, one.domain),
  );
}

function goesTo(cookie: Cookie, { url, method, initiator }: CookieRequest): boolean {
  const host = cookie.hostOnly ? url.hostname === cookie.domain : domainMatches(url.hostname, cookie.domain);
  if (!host || !pathMatches(url.pathname, cookie.path)) return false;
  if (cookie.secure && isInsecure(url)) return false;
  if (initiator === null || isSameSite(initiator, url)) return true;
  return cookie.sameSite === 'none' || (cookie.sameSite === 'lax' && method === 'GET');
}

function domainMatches(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(`.${domain}`) && !/^[\d.]+$/.test(host));
}

function pathMatches(path: string, cookiePath: string): boolean {
  if (path === cookiePath) return true;
  return path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/');
}

function defaultPath(url: URL): string {
  return url.pathname.slice(0, Math.max(url.pathname.lastIndexOf('/'), 1));
}

function expiryOf(attributes: ReadonlyMap<string, string>, now: number): number | null {
  const maxAge = attributes.get('max-age') ?? '';
  if (/^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0 ? 0 : now + Number(maxAge) * 1000;
  const expires = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(expires) ? null : expires;
}

function sameSiteOf(text = ''): Cookie['sameSite'] {
  const value = text.toLowerCase();
  return value === 'strict' || value === 'none' ? value : 'lax';
}

function splitPair(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function isInsecure(url: URL): boolean {
  return url.protocol !== 'https:';
}

function isSame(one: Cookie, other: Cookie): boolean {
  return one.name === other.name && one.domain === other.domain && one.path === other.path;
}
