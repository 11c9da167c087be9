// A thief with the password and the mailbox has typed the mailed code and stands at the authenticator page; the help desk
// resets the account; the thief goes on. What was shown before a reset must not let anybody enroll after it.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setUp, shownKey, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import type { Person } from '../support/world.ts';
import { enrollmentsOf, givesCode, passwordProved, type Scene, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'the password was stolen' };

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.stop());

async function confirmedByMail(person: Person) {
  const browser = await passwordProved(scene, person);
  await browser.submit();
  await browser.submit({ code: await scene.app.mailedCode(person.email) });
  expect(stepOf(browser.page)).toBe('authenticator');
  return browser;
}

async function reset({ id }: Person): Promise<string> {
  const done = await scene.app.core.actions.access.resetFactors(operator, id, check);
  if (!done.ok) throw new Error(done.reason);
  return done.code;
}

test('a second way shown before the reset enrolls nobody after it (B9, E4)', async () => {
  const person = await scene.person({ totp: false });
  const thief = await confirmedByMail(person);
  await reset(person);
  await thief.reload();
  if (stepOf(thief.page) === 'continue') await thief.submit();
  expect(stepOf(thief.page)).not.toBe('authenticator');
  expect(thief.page.arrival).toBeNull();
  expect(await enrollmentsOf(scene, person)).toMatchObject({ factors: [], markedForReenrollment: true });
});

test('nor does a key that was shown before it', async () => {
  const person = await scene.person({ totp: false });
  const thief = await confirmedByMail(person);
  const key = shownKey(thief.page);
  await reset(person);
  const page = await thief.submit({ code: totpCode(key) });
  expect(givesCode(page)).toBe(false);
  expect(await enrollmentsOf(scene, person)).toMatchObject({ factors: [], markedForReenrollment: true });
});

test('the code that the reset gave opens a sign-in that had been confirmed otherwise before', async () => {
  const person = await scene.person({ totp: false });
  const browser = await confirmedByMail(person);
  const enrollmentCode = await reset(person);
  await browser.reload();
  if (stepOf(browser.page) === 'continue') await browser.submit();
  await browser.follow(`${browser.page.url.pathname}?way=enrollment-code`);
  await setUp(browser, { enrollmentCode });
  expect((await enrollmentsOf(scene, person)).factors).toHaveLength(1);
});
