// AuthQuake (Microsoft): attempts counted per session, so that many sessions multiply them; a new code renews the counter.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Browser } from '../support/browser.ts';
import { type Clock, minute, movableClock } from '../support/clock.ts';
import {
  atSecondFactor,
  passwordProved,
  type Scene,
  secondInstance,
  startScene,
  wrongCode,
} from './scene.ts';

let clock: Clock & { restore(): void };
let scene: Scene;
beforeEach(async () => {
  clock = movableClock();
  scene = await startScene();
});
afterEach(async () => {
  await scene.stop();
  clock.restore();
});

describe('wrong codes (B6)', () => {
  test('of five browsers, networks and two instances are five failures of one factor', async () => {
    const person = await scene.person();
    const other = await secondInstance(scene);
    for (const place of [1, 2, 3, 4, 5]) {
      const where = place % 2 ? scene : other;
      const browser = await atSecondFactor(where, person, { address: `198.51.${place}.7` });
      expect((await browser.submit({ code: wrongCode(person) })).status).toBe(422);
    }
    const sixth = await atSecondFactor(scene, person, { address: '203.0.113.6' });
    const page = await sixth.submit({ code: person.code() });
    expect(page.status).toBe(429);
    expect(page.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    await other.app.stop();
  });

  test('in a burst over many sign-ins admit no more than the counter lets through', async () => {
    const person = await scene.person();
    // One after another: of right passwords, too, no more are tried at once than the counter lets through.
    const browsers: Browser[] = [];
    while (browsers.length < 30) browsers.push(await atSecondFactor(scene, person));
    const pages = await Promise.all(browsers.map((browser) => browser.submit({ code: wrongCode(person) })));
    expect(pages.filter(({ status }) => status === 422).length).toBeLessThanOrEqual(5);
    expect(pages.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(25);
  });

  test('do not start anew with another right password', async () => {
    const person = await scene.person();
    for (let count = 0; count < 5; count++) {
      const browser = await atSecondFactor(scene, person);
      await browser.submit({ code: wrongCode(person) });
    }
    expect((await (await atSecondFactor(scene, person)).submit({ code: person.code() })).status).toBe(429);
  });

  test('of a mailed code go on counting when another is mailed', async () => {
    const person = await scene.person({ totp: false });
    const browser = await passwordProved(scene, person);
    await browser.submit();
    for (let count = 0; count < 4; count++)
      expect((await browser.submit({ code: '00000000' }, undefined, 'confirmation')).status).toBe(422);
    await browser.submit({}, undefined, 'send-code');
    expect((await browser.submit({ code: '00000000' }, undefined, 'confirmation')).status).toBe(422);
    const code = await scene.app.mailedCode(person.email);
    expect((await browser.submit({ code }, undefined, 'confirmation')).status).toBe(429);
  });

  test('of a text message go on counting when another is sent, in another sign-in and from elsewhere', async () => {
    const person = await scene.person({ totp: false, phone: '+41791234567' });
    const sms = { countries: ['CH'], messagesADay: 100 };
    const factors = { passkey: false, totp: true, sms: true };
    await scene.app.world.setPolicy(scene.tenant.id, { factors, sms });
    let browser = scene.app.browser();
    for (const place of [1, 2, 3, 4, 5]) {
      // The delay before another message grows, too, whoever asks.
      clock.advance(15 * minute);
      browser = await passwordProved(scene, person, { address: `198.51.${place}.7` });
      await browser.submit();
      const wrong = scene.app.textedCode().replace(/^./, (first) => String((Number(first) + 1) % 10));
      expect((await browser.submit({ code: wrong })).status).toBe(422);
    }
    const code = scene.app.textedCode();
    expect((await browser.submit({ code })).status).toBe(429);
    clock.advance(minute);
    expect((await browser.submit({ code })).arrival).not.toBeNull();
  });

  test('lower no counter by waiting: the lock grows, and what was counted stays', async () => {
    const person = await scene.person();
    const browser = await atSecondFactor(scene, person);
    for (let count = 0; count < 5; count++) await browser.submit({ code: wrongCode(person) });
    clock.advance(minute + 1000);
    expect((await browser.submit({ code: wrongCode(person) })).status).toBe(422);
    clock.advance(minute + 1000);
    expect((await browser.submit({ code: person.code() })).status).toBe(429);
    clock.advance(minute + 1000);
    expect((await browser.submit({ code: person.code() })).arrival).not.toBeNull();
  });
});

describe('mails with codes', () => {
  test('are bounded over all sign-ins of the account', async () => {
    const person = await scene.person({ totp: false });
    for (let count = 0; count < 5; count++) {
      const browser = await passwordProved(scene, person);
      await browser.submit({}, undefined, 'send-code');
    }
    const mailed = scene.app.mails.filter(({ to, text }) => to === person.email && /\d{4} ?\d{4}/.test(text));
    expect(mailed.length).toBeLessThanOrEqual(3);
  });
});
