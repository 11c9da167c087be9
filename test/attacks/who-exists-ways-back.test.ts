// CVE-2026-23511 (ZITADEL), beside the password: who exists, told by "I can't sign in", by a code from a mail that came or did
// not, by a passkey, or by any other form of a sign-in. The clock stands still but for what the server does: a call of a store
// takes 7 ms, so that time is compared to the millisecond.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { forgets } from '../journeys/ways-back.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import type { Browser } from '../support/browser.ts';
import { type Clock, hour, stoppedClock } from '../support/clock.ts';
import type { Page } from '../support/page.ts';
import { givePasskey, usePasskey } from '../support/passkeys.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { routeTable } from './route-table.ts';
import { csrfOf, interactionPath, type Scene, startScene } from './scene.ts';
import { overheard, type Told, toldBy } from './told.ts';

const storeMs = 7;
const gridMs = 300;

const rows = await routeTable();
let clock: Clock & { restore(): void };
let scene: Scene;
let people: Readonly<Record<string, Pick<Person, 'id' | 'identifier' | 'email'>>>;
beforeAll(async () => {
  clock = stoppedClock();
  scene = await startScene({
    policy: { factors: { passkey: true, totp: true, sms: false } },
    wrapStorage: (storage) => overheard(storage, () => clock.advance(storeMs)),
    wait: async (ms) => clock.advance(ms),
  });
  const { world } = scene.app;
  const disabled = await scene.person();
  await world.setStatus(disabled.id, 'disabled');
  const reset = await scene.person();
  await world.changeEnrollments(reset.id, () => ({ factors: [], markedForReenrollment: true }));
  const withPasskey = await scene.person({ totp: false, password: null, backupCodes: true });
  await givePasskey(scene.app, withPasskey, createAuthenticator());
  const elsewhere = await world.tenant();
  people = {
    'somebody with an app': await scene.person({ backupCodes: true }),
    'somebody without a factor': await scene.person({ totp: false }),
    'somebody who was only invited': await scene.person({ totp: false, password: null }),
    'somebody with a passkey only': withPasskey,
    'somebody disabled': disabled,
    'somebody whose factors were reset': reset,
    'somebody of another organisation': await world.person(elsewhere.id),
    'somebody with a username': await scene.person({ email: null, username: 'nurse.seven' }),
    'somebody who is nobody': {
      id: 'bm9ib2R5LWF0LWFsbC0x',
      identifier: 'nobody@northwind.example',
      email: null,
    },
  };
});
beforeEach(() => clock.advance(hour));
afterAll(async () => {
  await scene.stop();
  clock.restore();
});

interface Answered extends Told {
  /** ms. */
  readonly took: number;
}

async function timed(ask: () => Promise<Page>, typed: string): Promise<Answered> {
  await scene.app.core.audit.drain();
  const began = Date.now();
  const page = await ask();
  return { ...toldBy(page, typed), took: Date.now() - began };
}

type Ask = (browser: Browser, name: string, id: string) => Promise<readonly Answered[]>;

/** What is told of each of them at the same time of day, from networks apart, which has to be the same. Returns it. */
async function toldAll(ask: Ask, whom = Object.keys(people)): Promise<readonly Answered[]> {
  let first: readonly Answered[] | undefined;
  const at = Date.now();
  for (const [index, who] of whom.entries()) {
    const { identifier = '', id = '' } = people[who] ?? {};
    clock.set(at);
    const answers = await ask(scene.app.browser({ address: `198.51.${index}.7` }), identifier, id);
    first ??= answers;
    expect({ who, answers }).toEqual({ who, answers: first });
  }
  return first ?? [];
}

test('asking for a new password tells the same in the same time, and so does any code, until it is too often', async () => {
  const answers = await toldAll(async (browser, name) => {
    await signIn(browser, scene.application, {});
    await browser.click('I can’t sign in');
    const told = [await timed(() => browser.submit({ identifier: name }), name)];
    // The five tries of a mail, and one more.
    for (let n = 0; n < 6; n += 1)
      told.push(await timed(() => browser.submit({ code: 'AAAAA-AAAAA' }), name));
    for (let n = 0; n < 3; n += 1)
      told.push(await timed(() => browser.submit({}, undefined, 'forgot-password'), name));
    await browser.follow(interactionPath(browser));
    told.push(await timed(() => browser.submit({}, undefined, 'password-link/back'), name));
    return told;
  });
  expect(answers.map(({ status }) => status)).toEqual([200, ...Array(6).fill(422), 200, 200, 429, 200]);
  for (const { took } of answers.slice(0, -1)) expect(took).toBeGreaterThanOrEqual(gridMs);
  // Some were sent a mail, others were not.
  expect(
    new Set(Object.values(people).map(({ email }) => scene.app.mails.some(({ to }) => to === email))).size,
  ).toBe(2);
});

test('no other form of a sign-in tells anything of whom was named', async () => {
  const posted = rows.filter(
    ({ method, path }) => method === 'POST' && path.startsWith('/interaction/:uid/'),
  );
  const shown = rows.filter(({ method, path }) => method === 'GET' && path.startsWith('/interaction/:uid/'));
  const ending = ['/cancel', '/leave', '/sign-out'];
  const nameOf = ({ path }: { readonly path: string }) => path.replace('/interaction/:uid', '');
  const walk = posted.map(nameOf).filter((name) => !ending.includes(name));
  expect(walk.length).toBeGreaterThan(15);
  const whom = ['somebody with an app', 'somebody disabled', 'somebody who is nobody'];
  await toldAll(async (browser, name) => {
    await nameIn(browser, name);
    const at = (path: string) => `${interactionPath(browser)}${path}`;
    const told: Answered[] = [];
    for (const path of shown.map(nameOf)) told.push(await timed(() => browser.follow(at(path)), name));
    for (const path of walk) {
      const fields = { identifier: name, password: 'not-their-password', code: '123456', organization: name };
      const csrf = csrfOf(browser.page);
      told.push(await timed(() => browser.post(at(path), { csrf, ...fields, passkey: '{}' }), name));
      if (stepOf(browser.page) !== 'password') await browser.follow(at(''));
    }
    return told;
  }, whom);
});

/** To a sign-in in which this name was typed. */
async function nameIn(browser: Browser, name: string): Promise<void> {
  await forgets(browser, scene.application, name);
  await browser.submit({}, undefined, 'password-link/back');
  expect(stepOf(browser.page)).toBe('password');
}

test('B1 a passkey that says whose it is tells the same in the same time of all', async () => {
  const stranger = await scene.person({ totp: false });
  const authenticator = createAuthenticator();
  await givePasskey(scene.app, stranger, authenticator);
  const [answer] = await toldAll(async (browser, name, id) => {
    await signIn(browser, scene.application, {});
    const userHandle = Buffer.from(id).toString('base64url');
    return [await timed(() => usePasskey(browser, authenticator, { userHandle }), name)];
  });
  expect(answer?.body).toContain('This passkey isn’t known here.');
});

test('an application that insists on somebody, by sub, sees no more of it than the same page', async () => {
  for (const prompt of ['login', 'none']) {
    await toldAll(async (browser, _name, id) => {
      const claims = JSON.stringify({ id_token: { sub: { value: id } } });
      const url = await scene.application.authorizationUrl({ claims, prompt });
      const answer = await timed(() => browser.open(url, scene.application.redirectUri), id);
      const error = browser.page.arrival?.url.searchParams.get('error') ?? null;
      expect(error).toBe(prompt === 'none' ? 'login_required' : null);
      return [answer];
    });
  }
});
