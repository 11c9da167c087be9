// login.gov: a valid code entered while locked out must fail, and must not be used up.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, minute, movableClock } from '../support/clock.ts';
import { signIn } from '../support/sign-in.ts';
import {
  atSecondFactor,
  enrollmentsOf,
  givesCode,
  onlyPassword,
  type Scene,
  startScene,
  wrongCode,
} from './scene.ts';

let clock: Clock & { restore(): void };
let scene: Scene;
beforeEach(async () => {
  clock = movableClock();
  clock.set(Math.floor(Date.now() / 30_000) * 30_000 + 5_000);
  scene = await startScene();
});
afterEach(async () => {
  await scene.stop();
  clock.restore();
});

describe('during a lock', () => {
  test('a right code of an app fails, and its step is not used up', async () => {
    const person = await scene.person();
    const browser = await atSecondFactor(scene, person);
    for (let count = 0; count < 5; count++) await browser.submit({ code: wrongCode(person) });
    const before = await enrollmentsOf(scene, person);
    const locked = await browser.submit({ code: person.code() });
    expect(locked.status).toBe(429);
    expect(locked.text).not.toContain('was used already');
    expect(await enrollmentsOf(scene, person)).toEqual(before);
    clock.advance(minute + 1000);
    expect(givesCode(await browser.submit({ code: person.code() }))).toBe(true);
  });

  test('a right backup code fails, and works afterwards', async () => {
    const person = await scene.person({ backupCodes: true });
    const browser = await atSecondFactor(scene, person);
    await browser.follow(`${browser.page.url.pathname}?method=backup-code`);
    const [code = ''] = person.backupCodes;
    for (let count = 0; count < 5; count++) await browser.submit({ code: '0000-0000-0000-0000' });
    expect((await browser.submit({ code })).status).toBe(429);
    clock.advance(minute + 1000);
    expect(givesCode(await browser.submit({ code }))).toBe(true);
  });

  test('a right password fails, with the words and the status of a wrong one', async () => {
    const person = await scene.person();
    const browser = scene.app.browser({ address: '203.0.113.5' });
    const wrong = { ...person, password: 'not-the-right-password' };
    for (let count = 0; count < 5; count++) await signIn(browser, scene.application, wrong);
    const withRight = await signIn(browser, scene.application, onlyPassword(person));
    const withWrong = await signIn(browser, scene.application, wrong);
    expect([withRight.status, withWrong.status]).toEqual([429, 429]);
    expect(withRight.text).toBe(withWrong.text);
    // From elsewhere the person still gets in: strangers cannot lock anybody out.
    const elsewhere = scene.app.browser({ address: '192.0.2.44' });
    const page = await signIn(elsewhere, scene.application, { ...person, code: () => person.code() });
    expect(givesCode(page)).toBe(true);
  });
});
