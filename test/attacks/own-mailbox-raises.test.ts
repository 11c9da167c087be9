// Put together: a phished password and one app code of somebody without an e-mail address. The thief gives the account an address
// of their own, and that mailbox at once confirms a passkey that stays (B9), or a new password.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createNotices } from '../../audit/notices.ts';
import { effectExists } from '../../ops/effects.ts';
import { noticeWriters } from '../../ops/notice-writers.ts';
import { forgets, linksTo } from '../journeys/ways-back.ts';
import type { Browser } from '../support/browser.ts';
import { hour, movableClock, second } from '../support/clock.ts';
import { stepOf } from '../support/sign-in.ts';
import { csrfOf, enrollmentsOf, type Scene, signedIn, startScene } from './scene.ts';

const clock = movableClock();
let scene: Scene;
beforeAll(async () => {
  scene = await startScene({
    policy: { secondFactor: 'optional', factors: { passkey: true, totp: true, sms: false } },
  });
});
beforeEach(() => clock.advance(31 * second));
afterAll(async () => {
  await scene.stop();
  clock.restore();
});

const account = () => `${scene.app.issuer}/account`;

/** Somebody of the wards, and the thief's browser in their account, to which the thief has given this address. */
async function addressGiven(username: string) {
  const thiefs = `${username}@elsewhere.example`;
  const victim = await scene.person({ email: null, username });
  const { browser } = await signedIn(scene, victim);
  await browser.open(`${account()}/email`);
  await browser.submit({ address: thiefs });
  await browser.submit({ new: await scene.app.mailedCode(thiefs) });
  expect(await scene.app.store.storage.accounts.find(victim.id)).toMatchObject({ email: thiefs });
  return { browser, victim, thiefs };
}

async function choosesAPasskey(browser: Browser): Promise<void> {
  await browser.open(`${account()}/factors`);
  await browser.click('Add a second step');
  await browser.submit({ kind: 'passkey' });
}

/** Of the scene's organization, as the server writes them. */
async function writeNotices(): Promise<void> {
  await scene.app.core.audit.drain();
  const { storage } = scene.app.store;
  const notMeLink = () => 'https://login.example/not-me';
  await createNotices({
    ...noticeWriters({ ...storage, letters: scene.app.core.letters, notMeLink }),
    store: storage.audit,
    positions: storage.positions,
    effectExists: (event) => effectExists(storage, event),
    now: () => Date.now(),
    pause: async () => undefined,
  }).run();
}

describe('an address that was given to an account that had none', () => {
  test('B9 confirms no passkey for 72 hours: the help desk does', async () => {
    const { browser, victim } = await addressGiven('ward-20');
    await choosesAPasskey(browser);
    expect(stepOf(browser.page)).toBe('confirmation');
    expect(browser.page.text).not.toContain('e-mail with a code');
    const mails = scene.app.mails.length;
    const [, setUp] = /(\/account\/set-up\/[^/]+)/.exec(browser.page.url.pathname) ?? [];
    await browser.post(`${setUp}/send-code`, { csrf: csrfOf(browser.page) });
    expect(scene.app.mails).toHaveLength(mails);
    expect((await enrollmentsOf(scene, victim)).factors.map(({ kind }) => kind)).toEqual(['totp']);
  });

  test('B9 no sooner by a change to another address', async () => {
    const { browser, victim, thiefs } = await addressGiven('ward-21');
    const other = 'ward-21.more@elsewhere.example';
    await browser.open(`${account()}/email`);
    await browser.submit({ address: other });
    const codes = { old: await scene.app.mailedCode(thiefs), new: await scene.app.mailedCode(other) };
    await browser.submit(codes);
    expect(await scene.app.store.storage.accounts.find(victim.id)).toMatchObject({ email: other });
    await choosesAPasskey(browser);
    expect(stepOf(browser.page)).toBe('confirmation');
  });

  test('B9 gets no link for a new password for 72 hours', async () => {
    const { thiefs } = await addressGiven('ward-22');
    await forgets(scene.app.browser(), scene.application, thiefs);
    expect(linksTo(scene.app, thiefs)).toBe(0);
    clock.advance(72 * hour);
    await forgets(scene.app.browser(), scene.application, thiefs);
    expect(linksTo(scene.app, thiefs)).toBe(1);
  });

  test('C7 is told to the officers, since there is no old address to tell', async () => {
    const officer = await scene.person({ roles: ['security-admin'] });
    const { thiefs } = await addressGiven('ward-23');
    const before = scene.app.mails.length;
    await writeNotices();
    await writeNotices();
    const told = scene.app.mails.slice(before);
    // On shared stores the follower also finds what other tests left there.
    const toOfficer = told.filter(({ to, text }) => to === officer.email && text.includes('ward-23'));
    expect(toOfficer.map(({ subject }) => subject)).toEqual(['ward-23 has added an e-mail address']);
    expect(toOfficer[0]?.text).not.toContain('elsewhere');
    const toThief = told.filter(({ to }) => to === thiefs).map(({ subject }) => subject);
    expect(toThief.filter((subject) => subject.includes('address'))).toEqual([]);
  });
});
