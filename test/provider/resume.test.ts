// The way back from the pages: only what this browser began, once, and honestly when something fails on the way.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Storage } from '../../ports/storage.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { goOn } from '../support/sign-in.ts';
import { having, type Scene, scene } from './desk.ts';

let fails = false;
let broken = false;
let app: RunningApp;
beforeAll(async () => {
  app = await startApp({ wrapStorage: withFailingBases });
});
afterAll(() => app.stop());
afterEach(() => {
  fails = false;
  broken = false;
});

function withFailingBases(storage: Storage): Storage {
  const save: Storage['grantBases']['save'] = async (basis) => {
    if (fails) throw new StoreUnavailable('away');
    if (broken) throw new TypeError('secret detail of a bug');
    await storage.grantBases.save(basis);
  };
  return { ...storage, grantBases: { ...storage.grantBases, save } };
}

/** Signs in up to the page that asks for the code. */
async function atTheCode(here: Scene): Promise<void> {
  await here.browser.open(await here.application.authorizationUrl(), here.application.redirectUri);
  const { identifier, password } = here.person;
  await here.browser.submit({ identifier, password });
}

describe('resume', () => {
  test('while a store is away gives no code; from the application it goes on, and nothing is asked again', async () => {
    const here = await scene(app);
    await atTheCode(here);
    fails = true;
    const page = await here.browser.submit({ code: here.person.code() });
    expect([page.status, page.arrival]).toEqual([503, null]);
    expect(page.headers.get('retry-after')).toBe('5');
    fails = false;
    const again = await here.browser.reload();
    expect([again.status, again.arrival]).toEqual([400, null]);
    const { claims } = await here.signIn({ prompt: 'none' });
    expect(claims.amr).toEqual(['pwd', 'otp', 'mfa']);
  });

  test('a bug gives a page with a reference and no detail, neither to the person nor to the application', async () => {
    const here = await scene(app);
    await atTheCode(here);
    broken = true;
    const before = app.logs().length;
    const page = await here.browser.submit({ code: here.person.code() });
    expect([page.status, page.arrival]).toEqual([500, null]);
    expect(page.body).not.toContain('secret detail');
    const line =
      app
        .logs()
        .slice(before)
        .split('\n')
        .find((one) => one.includes('a request failed')) ?? '{}';
    expect(line).toContain('secret detail');
    expect(page.text).toContain(JSON.parse(line).reference);
  });

  test('works once: again it says what to do', async () => {
    const here = await scene(app);
    await atTheCode(here);
    const { uid } = /\/interaction\/(?<uid>[\w-]+)/.exec(here.browser.page.url.pathname)?.groups ?? {};
    const { arrival } = await here.browser.submit({ code: here.person.code() });
    expect(arrival?.url.searchParams.get('code')).toBeTruthy();
    const again = await here.browser.open(`${app.issuer}/auth/${uid}`);
    expect([again.status, again.arrival]).toEqual([400, null]);
  });

  test('before the pages have let someone through gives nothing', async () => {
    const here = await scene(app);
    await atTheCode(here);
    const { uid } = /\/interaction\/(?<uid>[\w-]+)/.exec(here.browser.page.url.pathname)?.groups ?? {};
    const page = await here.browser.open(`${app.issuer}/auth/${uid}`);
    expect(page.arrival?.url.searchParams.get('code') ?? null).toBeNull();
    expect(
      (await goOn(here.browser, having(here.person))).arrival?.url.searchParams.get('code'),
    ).toBeTruthy();
  });

  test('two tabs with two sign-ins at once both end well', async () => {
    const here = await scene(app, { policy: { secondFactor: 'off' } });
    const one = here.browser;
    const two = here.browser.tab();
    await one.open(await here.application.authorizationUrl(), here.application.redirectUri);
    await two.open(await here.application.authorizationUrl(), here.application.redirectUri);
    for (const tab of [one, two]) {
      const page = await goOn(tab, having(here.person));
      if (!page.arrival) throw new Error(page.describe());
      expect((await here.application.callback(page.arrival)).claims.sub).toBe(here.person.id);
    }
  });
});
