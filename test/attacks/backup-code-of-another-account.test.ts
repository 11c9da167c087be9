// CVE-2025-64175 (Gogs): a backup code of one account works for another. Neighbours: of another tenant, other codes, other sets.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import {
  atSecondFactor,
  csrfOf,
  enrollmentsOf,
  givesCode,
  interactionPath,
  passwordProved,
  type Scene,
  startScene,
} from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'lost phone' };

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

async function atBackupCode(person: Person) {
  const browser = await atSecondFactor(scene, person);
  await browser.follow(`${browser.page.url.pathname}?method=backup-code`);
  return browser;
}

describe('what was given to one account', () => {
  test('is no backup code of another, and is not used up by trying', async () => {
    const owner = await scene.person({ backupCodes: true });
    const other = await scene.person({ backupCodes: true });
    const browser = await atBackupCode(other);
    const [code = ''] = owner.backupCodes;
    expect((await browser.submit({ code })).status).toBe(422);
    expect(
      (await enrollmentsOf(scene, owner)).backupCodes?.codes.every(({ usedAt }) => usedAt === null),
    ).toBe(true);
    expect(givesCode(await (await atBackupCode(owner)).submit({ code }))).toBe(true);
  });

  test('is no backup code even where its whole record was copied over', async () => {
    const owner = await scene.person({ backupCodes: true });
    const other = await scene.person({ backupCodes: true });
    const { backupCodes } = await enrollmentsOf(scene, owner);
    await scene.app.world.changeEnrollments(other.id, () => ({ backupCodes }));
    expect((await (await atBackupCode(other)).submit({ code: owner.backupCodes[0] ?? '' })).status).toBe(422);
  });

  test('is no app of another even where its sealed key was copied over', async () => {
    const owner = await scene.person();
    const other = await scene.person();
    const { factors } = await enrollmentsOf(scene, owner);
    await scene.app.world.changeEnrollments(other.id, () => ({ factors }));
    const browser = await atSecondFactor(scene, other);
    expect(givesCode(await browser.submit({ code: owner.code() }))).toBe(false);
  });

  test('does not answer where a code of the app is asked, nor the app where a backup code is', async () => {
    const person = await scene.person({ backupCodes: true });
    const browser = await atSecondFactor(scene, person);
    expect((await browser.submit({ code: person.backupCodes[0] ?? '' })).status).toBe(422);
    const backup = await atBackupCode(person);
    expect((await backup.submit({ code: person.code() })).status).toBe(422);
  });

  test('by mail confirms neither another account nor another sign-in of the same one', async () => {
    const owner = await scene.person({ totp: false });
    const other = await scene.person({ totp: false });
    const asked = await passwordProved(scene, owner);
    await asked.submit();
    const code = await scene.app.mailedCode(owner.email);
    for (const person of [other, owner]) {
      const browser = await passwordProved(scene, person);
      const csrf = csrfOf(browser.page);
      const page = await browser.post(`${interactionPath(browser)}/confirmation`, { csrf, code });
      expect(stepOf(page)).not.toBe('authenticator');
      expect(page.status).toBe(422);
    }
  });

  test('by the help desk confirms no other account', async () => {
    const owner = await scene.person({ totp: false });
    const other = await scene.person({ totp: false });
    const given = await scene.app.core.actions.access.giveEnrollmentCode(operator, owner.id, check);
    if (!given.ok) throw new Error(given.reason);
    await scene.app.core.actions.access.giveEnrollmentCode(operator, other.id, check);
    const browser = await passwordProved(scene, other);
    await browser.follow(`${browser.page.url.pathname}?way=enrollment-code`);
    expect((await browser.submit({ code: given.code })).status).toBe(422);
  });
});
