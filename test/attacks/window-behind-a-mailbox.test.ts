// A thief of the mailbox chooses a password by mail and talks the help desk into a break-glass window: the mailbox alone would
// have been everything. For 24 hours no window counts, also when the password was changed since (A13).
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clock, hour, movableClock } from '../support/clock.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { givesCode, type Scene, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;

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

async function choose({ id, tenantId, email }: Person, by: 'mail' | 'change', password: string) {
  const about = { tenantId, accountId: id, email, actor: { kind: 'account', id } } as const;
  const context = { ...about, address: null, userAgent: null, clientId: null, signInId: null };
  const set = await scene.app.core.factors.passwordSetting.set({ accountId: id, password, by, context });
  if (!set.ok) throw new Error(set.reason);
  return { identifier: email ?? '', password };
}

function openFor({ id }: Person) {
  const check = { identityChecked: 'phone', reason: 'sounded convincing' };
  return scene.app.core.actions.breakGlass.open(operator, id, check);
}

async function windowFor(person: Person): Promise<string> {
  const opened = await openFor(person);
  if (!opened.ok) throw new Error(opened.reason);
  return opened.code;
}

test.each([
  ['chosen by mail', false],
  ['chosen by mail and changed at once', true],
])('a password %s', async (_how, isChanged) => {
  const person = await scene.person();
  const code = await windowFor(person);
  let knows = await choose(person, 'mail', 'the words of a thief of mails');
  if (isChanged) knows = await choose(person, 'change', 'other words of the same thief');
  // The help desk is told that another would be of no use, and when one will be.
  expect(await openFor(person)).toEqual({
    ok: false,
    reason: 'password-by-mail',
    until: expect.closeTo(clock.now() + 24 * hour, -5),
  });
  const browser = scene.app.browser();
  await signIn(browser, scene.application, knows);
  expect(stepOf(browser.page)).toBe('second-factor');
  expect(browser.page.text).not.toContain('help desk,');
  await browser.follow(`${browser.page.url.pathname}?method=break-glass`);
  expect(givesCode(await browser.submit({ code }))).toBe(false);

  clock.advance(24 * hour);
  const later = await windowFor(person);
  const next = scene.app.browser();
  await signIn(next, scene.application, knows);
  await next.follow(`${next.page.url.pathname}?method=break-glass`);
  expect(givesCode(await next.submit({ code: later }))).toBe(true);
});
