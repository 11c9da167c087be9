// Every route stands in one table, with who may call it, what keeps other sites out, and what bounds it (CVE-2024-42490).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RouteRow } from '../http/route.ts';
import { type RunningApp, startApp } from './support/app.ts';

let running: RunningApp;
let rows: readonly RouteRow[] = [];
beforeAll(async () => {
  running = await startApp();
  rows = running.app.routes;
});
afterAll(() => running.stop());

const name = ({ method, path }: RouteRow) => `${method} ${path}`;
const named = (wrong: (row: RouteRow) => boolean) => rows.filter(wrong).map(name);
const ours = ({ handler }: RouteRow) => handler !== undefined;

describe('every route', () => {
  test('stands in the table once', () => {
    const counts = Map.groupBy(rows, name);
    expect([...counts].filter(([, same]) => same.length > 1).map(([key]) => key)).toEqual([]);
    expect(rows.length).toBeGreaterThan(30);
  });

  test('says who may call it and what bounds it', () => {
    expect(named(({ authorization, csrf, limit }) => !authorization || !csrf || limit.trim() === '')).toEqual(
      [],
    );
  });

  test('of ours that changes something is a POST from our own pages, with a token', () => {
    // The way back from the authorization endpoint carries a code, which is used up, and a state of the browser that asked.
    expect(named((row) => ours(row) && row.method === 'GET' && row.csrf !== 'changes-nothing')).toEqual([
      'GET /account/callback',
    ]);
    const unguarded = named((row) => ours(row) && row.method === 'POST' && row.csrf !== 'origin-and-token');
    // Requests of applications, posted by their pages: they are answered with a redirect to GET, and change nothing.
    expect(unguarded.sort()).toEqual(['POST /auth', 'POST /session/end']);
  });

  test('of the sign-in is bound to the browser that began it', () => {
    expect(
      named(
        ({ path, authorization }) => path.startsWith('/interaction') && authorization !== 'bound-sign-in',
      ),
    ).toEqual([]);
  });

  test('that shows secrets of development answers on loopback only', () => {
    expect(
      named(({ path, authorization }) => path.startsWith('/outbox') && authorization !== 'loopback'),
    ).toEqual([]);
  });

  test('that discovery names stands in the table', async () => {
    const answer = await fetch(`${running.origin}/.well-known/openid-configuration`);
    const metadata: unknown = await answer.json();
    const endpoints = Object.entries(metadata ?? {})
      .filter(([key]) => /_endpoint$|^jwks_uri$/.test(key))
      .map(([, url]) => new URL(String(url)));
    const paths = new Set(rows.map((row) => row.path));
    expect(endpoints.length).toBeGreaterThan(5);
    expect(endpoints.filter((url) => url.origin !== running.issuer || !paths.has(url.pathname))).toEqual([]);
  });
});
