// A person's browser over real HTTP, without scripts: cookies, redirects, forms, links, and the headers that tell a
// server where a request comes from (Fetch Standard: Origin; Fetch Metadata: Sec-Fetch-*).
// Invariant: what Chromium would refuse (a cookie, a form's target under CSP) is refused here too.
import type { Agent } from 'node:http';
import { type CookieJar, createCookieJar, isSameSite } from './cookie-jar.ts';
import { formActionAllows } from './form-action.ts';
import type { FieldValues, Submission } from './html-form.ts';
import { type Answer, exchange } from './http-exchange.ts';
import { createPage, type Page } from './page.ts';

export interface BrowserOptions {
  /** Redirect URIs of applications: a browser sent there stops, with `page.arrival` set. */
  readonly stopAt?: readonly string[];
  /** ms; by which cookies expire. Give the server's moved clock. */
  readonly now?: () => number;
  /** Sent with every request: User-Agent, Accept-Language, X-Forwarded-For. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where origins are really served: { 'https://login.example.org': 'http://127.0.0.1:4711' }, as behind a TLS proxy. */
  readonly via?: Readonly<Record<string, string>>;
  /** As if the person was at this address; the server must trust 127.0.0.1 as a proxy. */
  readonly address?: string;
  /** Keeps connections; default: one that all share. */
  readonly agent?: Agent;
}

export interface Browser {
  readonly jar: CookieJar;
  /** What is shown now. Throws before the first page. */
  readonly page: Page;
  /** As typed into the address bar, or from a mail; or sent there by a site, an application for instance, at `from`. */
  open(url: string | URL, from?: string | URL): Promise<Page>;
  /** Fills in and submits; see Page.form for which form it is. */
  submit(values?: FieldValues, button?: string, form?: string): Promise<Page>;
  /** Follows the link whose text is this, or else contains it. */
  click(text: string): Promise<Page>;
  /** Goes where the page shown now sends the browser. */
  follow(url: string | URL): Promise<Page>;
  /** Posts from the page shown now what no form of it would. */
  post(url: string | URL, fields: Readonly<Record<string, string>> | URLSearchParams): Promise<Page>;
  /** One request with this browser's cookies and just these headers; redirects are not followed, no page is shown. */
  send(request: RawRequest): Promise<Answer>;
  /** Asks again for the page before this one. */
  back(): Promise<Page>;
  /** Asks again for this page. */
  reload(): Promise<Page>;
  /** Another tab: the same cookies, a page of its own. */
  tab(): Browser;
  /** From now on at another address (see BrowserOptions.address). */
  moveTo(address: string): void;
}

