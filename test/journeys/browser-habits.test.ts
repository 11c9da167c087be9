// What people do with browsers: back, reload, double clicks, tabs, links opened elsewhere. All of it ends well (C1, C2).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { hour, movableClock, second } from '../support/clock.ts';
import type { FieldValues } from '../support/html-form.ts';
import { goOn, setUp, shownBackupCodes, shownKey, signIn, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import { errorAt, expectProof, mfa, setScene, tokensAt } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => clock.advance(31 * second));
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const proof = { acr: mfa, amr: ['pwd', 'otp', 'mfa'] };
const nothingSetUp = { totp: false, backupCodes: false };
const ended = 'This sign-in is no longer valid';

/** Two posts of one form at once; the browser shows what the second answers. */
async function doubleClick(browser: Browser, values: FieldValues) {
  const first = browser.tab();
  const { action, fields } = browser.page.form().fill(values);
  const csrf = Object.fromEntries(fields);
  await first.open(browser.page.url);
  const lost = first.send({
    url: action,
    method: 'POST',
    headers: { Origin: app.issuer, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(csrf).toString(),
  });
  const page = await browser.submit(values);
  await lost;
  return page;
}

/** Where a person gets from whatever is shown: some pages only ask to go on. */
async function toTheEnd(browser: Browser) {
  if (!browser.page.arrival && stepOf(browser.page) === 'continue') await browser.submit();
  return browser.page;
}

describe('one sign-in', () => {
  test('reload shows the same page; going back leads to where the sign-in stands', async () => {
    const { person, application, browser } = await setScene(app);
    await signIn(browser, application, { ...person, code: undefined });
    expect(stepOf(await browser.reload())).toBe('second-factor');
    expect(stepOf(await browser.back())).toBe('second-factor');
    expectProof(await tokensAt(await goOn(browser, person), application), person, proof);
  });

  test('a form of an earlier page, posted late, leads to where the sign-in stands', async () => {
    const { person, application, browser } = await setScene(app);
    const password = await signIn(browser, application, {});
    const other = browser.tab();
    await other.open(password.url);
    await goOn(browser, { ...person, code: undefined });
    const late = await other.submit({ identifier: person.identifier, password: 'anything else' });
    expect([late.status, stepOf(late)]).toEqual([200, 'second-factor']);
  });

  test('back after the end says what to do, and nothing is given twice', async () => {
    const { person, application, browser } = await setScene(app);
    const asked = await signIn(browser, application, { ...person, code: undefined });
    await tokensAt(await browser.submit({ code: person.code() }), application);
    const back = await browser.tab().open(asked.url);
    expect([back.status, back.heading]).toEqual([410, ended]);
    expect(back.text).toContain('Start again from the application.');
  });

  test('after an hour it has ended, and says so', async () => {
    const { person, application, browser } = await setScene(app);
    const asked = await signIn(browser, application, { ...person, code: undefined });
    clock.advance(hour + second);
    const page = await browser.submit({ code: person.code() });
    expect([page.status, page.heading]).toEqual([410, ended]);
    expect((await browser.open(asked.url)).status).toBe(410);
  });

  test.each(['password', 'code', 'backup code'])('a double click on the %s ends well', async (what) => {
    const { person, application, browser } = await setScene(app);
    if (what === 'password') {
      await signIn(browser, application, {});
      const { identifier, password } = person;
      expect(stepOf(await doubleClick(browser, { identifier, password }))).toBe('second-factor');
      await goOn(browser, person);
    } else {
      await signIn(browser, application, { ...person, code: undefined });
      if (what === 'backup code') await browser.click('Use a backup code');
      await doubleClick(browser, { code: what === 'code' ? person.code() : (person.backupCodes[0] ?? '') });
    }
    const amr = what === 'backup code' ? ['pwd', 'mfa'] : proof.amr;
    expectProof(await tokensAt(await toTheEnd(browser), application), person, { acr: mfa, amr });
  });

  test('a double click while setting up shows the backup codes that count (B3)', async () => {
    const { person, application, browser } = await setScene(app, { person: nothingSetUp });
    await signIn(browser, application, person);
    await browser.submit();
    await browser.submit({ code: await app.mailedCode(person.email) });
    const code = totpCode(shownKey(browser.page));
    let page = await doubleClick(browser, { code });
    if (stepOf(page) !== 'backup-codes') page = await browser.reload();
    const [backupCode = ''] = shownBackupCodes(page);
    await browser.submit({ kept: true });
    await tokensAt(await toTheEnd(browser), application);
    const other = app.browser();
    await signIn(other, application, { ...person, code: undefined });
    await other.click('Use a backup code');
    expectProof(await tokensAt(await other.submit({ code: backupCode }), application), person, {
      acr: mfa,
      amr: ['pwd', 'mfa'],
    });
  });

  test('in two tabs: the second goes on where the first ended', async () => {
    const { person, application, browser } = await setScene(app);
    const asked = await signIn(browser, application, { ...person, code: undefined });
    const other = browser.tab();
    await other.open(asked.url);
    await tokensAt(await browser.submit({ code: person.code() }), application);
    clock.advance(31 * second);
    const late = await other.submit({ code: person.code() });
    expect([late.status, late.heading]).toEqual([410, ended]);
  });
});

describe('two sign-ins at once', () => {
  test('of one person in two tabs both end', async () => {
    const { person, application, browser } = await setScene(app);
    const other = browser.tab();
    await signIn(browser, application, {});
    await signIn(other, application, {});
    expectProof(await tokensAt(await goOn(browser, person), application), person, proof);
    clock.advance(31 * second);
    expectProof(await tokensAt(await goOn(other, person), application), person, proof);
  });

  test('of two people in two tabs: the later one is signed in, the page of the other says what to do', async () => {
    const { tenant, person, application, browser } = await setScene(app);
    const next = await app.world.person(tenant.id, { totp: true });
    const other = browser.tab();
    await signIn(browser, application, { ...person, code: undefined });
    await signIn(other, application, { ...next, code: undefined });
    await tokensAt(await browser.submit({ code: person.code() }), application);
    await other.submit({ code: next.code() });
    if (!other.page.arrival) await other.submit();
    expectProof(await tokensAt(other.page, application), next, proof);
    const stale = await browser.tab().open(`${app.issuer}/interaction/x`);
    expect([stale.status, stale.heading]).toEqual([410, ended]);
  });

  test('setting up in two tabs: only the key that was confirmed counts (B8)', async () => {
    const { person, application, browser } = await setScene(app, { person: nothingSetUp });
    const other = browser.tab();
    for (const tab of [browser, other]) {
      await signIn(tab, application, person);
      await tab.submit();
      await tab.submit({ code: await app.mailedCode(person.email) });
    }
    const stale = await browser.submit({ code: totpCode(shownKey(browser.page)) });
    expect(stale.text).toContain('This key is no longer valid. Scan the new one and enter its code.');
    expectProof(await tokensAt((await setUp(browser)).page, application), person, proof);
    // The other tab's key counts for nothing; it is asked for the one that does.
    expect(stepOf(await other.submit({ code: totpCode(shownKey(other.page)) }))).toBe('second-factor');
  });
});

describe('a link to a sign-in opened in another browser', () => {
  test('opens nothing and says what to do', async () => {
    const { person, application, browser } = await setScene(app);
    const asked = await signIn(browser, application, { ...person, code: undefined });
    const other = app.browser();
    const page = await other.open(asked.url);
    expect([page.status, page.heading]).toEqual([410, ended]);
    expectProof(await tokensAt(await browser.submit({ code: person.code() }), application), person, proof);
  });

  test('nor with cookies planted there (attack: planted sign-in)', async () => {
    const { person, application, browser } = await setScene(app);
    const asked = await signIn(browser, application, { ...person, code: undefined });
    const victim = app.browser();
    await signIn(victim, application, {});
    const planted = browser.jar.header({ url: asked.url, method: 'GET', initiator: null }) ?? '';
    const interaction = planted.split('; ').filter((one) => one.startsWith('sallyport-interaction'));
    const own = victim.jar.header({ url: asked.url, method: 'GET', initiator: null }) ?? '';
    const answer = await victim.send({
      url: asked.url,
      headers: { Cookie: [...interaction, own].join('; ') },
    });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('This sign-in was started in another browser');
  });
});

describe('cancel (C1)', () => {
  test.each(['password', 'second-factor'])(
    'at the page "%s" the application gets access_denied',
    async (step) => {
      const { person, application, browser } = await setScene(app);
      await signIn(browser, application, step === 'password' ? {} : { ...person, code: undefined });
      expect(stepOf(browser.page)).toBe(step);
      const page = await browser.submit({}, undefined, 'cancel');
      expect(await errorAt(page, application)).toMatchObject({ error: 'access_denied' });
    },
  );
});

test('GET and HEAD change nothing on any page of a sign-in', async () => {
  const { person, application, browser } = await setScene(app);
  const { url } = await signIn(browser, application, { ...person, code: undefined });
  for (const path of [
    'cancel',
    'password',
    'second-factor',
    'continue',
    'other-account',
    'later',
    'sign-out',
    'new-key',
  ])
    for (const method of ['GET', 'HEAD']) {
      const answer = await browser.send({ url: `${url.href}/${path}`, method });
      expect([path, answer.status]).toEqual([path, 405]);
    }
  expectProof(await tokensAt(await browser.submit({ code: person.code() }), application), person, proof);
});
