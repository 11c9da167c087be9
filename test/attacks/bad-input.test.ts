// Bad input on every route, ours and the library's: answered with 4xx (or as OAuth says), never 5xx, never a stack, and
// nothing has changed. Made from the route table, so a new route is covered by itself.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RouteRow } from '../../http/route.ts';
import type { Browser } from '../support/browser.ts';
import type { Answer } from '../support/http-exchange.ts';
import { digestsOf } from '../support/stored.ts';
import { type BadRequest, badRequests, type Proper } from './bad-requests.ts';
import { routeTable } from './route-table.ts';
import { csrfOf, interactionPath, type Scene, startScene } from './scene.ts';

const rows = await routeTable();
let scene: Scene;
/** What lasts, as the last route left it: nothing that happens in between may change it either. */
let before: Record<string, string>;
beforeAll(async () => {
  scene = await startScene();
  before = await durable();
});
afterAll(() => scene.stop());

/** What may change without anybody having done anything: interactions begun, requests pushed, tries counted, a heart that beats. */
const comesAndGoes = [
  'records',
  'sign_ins',
  'attempts',
  'attempt_days',
  'attempt_limits',
  'heartbeat',
  'leases',
  'audit',
];

/** What is written of it: a strange header does not stop a wrong password from being one, nor somebody from giving up. */
const harmless = ['factor.failed', 'factor.locked', 'authorization.cancelled'];

describe.each(rows.map((row) => [`${row.method} ${row.path}`, row] as const))('%s', (_name, row) => {
  test('answers everything wrong with what was wrong, and has done nothing', async () => {
    const browser = scene.app.browser();
    await browser.open(await scene.application.authorizationUrl());
    const wrong: string[] = [];
    for (const bad of badRequests(properOf(row, browser))) {
      const answer = await send(browser, bad);
      const fault = faultOf(row, bad, answer);
      if (fault !== null) wrong.push(`${bad.name}: ${fault}`);
    }
    expect(wrong).toEqual([]);
    await scene.app.core.audit.drain();
    expect(await durable()).toEqual(before);
    const rows = await scene.app.store.storage.audit.readBack(scene.tenant.id, null, 1000);
    expect(rows.map(({ type }) => type).filter((type) => !harmless.includes(type))).toEqual([]);
  }, 60_000);
});

async function durable(): Promise<Record<string, string>> {
  const digests = Object.entries(await digestsOf(scene.app.store.inside));
  return Object.fromEntries(digests.filter(([table]) => !comesAndGoes.includes(table)));
}

/** Cookies as they were before each request: what one answer cleared must not spoil the next. */
async function send(browser: Browser, { request, cookies }: BadRequest): Promise<Answer> {
  const sent = cookies ?? cookieLine(browser);
  const stranger = scene.app.browser();
  const headers = { ...request.headers, ...(sent !== '' && { Cookie: sent }) };
  try {
    return await stranger.send({ ...request, headers });
  } catch (error) {
    // Node cuts the connection where it has answered before everything was sent: no answer is no 5xx.
    if (error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE'].includes(String(error.code)))
      return { status: 413, headers: new Headers(), setCookies: [], body: 'cut' };
    throw error;
  }
}

function cookieLine(browser: Browser): string {
  return browser.jar
    .list()
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

/** What Node answers before the product is asked: headers past its limit, an Expect that it does not know. */
const ofNode: readonly number[] = [400, 417, 431];

/** Our own script names errors, and is the same for everybody. */
function isScript(headers: Answer['headers']): boolean {
  return headers.get('content-type')?.startsWith('text/javascript') ?? false;
}

function faultOf(
  row: RouteRow,
  { name, request }: BadRequest,
  { status, body, headers }: Answer,
): string | null {
  if (status >= 500) return `${status} ${body.slice(0, 200)}`;
  if (/\n\s+at .+:\d+:\d+|node_modules|\.ts:\d+|\bTypeError\b/.test(body) && !isScript(headers))
    return 'a stack';
  if (/[?&#](code|access_token|id_token)=/.test(headers.get('location') ?? '')) return 'a code';
  if (status >= 400 && body === '' && request.method !== 'HEAD' && !ofNode.includes(status))
    return `${status} without a word`;
  if (row.handler && row.method === 'POST' && mustBeRefused(row, name) && status < 400) return `${status}`;
  if (/^the method (PUT|DELETE|PATCH|PROPFIND|TRACE)$/.test(name) && status !== 405 && status !== 404)
    return `${status} for a wrong method`;
  return null;
}

/** Routes that pass an application's request on to GET, where the library judges it. */
const passedOn: readonly string[] = ['/auth', '/session/end'];

/** What is not bad enough to be refused: a strange header, a field that this route does not read. */
function mustBeRefused({ path }: RouteRow, name: string): boolean {
  if (name.startsWith('{') || /^the method (OPTIONS|HEAD)/.test(name)) return false;
  const isField = name.startsWith('the field ');
  const isShape = isField && /(given twice|an array|an object|an operator)$/.test(name);
  if (passedOn.includes(path)) return isShape || /^(JSON|plain text|multipart|a megabyte)/.test(name);
  if (isField && !name.startsWith('the field csrf ')) return isShape;
  // A form of ours is UTF-8 whatever it says, and what it holds besides is not read.
  return !/^(an unknown charset|UTF-16|five thousand fields|a deep field)$/.test(name);
}

function properOf(row: RouteRow, browser: Browser): Proper {
  const { issuer } = scene.app;
  const uid = interactionPath(browser).split('/').at(-1) ?? '';
  const path = row.path.replace(':uid', uid).replace(':id', scene.tenant.id);
  const { client, secret = '' } = scene.registered;
  const own = { client_id: client.id, client_secret: secret };
  const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    '/token': {
      ...own,
      grant_type: 'authorization_code',
      code: 'x',
      redirect_uri: 'http://app.test/callback',
    },
    '/token/introspection': { ...own, token: 'x' },
    '/token/revocation': { ...own, token: 'x' },
    '/request': { ...own, scope: 'openid', response_type: 'code' },
    '/userinfo': { access_token: 'x' },
    '/session/end/confirm': { xsrf: 'x', logout: 'yes' },
    '/auth': { client_id: client.id, scope: 'openid', response_type: 'code' },
  };
  const password = { identifier: 'nobody@northwind.example', password: 'not-the-password' };
  const fields = known[row.path] ?? { csrf: csrfOf(browser.page), ...password, token: 'x', code: '000000' };
  const query = row.path === '/auth' ? `?client_id=${client.id}&scope=openid&response_type=code` : '';
  return { issuer, row, path, query, fields };
}
