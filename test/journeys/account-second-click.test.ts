// A form of the account pages that is sent twice, by a double click or again from a slow page: the second answer hides nothing of
// what the first has done (C3), and tells nothing to anybody else.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { movableClock, second } from '../support/clock.ts';
import { type OpenedStore, openStore } from '../support/in-process.ts';
import { signIn } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { atAccountPage, storedAccount } from './account-scene.ts';

const clock = movableClock();
let app: RunningApp;
/** One instance, also where there are two otherwise: clicks at once are put in turn by it alone. */
let alone: RunningApp;
let store: OpenedStore;
beforeAll(async () => {
  app = await startApp();
  store = await openStore();
  alone = await startApp({ store: { ...store, other: store.storage } });
});
beforeEach(() => clock.advance(31 * second));
afterAll(async () => {
  await alone.stop();
  await store.close();
  await app.stop();
  clock.restore();
});

/** What the form of this page sends, with what is typed into it. */
function sentBy({ page }: Browser, part: string, typed: Readonly<Record<string, string>> = {}) {
  const form = page.forms.find(({ action }) => String(action).includes(part));
  if (!form) throw new Error(`no form to ${part}`);
  const fields = { ...Object.fromEntries(form.values), ...typed };
  return (browser: Browser) => browser.post(String(form.action), fields);
}

/** Both clicks: one after the other, or before the first is answered. */
const ways = ['afterwards', 'at once'] as const;
const at = (way: (typeof ways)[number]) => (way === 'at once' ? alone : app);
async function twice(
  browser: Browser,
  send: (browser: Browser) => Promise<unknown>,
  way: (typeof ways)[number],
) {
  const tab = browser.tab();
  await tab.open(new URL('/account/profile', browser.page.url));
  const first = send(browser);
  if (way === 'afterwards') await first;
  await Promise.all([first, send(tab)]);
  return [browser.page, tab.page] as const;
}

describe('C3 the second click on', () => {
  test.each(ways)('a change of the e-mail address, %s', async (way) => {
    const here = at(way);
    const { browser, person } = await atAccountPage(here, '/email');
    const wanted = `zoe.${way.length}@northwind.example`;
    await browser.submit({ address: wanted });
    const codes = { old: await here.mailedCode(person.email), new: await here.mailedCode(wanted) };
    const pages = await twice(browser, sentBy(browser, '/email/confirm', codes), way);
    for (const page of pages) {
      expect(page.url.pathname).toBe('/account');
      expect(page.text).toContain('Your e-mail address is changed.');
    }
    expect((await storedAccount(here, person)).email).toBe(wanted);
    await here.core.audit.drain();
    const events = await here.store.storage.audit.readBack(person.tenantId, null, 50, person.id);
    expect(events.map(({ type }) => type)).not.toContain('email-change.failed');
  });

  test.each(ways)('a change of the password, %s: it counts as no wrong one', async (way) => {
    const here = at(way);
    const { browser, person } = await atAccountPage(here, '/password');
    const pages = await twice(browser, changing(browser, person), way);
    for (const page of pages) {
      expect(page.status).toBe(200);
      expect(page.heading).toBe('Your password is changed');
    }
    await browser.click('Sign in');
    expect((await browser.submit({ password: chosen })).heading).toBe('Your account');
  });

  test('the end of a session elsewhere', async () => {
    const { browser, person, application } = await atAccountPage(app, '/sessions');
    clock.advance(31 * second);
    await signIn(app.browser(), application, person);
    await browser.reload();
    const [done, again] = await twice(browser, sentBy(browser, '/sessions/end'), 'afterwards');
    expect(done.text).toContain('You are signed out there.');
    expect(again.status).toBe(404);
    expect(again.heading).toBe('Not in your list');
    expect(again.body).toContain('href="/account/sessions"');
  });

  test('the removal of a second step', async () => {
    const { browser, person } = await atAccountPage(app, '/factors');
    await app.world.changeEnrollments(person.id, ({ factors }) => ({
      factors: factors.flatMap((one) => [one, { ...one, id: 'B'.repeat(22), name: 'Old phone' }]),
    }));
    await browser.open(`${app.issuer}/account/factor/${'B'.repeat(22)}/remove`);
    const [done, again] = await twice(browser, sentBy(browser, '/remove'), 'afterwards');
    expect(done.url.search).toBe('?done=removed');
    expect([again.status, again.heading]).toEqual([404, 'Not in your list']);
    expect(again.body).toContain('href="/account/factors"');
  });
});

const chosen = 'heron ladder quartz meadow';
function changing(browser: Browser, { password: current }: Person) {
  return sentBy(browser, '/password', { current: current ?? '', password: chosen, repeat: chosen });
}

describe('C3 that the password was changed is told', () => {
  test('for 30 seconds only', async () => {
    const { browser, person } = await atAccountPage(app, '/password');
    const send = changing(browser, person);
    await send(browser);
    clock.advance(31 * second);
    await send(browser);
    expect([browser.page.status, browser.page.heading]).toEqual([401, 'You are no longer signed in here']);
  });

  test('to no other form, no other session and nobody without its token', async () => {
    const { browser, person, application } = await atAccountPage(app, '/password');
    clock.advance(31 * second);
    const other = app.browser();
    await signIn(other, application, person);
    await other.open(`${app.issuer}/account/password`);
    const [sends, fields] = [changing(browser, person), Object.fromEntries(browser.page.form().values)];
    const tab = browser.tab();
    await tab.open(`${app.issuer}/account/profile`);
    const csrfOfOther = other.page.form().values.get('csrf') ?? '';
    await sends(browser);
    await other.post('/account/password', { ...fields, csrf: csrfOfOther });
    expect(other.page.status).toBe(401);
    const wrongs: readonly Readonly<Record<string, string>>[] = [
      { form: 'x'.repeat(22) },
      { form: '' },
      { csrf: csrfOfOther },
    ];
    for (const wrong of wrongs) {
      await tab.post('/account/password', { ...fields, ...wrong });
      expect(tab.page.status).toBe(401);
    }
  });
});

test('C3 an id that was never one of theirs gets the same answer as one that is gone', async () => {
  const { browser } = await atAccountPage(app, '/devices');
  const page = await browser.open(`${app.issuer}/account/profile`);
  const csrf = page.form().values.get('csrf') ?? '';
  const answer = await browser.post('/account/devices/forget', { csrf, device: 'x'.repeat(22) });
  expect([answer.status, answer.heading]).toEqual([404, 'Not in your list']);
  expect(answer.body).toContain('href="/account/devices"');
});
