// CVE-2015-7225, CVE-2021-43177 (devise-two-factor), CVE-2026-33473 (Vikunja): a code accepted twice, or an older one after it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, movableClock } from '../support/clock.ts';
import { setUp, signIn, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import {
  atSecondFactor,
  givesCode,
  onlyPassword,
  type Scene,
  secondInstance,
  signedIn,
  startScene,
} from './scene.ts';

let clock: Clock & { restore(): void };
let scene: Scene;
beforeEach(async () => {
  clock = movableClock();
  // The middle of a step, so that what belongs to it does not change under the test.
  clock.set(Math.floor(Date.now() / 30_000) * 30_000 + 10_000);
  scene = await startScene();
});
afterEach(async () => {
  await scene.stop();
  clock.restore();
});

describe('a code of an authenticator app (B2)', () => {
  test('is not accepted again in another browser, nor at another instance', async () => {
    const person = await scene.person();
    const code = person.code();
    await signedIn(scene, person);

    const again = await atSecondFactor(scene, person);
    const refused = await again.submit({ code });
    expect(refused.status).toBe(422);
    expect(stepOf(refused)).toBe('second-factor');

    const other = await secondInstance(scene);
    const there = await atSecondFactor(other, person);
    expect((await there.submit({ code })).status).toBe(422);
    await other.app.stop();
  });

  test('is not accepted after a newer one, though its step is still within the drift', async () => {
    const person = await scene.person();
    const older = person.code();
    const newer = person.code(Date.now() + 30_000);
    const first = await atSecondFactor(scene, person);
    expect(givesCode(await first.submit({ code: newer }))).toBe(true);
    const second = await atSecondFactor(scene, person);
    expect((await second.submit({ code: older })).status).toBe(422);
  });

  test('that confirmed the app is used up by it', async () => {
    const person = await scene.person({ totp: false });
    const browser = scene.app.browser();
    await signIn(browser, scene.application, onlyPassword(person));
    const { totpKey } = await setUp(browser, { mailedCode: () => scene.app.mailedCode(person.email) });
    const attacker = await atSecondFactor(scene, person);
    expect((await attacker.submit({ code: totpCode(totpKey) })).status).toBe(422);
  });

  test('two steps off is not accepted at all, and the next one is', async () => {
    const person = await scene.person();
    const browser = await atSecondFactor(scene, person);
    for (const ms of [-60_000, 60_000])
      expect((await browser.submit({ code: person.code(Date.now() + ms) })).status).toBe(422);
    expect(givesCode(await browser.submit({ code: person.code(Date.now() + 30_000) }))).toBe(true);
  });
});
