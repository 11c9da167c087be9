// CVE-2024-32868 (ZITADEL): limits that cover the password but not the second factor. Here: every code there is (B6).
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { everywhere } from '../../factors/attempts.ts';
import type { Browser } from '../support/browser.ts';
import { type Clock, hour, movableClock } from '../support/clock.ts';
import {
  atSecondFactor,
  csrfOf,
  enrollmentsOf,
  eventsOf,
  interactionPath,
  passwordProved,
  type Scene,
  startScene,
  wrongCode,
} from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'lost phone' };

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

/** How many wrong answers are looked at before one is refused unseen. */
async function untilLocked(browser: Browser, code: string, form?: string): Promise<number> {
  for (let count = 0; count < 20; count++)
    if ((await browser.submit({ code }, undefined, form)).status === 429) return count;
  return Infinity;
}

describe('a limit stands before', () => {
  test('codes of an app', async () => {
    const person = await scene.person();
    expect(await untilLocked(await atSecondFactor(scene, person), wrongCode(person))).toBe(5);
  });

  test('backup codes', async () => {
    const person = await scene.person({ backupCodes: true });
    const browser = await atSecondFactor(scene, person);
    await browser.follow(`${browser.page.url.pathname}?method=backup-code`);
    expect(await untilLocked(browser, '0000-0000-0000-0000')).toBe(5);
  });

  test('codes from the mailbox', async () => {
    const person = await scene.person({ totp: false });
    const browser = await passwordProved(scene, person);
    await browser.submit();
    // Five tries a code: then its form is gone.
    for (let count = 0; count < 5; count++)
      await browser.submit({ code: '00000000' }, undefined, 'confirmation');
    expect(browser.page.forms.map(({ name }) => name).join()).not.toContain('confirmation');
    await browser.submit({}, undefined, 'send-code');
    const code = await scene.app.mailedCode(person.email);
    expect((await browser.submit({ code }, undefined, 'confirmation')).status).toBe(429);
  });

  test("the help desk's code", async () => {
    const person = await scene.person({ totp: false, email: null, username: 'ward-7' });
    expect(await scene.app.core.actions.access.giveEnrollmentCode(operator, person.id, check)).toMatchObject({
      ok: true,
    });
    const browser = await passwordProved(scene, person);
    expect(await untilLocked(browser, '0000-0000-0000-0000')).toBeLessThanOrEqual(5);
  });

  test('confirming a new app, and asking for new keys', async () => {
    const person = await scene.person({ totp: false });
    const browser = await passwordProved(scene, person);
    await browser.submit();
    await browser.submit({ code: await scene.app.mailedCode(person.email) });
    expect(await untilLocked(browser, '000000', 'authenticator')).toBe(5);
    const keys = new Set<string | undefined>();
    for (let count = 0; count < 10; count++) {
      const csrf = csrfOf(browser.page);
      await browser.post(`${interactionPath(browser)}/new-key`, { csrf });
      keys.add((await enrollmentsOf(scene, person)).pending?.id);
    }
    expect(keys.size).toBeLessThanOrEqual(5);
  });
});

describe('a hundred wrong codes (NIST SP 800-63B-4 3.2.2)', () => {
  test('end the factor: a right one is refused, and nothing falls back to set-up', async () => {
    const person = await scene.person();
    const subject = `totp:${person.id}`;
    for (let count = 0; count < 99; count++)
      await scene.app.store.storage.attempts.take(subject, [{ name: everywhere, delays: [0] }], clock.now());
    const browser = await atSecondFactor(scene, person);
    await browser.submit({ code: wrongCode(person) });
    expect((await enrollmentsOf(scene, person)).factors).toMatchObject([{ disabledAt: expect.any(Number) }]);
    clock.advance(2 * hour);
    const later = await passwordProved(scene, person);
    expect(later.page.status).toBe(403);
    expect(later.page.arrival).toBeNull();
    const events = await eventsOf(scene, person);
    expect(events.map(({ type }) => type)).toContain('factor.disabled');
  });
});
