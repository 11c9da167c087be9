// "I can’t use any of these": asking the organisation for help, which its admins see and close. Other ways: every-factor.test.ts.
// Invariant: asking proves nothing and changes nothing of the account.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { hour, movableClock } from '../support/clock.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { setScene } from './scene.ts';

const clock = movableClock();
const operator = { kind: 'operator', name: 'ada' } as const;
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
  clock.restore();
});

async function atSecondFactor() {
  const scene = await setScene(app);
  const { identifier, password } = scene.person;
  await signIn(scene.browser, scene.application, { identifier, password });
  expect(stepOf(scene.browser.page)).toBe('second-factor');
  return scene;
}

test('a request is filed once, seen by admins of the organisation only, and closed once', async () => {
  const { browser, person, tenant } = await atSecondFactor();
  const { helpRequests } = app.core.actions;
  const open = async () => {
    const listed = await helpRequests.list(operator, tenant.id, 'open');
    return listed.ok ? listed.requests : [];
  };
  await browser.click('I can’t use any of these');
  await browser.submit({ note: 'x'.repeat(501) });
  expect([browser.page.status, browser.page.text]).toEqual([422, expect.stringContaining('at most 500')]);
  await browser.submit({ note: ' Phone in the river. <b>Ward 3</b> ' });
  expect(browser.page.text).toContain('You asked Northwind Clinic for help on');
  expect(browser.page.forms).toEqual([]);
  const [request, ...others] = await open();
  expect(others).toEqual([]);
  expect(request).toMatchObject({ accountId: person.id, note: 'Phone in the river. <b>Ward 3</b>' });

  const foreign = await app.world.tenant();
  const desk = { kind: 'account', id: 'd', tenantId: tenant.id, roles: ['help-desk'] } as const;
  expect(await helpRequests.list({ ...desk, tenantId: foreign.id }, tenant.id, 'open')).toMatchObject({
    ok: false,
  });
  expect(await helpRequests.list({ ...desk, roles: ['auditor'] }, tenant.id, 'open')).toMatchObject({
    ok: false,
  });
  expect(await helpRequests.list(desk, tenant.id, 'open')).toMatchObject({ ok: true, requests: [request] });
  expect(await helpRequests.close(desk, request?.id ?? '')).toMatchObject({
    ok: true,
    request: { closedBy: expect.stringContaining('account') },
  });
  expect(await helpRequests.close(operator, request?.id ?? '')).toEqual({
    ok: false,
    reason: 'closed-already',
  });
  expect(await helpRequests.close(operator, 'none')).toEqual({ ok: false, reason: 'unknown-request' });
  expect(await open()).toEqual([]);
  // It proved nothing.
  await browser.follow(browser.page.url.pathname.replace('/lost-factor', ''));
  expect(stepOf(browser.page)).toBe('second-factor');
});

describe('A5 past the deadline, who cannot set anything up', () => {
  const person = { totp: false, backupCodes: false };
  const openOf = async (tenantId: string) => {
    const listed = await app.core.actions.helpRequests.list(operator, tenantId, 'open');
    return listed.ok ? listed.requests.map(({ accountId, note }) => ({ accountId, note })) : [];
  };

  test('asks the organization from the page of set-up, at each of its steps', async () => {
    const scene = await setScene(app, { person });
    const { browser, tenant } = scene;
    await signIn(browser, scene.application, scene.person);
    expect(stepOf(browser.page)).toBe('send-code');
    await browser.click('I can’t set this up');
    await browser.submit({ note: 'No smartphone.' });
    expect(browser.page.text).toContain('You asked Northwind Clinic for help on');
    expect(await openOf(tenant.id)).toEqual([{ accountId: scene.person.id, note: 'No smartphone.' }]);
    await browser.click('Back');
    await browser.submit();
    await browser.submit({ code: await app.mailedCode(scene.person.email) });
    expect(stepOf(browser.page)).toBe('authenticator');
    await browser.click('I can’t set this up');
    expect(browser.page.text).toContain('You asked Northwind Clinic for help on');
  });

  test('asks from the page that refuses, where the organization wants an admin to help', async () => {
    const scene = await setScene(app, { person, policy: { afterDeadline: 'refuse' } });
    const { browser, tenant } = scene;
    await signIn(browser, scene.application, scene.person);
    expect(browser.page.heading).toBe('The time to set up a second step is over');
    await browser.click('Ask for help');
    await browser.submit({ note: 'Back from leave.' });
    expect(await openOf(tenant.id)).toEqual([{ accountId: scene.person.id, note: 'Back from leave.' }]);
    // It proved nothing.
    await browser.click('Back');
    expect(browser.page.heading).toBe('The time to set up a second step is over');
  });

  test('not in grace: it can be put off', async () => {
    const scene = await setScene(app, { person, policy: { start: clock.now() } });
    await signIn(scene.browser, scene.application, scene.person);
    expect(scene.browser.page.text).toContain('Later, until');
    expect(scene.browser.page.text).not.toContain('I can’t set this up');
    const { pathname } = scene.browser.page.url;
    expect(stepOf(await scene.browser.follow(`${pathname}/lost-factor`))).toBe('send-code');
  });
});

test('asked in two tabs at once, one request is open, and both say so', async () => {
  const { browser, tenant } = await atSecondFactor();
  await browser.click('I can’t use any of these');
  const tabs = [browser.tab(), browser.tab(), browser.tab()];
  for (const tab of tabs) await tab.open(browser.page.url);
  const pages = await Promise.all(tabs.map((tab, n) => tab.submit({ note: `tab ${n}` })));
  for (const page of pages) expect(page.text).toContain('You asked Northwind Clinic for help on');
  const listed = await app.core.actions.helpRequests.list(operator, tenant.id, 'all');
  expect(listed.ok && listed.requests.length).toBe(1);
});

test('three a day an account, and nobody asks before the password', async () => {
  const { browser, application, tenant } = await atSecondFactor();
  const { helpRequests } = app.core.actions;
  await browser.click('I can’t use any of these');
  const form = browser.page;
  for (let n = 0; n < 4; n++) {
    await browser.follow(form.url);
    await browser.submit({ note: `try ${n}` });
    const listed = await helpRequests.list(operator, tenant.id, 'open');
    for (const { id } of listed.ok ? listed.requests : []) await helpRequests.close(operator, id);
  }
  expect([browser.page.status, browser.page.text]).toEqual([429, expect.stringContaining('try again on')]);
  clock.advance(24 * hour);
  const stranger = app.browser();
  await signIn(stranger, application, {});
  const { pathname } = stranger.page.url;
  await stranger.follow(`${pathname}/lost-factor`);
  expect(stepOf(stranger.page)).toBe('password');
});
