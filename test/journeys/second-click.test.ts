// A form of the second factor that is sent twice, or after the sign-in went elsewhere: what was not tried counts for nothing (B6).
// A hundred such clicks in 30 days would else end the factor.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { movableClock, second } from '../support/clock.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { setScene } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
let other: RunningApp;
beforeAll(async () => {
  app = await startApp();
  other = await startApp({ store: app.store, issuer: app.issuer });
});
beforeEach(() => clock.advance(31 * second));
afterAll(async () => {
  await other.stop();
  await app.stop();
  clock.restore();
});

const counted = async (kind: 'totp' | 'backup-code', { id }: Person) => {
  const subject = `${kind}:${id}`;
  const { consecutive, recent } = await app.store.storage.attempts.peek(subject, 'everywhere', Date.now());
  return { consecutive, recent };
};
const nothing = { consecutive: 0, recent: 0 };

/** Where the next request of the browser goes. */
let via: Record<string, string> = {};
beforeEach(() => {
  via = { [app.issuer]: app.origin };
});

/** A person who is asked for the second factor, and a tab with the same form. */
async function atSecondFactor(method: 'totp' | 'backup-code' = 'totp') {
  const { person, application } = await setScene(app);
  const browser = app.browser({ stopAt: [application.redirectUri], via });
  await signIn(browser, application, { ...person, code: undefined });
  expect(stepOf(browser.page)).toBe('second-factor');
  if (method === 'backup-code') await browser.click('Use a backup code');
  const tab = browser.tab();
  await tab.open(browser.page.url);
  return { person, application, browser, tab };
}

/** Both clicks at once, at two instances. */
function clickTwice(browser: Browser, tab: Browser, code: string) {
  const first = browser.submit({ code });
  via[app.issuer] = other.origin;
  return Promise.all([first, tab.submit({ code })]);
}

describe('B6 counts nothing:', () => {
  test('a form that is sent again after the sign-in has ended', async () => {
    const { person, browser, tab } = await atSecondFactor();
    await browser.submit({ code: person.code() });
    expect((await tab.submit({ code: person.code() })).status).toBe(410);
    expect(await counted('totp', person)).toEqual(nothing);
  });

  test('a form of somebody who is not the one who signs in any more', async () => {
    const { person, browser, tab } = await atSecondFactor();
    await browser.submit({}, undefined, 'other-account');
    expect(stepOf(await tab.submit({ code: person.code() }))).toBe('password');
    expect(await counted('totp', person)).toEqual(nothing);
  });

  test.each(['totp', 'backup-code'] as const)(
    'the second of two clicks at two servers (%s)',
    async (method) => {
      const { person, application, browser, tab } = await atSecondFactor(method);
      for (let round = 0; round < 5; round += 1) {
        const code = method === 'totp' ? person.code() : (person.backupCodes[round] ?? '');
        const pages = await clickTwice(browser, tab, code);
        expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
        expect(await counted(method, person)).toEqual(nothing);
        clock.advance(31 * second);
        await signIn(browser, application, { ...person, code: undefined }, { prompt: 'login' });
        if (method === 'backup-code') await browser.click('Use a backup code');
        await tab.open(browser.page.url);
      }
    },
  );
});

describe('B6 counts:', () => {
  test('a wrong code, also where the same form was sent before', async () => {
    const { person, browser, tab } = await atSecondFactor();
    await browser.submit({ code: wrongCode(person) });
    await tab.submit({ code: wrongCode(person) });
    expect(await counted('totp', person)).toEqual({ consecutive: 2, recent: 2 });
  });

  test('a code that another sign-in has used', async () => {
    const { person, application, browser } = await atSecondFactor();
    const thief = app.browser();
    await signIn(thief, application, { ...person, code: undefined });
    await browser.submit({ code: person.code() });
    expect((await thief.submit({ code: person.code() })).status).toBe(422);
    expect(await counted('totp', person)).toEqual({ consecutive: 1, recent: 1 });
  });
});

/** Every digit another: none of those valid around now. */
function wrongCode(person: Person): string {
  const valid = [-60, -30, 0, 30, 60].map((seconds) => person.code(Date.now() + seconds * second));
  return (
    ['000000', '111111', '222222', '333333', '444444', '555555'].find((one) => !valid.includes(one)) ?? ''
  );
}

test('G2 where the server that went on with it died there, the sign-in stands and is loaded again', async () => {
  const { person, application, browser } = await atSecondFactor();
  const uid = browser.page.url.pathname.split('/').at(-1);
  const { leases } = app.store.storage;
  const turn = [`resume ${uid}`, 'a server that died'] as const;
  expect(await leases.take(...turn, 60_000)).toBe(true);
  const held = await browser.submit({ code: person.code() });
  expect([held.status, held.arrival, held.headers.get('retry-after')]).toEqual([503, null, '5']);
  await leases.giveBack(...turn);
  const { arrival } = await browser.open(held.url);
  if (!arrival) throw new Error('the sign-in did not go on');
  expect((await application.callback(arrival)).claims.sub).toBe(person.id);
});
