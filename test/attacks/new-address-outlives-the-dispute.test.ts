// A thief at an unlocked workstation changes the e-mail address to their own; the owner says "This wasn't me" in the notice at the old
// one. The way back that most people are told next, a new password by mail, must not lead to the thief's mailbox (C7).
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clock, minute, movableClock } from '../support/clock.ts';
import { signIn } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { type Scene, startScene } from './scene.ts';

let clock: Clock & { restore(): void };
let scene: Scene;
beforeEach(async () => {
  clock = movableClock();
  scene = await startScene({ policy: { secondFactor: 'optional' } });
});
afterEach(async () => {
  await scene.stop();
  clock.restore();
});

const elsewhere = 'thief@elsewhere.example';

/** At the workstation, with the mail client open. Returns when, ms. */
async function changeAddress(person: Person): Promise<number> {
  const browser = scene.app.browser();
  await signIn(browser, scene.application, person);
  await browser.open(`${scene.app.issuer}/account/email`);
  await browser.submit({ address: elsewhere });
  const [old, given] = [await scene.app.mailedCode(person.email), await scene.app.mailedCode(elsewhere)];
  await browser.submit({ old, new: given });
  expect((await scene.app.store.storage.accounts.find(person.id))?.email).toBe(elsewhere);
  return Date.now();
}

async function dispute({ id }: Person, at: number) {
  const reader = scene.app.browser();
  await reader.open(scene.app.core.notMeLink(id, at));
  return reader.submit();
}

function mailsToThief() {
  return scene.app.mails.filter(({ to }) => to === elsewhere).length;
}

async function forgets(identifier: string) {
  const browser = scene.app.browser();
  await signIn(browser, scene.application, {});
  await browser.click('I can’t sign in');
  return browser.submit({ identifier });
}

test('no new password is mailed to an address that was given since', async () => {
  const person = await scene.person({ totp: false });
  const before = Date.now();
  await changeAddress(person);
  clock.advance(minute);
  const page = await dispute(person, before);
  expect(page.text).toContain(
    'Call your help desk now. The e-mail address of your account was changed lately',
  );
  const had = mailsToThief();
  await forgets(elsewhere);
  expect(mailsToThief()).toBe(had);
});

test('an address that was changed before what the notice tells counts, and gets a new password', async () => {
  const person = await scene.person({ totp: false });
  await changeAddress(person);
  clock.advance(minute);
  const page = await dispute(person, Date.now());
  expect(page.text).toContain('Choose a new password now');
  const had = mailsToThief();
  await forgets(elsewhere);
  expect(mailsToThief()).toBe(had + 1);
});
