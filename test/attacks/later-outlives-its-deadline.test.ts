// gitlab#29702: a shortened grace period does not reach those who had put enrollment off. "Later" that outlives its deadline.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { type Clock, day, minute, movableClock } from '../support/clock.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import {
  arrivalOf,
  csrfOf,
  givesCode,
  interactionPath,
  onlyPassword,
  type Scene,
  silently,
  startScene,
} from './scene.ts';

let clock: Clock & { restore(): void };
let scene: Scene;
beforeEach(async () => {
  clock = movableClock();
  // Half an hour before the deadline of accounts that were there at the start.
  const start = clock.now() - 7 * day + 30 * minute;
  scene = await startScene({ policy: { start, graceDays: 7 } });
});
afterEach(async () => {
  await scene.stop();
  clock.restore();
});

async function putOff(person: Person, browser: Browser = scene.app.browser()) {
  await signIn(browser, scene.application, onlyPassword(person));
  const page = await browser.submit({}, undefined, 'later');
  return { browser, tokens: await scene.application.callback(arrivalOf(page)) };
}

describe('somebody who has put enrollment off (A5)', () => {
  test('is let in until the deadline, without mfa, and not asked twice in a session', async () => {
    const person = await scene.person({ totp: false });
    const { browser, tokens } = await putOff(person);
    expect(tokens.claims).toMatchObject({ amr: ['pwd'], acr: 'https://refeds.org/profile/sfa' });
    expect(await silently(scene.application, browser)).toMatchObject({ error: null });
    expect((await scene.application.refresh(tokens.refreshToken ?? '')).claims.amr).toEqual(['pwd']);
  });

  test('must enroll once the deadline has passed, in the session that put it off too', async () => {
    const person = await scene.person({ totp: false });
    const { browser, tokens } = await putOff(person);
    clock.advance(31 * minute);
    expect(await silently(scene.application, browser)).toEqual({ code: null, error: 'interaction_required' });
    await browser.open(await scene.application.authorizationUrl());
    // Set-up rests on what was proved a moment ago (A12).
    expect(stepOf(browser.page)).toBe('password');
    await browser.submit({ password: person.password });
    expect(stepOf(browser.page)).toBe('send-code');
    expect(browser.page.forms.map(({ name }) => name).join()).not.toContain('later');
    const refused = await refusalOf(scene.application.refresh(tokens.refreshToken ?? ''));
    expect(refused?.error).toBe('invalid_grant');
    expect((await refusalOf(scene.application.userinfo(tokens)))?.status).toBe(401);
  });

  test('must enroll at once when the grace is shortened (A2, A5)', async () => {
    const person = await scene.person({ totp: false });
    const { browser, tokens } = await putOff(person);
    await scene.app.world.setPolicy(scene.tenant.id, { graceDays: 0 });
    expect(await silently(scene.application, browser)).toEqual({ code: null, error: 'interaction_required' });
    expect((await refusalOf(scene.application.refresh(tokens.refreshToken ?? '')))?.error).toBe(
      'invalid_grant',
    );
    expect((await scene.application.introspect(tokens.accessToken)).active).toBe(false);
  });

  test('cannot put it off again after the deadline, by the form that was open', async () => {
    const person = await scene.person({ totp: false });
    const browser = scene.app.browser();
    await signIn(browser, scene.application, onlyPassword(person));
    clock.advance(31 * minute);
    const page = await browser.submit({}, undefined, 'later');
    expect(givesCode(page)).toBe(false);
    expect(stepOf(page)).toBe('send-code');
  });

  test('does not carry it to another account in the same browser', async () => {
    const { browser } = await putOff(await scene.person({ totp: false }));
    const other = await scene.person({ totp: false });
    await browser.open(await scene.application.authorizationUrl({ prompt: 'select_account' }));
    await browser.submit({}, undefined, 'other-account');
    const page = await browser.submit(onlyPassword(other));
    expect(givesCode(page)).toBe(false);
    expect(stepOf(page)).toBe('send-code');
  });

  test('gets no new grace from a new sign-in', async () => {
    const person = await scene.person({ totp: false });
    await putOff(person);
    clock.advance(31 * minute);
    const browser = scene.app.browser();
    await signIn(browser, scene.application, onlyPassword(person));
    const csrf = csrfOf(browser.page);
    const page = await browser.post(`${interactionPath(browser)}/later`, { csrf });
    expect(givesCode(page)).toBe(false);
  });

  test('is refused where the tenant says so, until the help desk helps', async () => {
    const person = await scene.person({ totp: false });
    await scene.app.world.setPolicy(scene.tenant.id, { graceDays: 0, afterDeadline: 'refuse' });
    const page = await signIn(scene.app.browser(), scene.application, onlyPassword(person));
    expect(page.status).toBe(403);
    expect(givesCode(page)).toBe(false);
  });
});
