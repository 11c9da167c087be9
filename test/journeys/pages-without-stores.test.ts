// Every page around the sign-in (account, front page, the links of mails) with a store away: a plain 503 that says when to come
// again, and once the store is back the page is as it was. Made from the route table, so a new page is covered by itself.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Storage } from '../../ports/storage.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { routeTable } from '../attacks/route-table.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { signIn } from '../support/sign-in.ts';
import { type Scene, setScene } from './scene.ts';

const passing: readonly string[] = ['records', 'sessions', 'signIns', 'evidence', 'grantBases', 'attempts'];
let away: 'nothing' | 'what passes' | 'what lasts' = 'nothing';

function isAway(store: string): boolean {
  if (away === 'nothing') return false;
  return passing.includes(store) === (away === 'what passes');
}

function failing(storage: Storage): Storage {
  const wrap = (name: string, store: object) =>
    new Proxy(store, {
      get: (target, key) => {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== 'function' || key === 'begin') return method;
        return (...given: unknown[]) =>
          isAway(name)
            ? Promise.reject(new StoreUnavailable(`${name} is away`))
            : method.apply(target, given);
      },
    });
  const entries = Object.entries(storage).map(([name, member]) => [
    name,
    typeof member === 'object' && member !== null ? wrap(name, member) : member,
  ]);
  return Object.fromEntries(entries) as Storage; // the same stores, wrapped
}

let app: RunningApp;
let scene: Scene;
let factor = '';
beforeAll(async () => {
  app = await startApp({ wrapStorage: failing });
  scene = await setScene(app);
  const { browser, application, person } = scene;
  await signIn(browser, application, { ...person, code: () => person.code() });
  await browser.open(`${app.issuer}/account`);
  factor = (await app.store.storage.enrollments.find(person.id)).factors[0]?.id ?? '';
});
afterEach(() => {
  away = 'nothing';
});
afterAll(() => app.stop());

const rows = (await routeTable()).filter(
  ({ method, path }) =>
    method === 'GET' && /^\/(?:account|invitation|not-me|password-link)?(?:\/|$)/.test(path),
);

describe.each(rows.map(({ path }) => path))('GET %s', (path) => {
  test.each(['what passes', 'what lasts'] as const)('G5 without %s', async (store) => {
    const url = `${app.issuer}${path.replace(':factor', factor)}`;
    const before = await scene.browser.open(url);
    away = store;
    const during = await scene.browser.open(url);
    away = 'nothing';
    // A page that looks nothing up is the same; those of an account have to look who is there.
    if (path.startsWith('/account') || during.heading !== before.heading) {
      expect([during.status, during.heading]).toEqual([503, 'Not available for a moment']);
      expect(during.headers.get('retry-after')).toMatch(/^\d+$/);
    }
    const after = await scene.browser.open(url);
    expect([after.status, after.heading]).toEqual([before.status, before.heading]);
  });
});

test.each([
  ['an address that does not exist, whoever asks', '/no/such/page', 404, () => scene.browser],
  ['a stranger at the end of the way in', '/account/callback?error=access_denied', 200, () => app.browser()],
] as const)('G5 nothing is read for %s', async (_, path, status, browser) => {
  const before = await browser().open(`${app.issuer}${path}`);
  for (const store of ['what passes', 'what lasts'] as const) {
    away = store;
    const during = await browser().open(`${app.issuer}${path}`);
    expect([during.status, during.heading]).toEqual([status, before.heading]);
  }
});
