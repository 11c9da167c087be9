// How far a set-up is, in steps, through both doors: what is counted is what the person is asked (issue "Every factor", C2, C3).
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { movableClock, second } from '../support/clock.ts';
import { shownKey, signIn } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import { type SceneOptions, setScene } from './scene.ts';

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

const both = { factors: { passkey: true, totp: true, sms: false } };
const nothing = { totp: false, backupCodes: false };

const stepIn = ({ page }: Browser) => /Step \d of \d/.exec(page.text)?.[0] ?? null;

/** The steps that the pages name on the way, from the page shown to where no more is named. */
async function walk(browser: Browser, email: string | null): Promise<(string | null)[]> {
  const named: (string | null)[] = [stepIn(browser)];
  const next = async (fields = {}) => {
    await browser.submit(fields);
    if (stepIn(browser) !== named.at(-1)) named.push(stepIn(browser));
  };
  for (let turn = 0; turn < 6 && stepIn(browser) !== null; turn++) {
    const { heading } = browser.page;
    if (heading === 'Confirm that it is you' && browser.page.text.includes('Send the code')) await next();
    else if (heading === 'Confirm that it is you') await next({ code: await app.mailedCode(email) });
    else if (browser.page.body.includes('value="totp"') && browser.page.body.includes('value="passkey"'))
      await next({ kind: 'totp' });
    else if (browser.page.text.includes('I have kept these codes')) await next({ kept: true });
    else await next({ code: totpCode(shownKey(browser.page)) });
  }
  return named;
}

async function atSignIn(options: SceneOptions) {
  const scene = await setScene(app, options);
  await signIn(scene.browser, scene.application, { ...scene.person, code: undefined });
  return scene;
}

test('a first set-up that is required: the mailbox, the kind, the app, its codes', async () => {
  const { browser, person } = await atSignIn({ policy: both, person: nothing });
  expect(await walk(browser, person.email)).toEqual([
    'Step 1 of 4',
    'Step 2 of 4',
    'Step 3 of 4',
    'Step 4 of 4',
    null,
  ]);
});

test('by an invitation, which was the second way: the kind, the app, its codes', async () => {
  const invited = { ...nothing, password: null, ageDays: 0 };
  const { browser, person, application } = await setScene(app, { policy: both, person: invited });
  await app.core.actions.access.invite({ kind: 'operator', name: 'test' }, person.id);
  const mail = app.mails.findLast(({ to }) => to === person.email);
  const [link = ''] = /http\S+\/invitation\?token=\S+/.exec(mail?.text ?? '') ?? [];
  await browser.open(link);
  await browser.submit();
  const password = 'heron ladder quartz meadow';
  await browser.submit({ password, repeat: password });
  await signIn(browser, application, { identifier: person.identifier, password });
  expect(await walk(browser, person.email)).toEqual(['Step 1 of 3', 'Step 2 of 3', 'Step 3 of 3', null]);
});

test('without a choice there is one step less', async () => {
  const { browser, person } = await atSignIn({ person: nothing });
  expect(await walk(browser, person.email)).toEqual(['Step 1 of 3', 'Step 2 of 3', 'Step 3 of 3', null]);
});

test('the first one from the account pages: the kind, then the mailbox', async () => {
  const { browser, person } = await atSignIn({
    policy: { ...both, secondFactor: 'optional' },
    person: nothing,
  });
  await browser.open(`${app.issuer}/account/factors/add`);
  const steps = await walk(browser, person.email);
  expect(steps).toEqual(['Step 1 of 4', 'Step 2 of 4', 'Step 3 of 4', 'Step 4 of 4', null]);
});

test('another one, with codes that are left: neither the mailbox nor codes are counted', async () => {
  const scene = await setScene(app, { policy: both, person: { backupCodes: true } });
  const { browser, application, person } = scene;
  await signIn(browser, application, { ...person, code: () => person.code() });
  await browser.open(`${app.issuer}/account/factors/add`);
  expect(await walk(browser, person.email)).toEqual(['Step 1 of 2', 'Step 2 of 2', null]);
});

test('another one of the only kind, without codes: the app and its codes', async () => {
  const { browser, application, person } = await setScene(app, { person: { backupCodes: false } });
  await signIn(browser, application, { ...person, code: () => person.code() });
  await browser.open(`${app.issuer}/account/factors/add`);
  await browser.submit();
  expect(await walk(browser, person.email)).toEqual(['Step 1 of 2', 'Step 2 of 2', null]);
});