export interface RawRequest {
  readonly url: string | URL;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Step {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly body: URLSearchParams | null;
  /** The page that leads there; null if typed. */
  readonly from: Page | null;
  readonly isForm: boolean;
  /** The worst of the redirects so far, for Sec-Fetch-Site. */
  readonly site: Site;
}

type Site = 'none' | 'same-origin' | 'same-site' | 'cross-site';
const sites: readonly Site[] = ['none', 'same-origin', 'same-site', 'cross-site'];

export function createBrowser(options: BrowserOptions = {}): Browser {
  return openTab(options, createCookieJar(options.now), { address: options.address ?? null });
}

function openTab(options: BrowserOptions, jar: CookieJar, place: { address: string | null }): Browser {
  const shown: Page[] = [];
  const page = () => {
    const last = shown.at(-1);
    if (!last) throw new Error('nothing is open');
    return last;
  };
  const go = async (step: Omit<Step, 'site'>) => {
    const next = await walk({ ...step, site: siteOf(step.from, step.url) }, { options, jar, place });
    shown.push(next);
    return next;
  };
  const get = (url: URL, from: Page | null) => go({ url, method: 'GET', body: null, from, isForm: false });
  return {
    jar,
    get page() {
      return page();
    },
    open: (url, from) => get(new URL(url), from === undefined ? null : createPage(new URL(from), nothing)),
    submit(values, button, form) {
      return go({ ...stepOf(page().form(form).fill(values, button)), from: page() });
    },
    click(text) {
      const { links } = page().html;
      const link = links.find((one) => one.text === text) ?? links.find((one) => one.text.includes(text));
      const known = links.map((one) => one.text).join(', ') || 'none';
      if (!link) throw new Error(`no link "${text}" here (there are: ${known}) at ${page().describe()}`);
      return get(new URL(link.href, page().url), page());
    },
    follow: (url) => get(new URL(url, page().url), page()),
    post: (url, fields) =>
      go({
        url: new URL(url, page().url),
        method: 'POST',
        body: new URLSearchParams(fields),
        from: page(),
        isForm: true,
      }),
    send: (request) => sendRaw(request, { options, jar, place }),
    back() {
      shown.pop();
      return get((shown.pop() ?? page()).url, null);
    },
    reload: () => get(page().url, null),
    tab: () => openTab(options, jar, place),
    moveTo(address) {
      place.address = address;
    },
  };
}

interface Surroundings {
  readonly options: BrowserOptions;
  readonly jar: CookieJar;
  readonly place: { readonly address: string | null };
}

function stepOf({ action, method, fields }: Submission): Omit<Step, 'site' | 'from'> {
  if (method === 'POST') return { url: action, method, body: fields, isForm: true };
  const url = new URL(action);
  url.search = fields.toString();
  return { url, method, body: null, isForm: true };
}

async function walk(first: Step, around: Surroundings): Promise<Page> {
  let step = first;
  for (let hops = 0; hops < 20; hops++) {
    checkFormTarget(step);
    if (isStop(step.url, around.options.stopAt)) return arrived(step);
    const answer = await request(step, around);
    const location = answer.headers.get('location');
    if (location === null || answer.status < 300 || answer.status > 399) return createPage(step.url, answer);
    step = redirected(step, new URL(location, step.url), answer.status);
  }
  throw new Error(`redirected too often from ${first.url.href}, last to ${step.url.href}`);
}

function request({ url, method, body, from, site }: Step, around: Surroundings): Promise<Answer> {
  const initiator = from?.url ?? null;
  const cookies = around.jar.header({ url, method, initiator });
  return exchangeThrough(around, url, method, body?.toString(), {
    Accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
    'Sec-Fetch-Site': site,
    'Sec-Fetch-Mode': 'navigate',
    'Sec-Fetch-Dest': 'document',
    'Sec-Fetch-User': '?1',
    ...(method === 'POST' && { Origin: originHeader(from, url, site) }),
    ...(body && { 'Content-Type': 'application/x-www-form-urlencoded' }),
    ...(cookies && { Cookie: cookies }),
  });
}

function sendRaw({ url: given, method = 'GET', headers = {}, body }: RawRequest, around: Surroundings) {
  const url = new URL(given);
  const cookies = around.jar.header({ url, method, initiator: null });
  return exchangeThrough(around, url, method, body, { ...(cookies && { Cookie: cookies }), ...headers });
}

async function exchangeThrough(
  { options, jar, place }: Surroundings,
  url: URL,
  method: string,
  body: string | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const via = options.via?.[url.origin];
  const proxied = { 'X-Forwarded-Proto': url.protocol.slice(0, -1), 'X-Forwarded-Host': url.host };
  const all = {
    'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) SallyportTest/1.0',
    'Accept-Language': 'en-US,en;q=0.9',
    ...(via && proxied),
    ...(place.address && { 'X-Forwarded-For': place.address }),
    ...options.headers,
    ...headers,
  };
  const outgoing = { url, method, headers: all, agent: options.agent, ...(body !== undefined && { body }) };
  const answer = await exchange(outgoing, via ? new URL(via) : url);
  jar.take(url, answer.setCookies);
  return answer;
}

/** 303 always, 301 and 302 after a POST, become a GET (Fetch Standard, HTTP-redirect fetch). */
function redirected(step: Step, url: URL, status: number): Step {
  const keeps = status === 307 || status === 308 || step.method === 'GET';
  const site = worse(step.site, siteOf(step.from, url));
  return keeps ? { ...step, url, site } : { ...step, url, site, method: 'GET', body: null };
}

const nothing: Answer = { status: 0, headers: new Headers(), setCookies: [], body: '' };

function arrived({ url, body }: Step): Page {
  return createPage(url, nothing, { url, posted: body });
}

function isStop(url: URL, stops: readonly string[] = []): boolean {
  return stops.some((stop) => {
    const target = new URL(stop);
    return url.protocol === target.protocol && url.host === target.host && url.pathname === target.pathname;
  });
}

function checkFormTarget({ isForm, from, url }: Step): void {
  if (!isForm || !from) return;
  const policy = from.headers.get('content-security-policy');
  if (!formActionAllows(policy, from.url, url))
    throw new Error(`a browser would refuse to send this form to ${url.origin}: ${policy}`);
}

/** "null" where the page's Referrer-Policy hides where it came from (Fetch Standard 3.2, "append a request Origin header"). */
function originHeader(from: Page | null, url: URL, site: Site): string {
  const policy = from?.headers.get('referrer-policy') ?? '';
  if (!from || policy === 'no-referrer') return 'null';
  if (policy === 'same-origin' && site !== 'same-origin') return 'null';
  return from.url.protocol === 'https:' && url.protocol !== 'https:' ? 'null' : from.url.origin;
}

function siteOf(from: Page | null, url: URL): Site {
  if (!from) return 'none';
  if (from.url.origin === url.origin) return 'same-origin';
  return isSameSite(from.url, url) ? 'same-site' : 'cross-site';
}

function worse(one: Site, other: Site): Site {
  return sites[Math.max(sites.indexOf(one), sites.indexOf(other))] ?? other;
}
