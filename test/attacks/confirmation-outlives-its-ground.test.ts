// A thief with the password has talked the help desk out of an enrollment code and typed it, and stands at the authenticator page.
// Then the owner says "This wasn't me", or the help desk notices and gives the right person a code, or disables the account. What
// was shown before that must not let anybody enroll after it, nor lift the freeze (C7, B9, E4).
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Browser } from '../support/browser.ts';
import { shownKey, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import type { Person } from '../support/world.ts';
import { enrollmentsOf, givesCode, passwordProved, type Scene, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'new phone' };

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.stop());

async function codeFor({ id }: Person): Promise<string> {
  const given = await scene.app.core.actions.access.giveEnrollmentCode(operator, id, check);
  if (!given.ok) throw new Error(given.reason);
  return given.code;
}

async function confirmedByCode(person: Person) {
  const browser = await passwordProved(scene, person);
  await browser.submit();
  await browser.follow(`${browser.page.url.pathname}?way=enrollment-code`);
  await browser.submit({ code: await codeFor(person) });
  expect(stepOf(browser.page)).toBe('authenticator');
  return browser;
}

const grounds: readonly (readonly [name: string, happens: (person: Person) => Promise<unknown>])[] = [
  [
    'the owner says that it was not them',
    async ({ id }) => {
      const reader = scene.app.browser();
      await reader.open(scene.app.core.notMeLink(id, Date.now()));
      await reader.submit();
      expect(reader.page.status).toBe(200);
    },
  ],
  ['the help desk gives the right person another code', codeFor],
  [
    'the account is disabled and enabled again',
    async ({ id }) => {
      const { accountStatus } = scene.app.core.actions;
      expect(await accountStatus.disable(operator, id, 'stolen')).toMatchObject({ ok: true });
      expect(await accountStatus.enable(operator, id, 'found')).toMatchObject({ ok: true });
    },
  ],
];

describe.each(grounds)('once %s', (_name, happens) => {
  let person: Person;
  let thief: Browser;
  beforeEach(async () => {
    person = await scene.person({ totp: false });
    thief = await confirmedByCode(person);
  });

  test('a code of the help desk that was typed before leads to no set-up', async () => {
    await happens(person);
    const { frozen } = await enrollmentsOf(scene, person);
    await thief.reload();
    if (stepOf(thief.page) === 'continue') await thief.submit();
    expect(stepOf(thief.page)).not.toBe('authenticator');
    expect(await enrollmentsOf(scene, person)).toMatchObject({ factors: [], frozen });
  });

  test('nor does a key that was shown before', async () => {
    const key = shownKey(thief.page);
    await happens(person);
    const { frozen } = await enrollmentsOf(scene, person);
    expect(givesCode(await thief.submit({ code: totpCode(key) }))).toBe(false);
    expect(await enrollmentsOf(scene, person)).toMatchObject({ factors: [], frozen });
  });
});
