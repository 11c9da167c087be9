// What stands around our routes: which row a path belongs to, forms read strictly, and requests handed over without hanging.
import { EventEmitter } from 'node:events';
import Koa, { type Context } from 'koa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formFields, parseForm } from '../../http/form-body.ts';
import { createMatcher, handOver } from '../../http/own-routes.ts';
import { statusOf } from '../../http/problems.ts';
import type { RouteRow } from '../../http/route.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { createBrowser } from '../support/browser.ts';
import { type Served, serve } from '../support/in-process.ts';

const row = (path: string): RouteRow => ({
  method: 'GET',
  path,
  authorization: 'anybody',
  csrf: 'changes-nothing',
  limit: 'none',
});

describe('the row of a path', () => {
  const match = createMatcher(['/auth', '/auth/:uid', '/assets/tenant/:id.css', '/a.b'].map(row));
  test.each([
    ['/auth', ['/auth']],
    ['/auth/', ['/auth']],
    ['/auth/x', ['/auth/:uid']],
    ['/auth/x/y', []],
    ['/assets/tenant/1.css', ['/assets/tenant/:id.css']],
    ['/assets/tenant/1xcss', []],
    ['/axb', []],
    ['/AUTH', []],
    ['', []],
  ])('%s', (path, expected) => {
    expect(match(path).map((one) => one.path)).toEqual(expected);
  });
});

describe('a request that is handed over', () => {
  const response = (closed: boolean) => Object.assign(new EventEmitter(), { closed });
  /** The two fields that are read. */
  const contextOf = (res: object) => ({ req: {}, res }) as unknown as Context;
  const nothing = async () => undefined;

  test('is done when its answer is closed', async () => {
    const res = response(false);
    let listened = 0;
    const done = handOver(() => {
      listened++;
      setImmediate(() => res.emit('close'));
    })(contextOf(res), nothing);
    await done;
    expect(listened).toBe(1);
  });

  test('is done at once if the caller has gone before', async () => {
    let listened = 0;
    await handOver(() => void listened++)(contextOf(response(true)), nothing);
    expect(listened).toBe(0);
  });
});

describe('a form', () => {
  let served: Served;
  beforeAll(async () => {
    const app = new Koa();
    app.silent = true;
    app.use(parseForm);
    app.use((ctx) => {
      ctx.body = { fields: formFields(ctx) };
    });
    served = await serve(() => app.callback());
  });
  afterAll(() => served.stop());

  const send = async (body: string, type = 'application/x-www-form-urlencoded') => {
    const answer = await createBrowser().send({
      url: served.issuer,
      method: 'POST',
      headers: { 'Content-Type': type },
      body,
    });
    return answer.status === 200 ? JSON.parse(answer.body).fields : answer.status;
  };

  test.each([
    ['a=1&b=', { a: '1', b: '' }],
    ['a=%C3%BC+x', { a: 'ü x' }],
    ['', {}],
    ['a=1&a=2', null],
    ['a[]=1', null],
    ['a[$gt]=', null],
    ['a[b][c]=1', null],
    ['__proto__[x]=1', {}],
    ['__proto__=1&a=2', { a: '2' }],
  ])('%s', async (body, fields) => {
    expect(await send(body)).toEqual(fields);
  });

  test('of another kind, or too long, is none', async () => {
    expect(await send('{"a":"1"}', 'application/json')).toBeNull();
    expect(await send('a=1', 'text/plain')).toBeNull();
    expect(await send(`a=${'x'.repeat(17 * 1024)}`)).toBe(413);
  });
});

test.each([
  [new StoreUnavailable('away'), 503],
  [Object.assign(new Error('no'), { status: 413 }), 413],
  [Object.assign(new Error('no'), { status: 404, expose: false }), 500],
  [Object.assign(new Error('no'), { status: 503 }), 500],
  [new TypeError('bug'), 500],
  ['a text', 500],
  [null, 500],
  [undefined, 500],
])('%s is answered with %s', (error, status) => {
  expect(statusOf(error)).toBe(status);
});
