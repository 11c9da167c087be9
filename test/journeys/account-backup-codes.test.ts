// Backup codes on the account pages: how many are left, and new ones (B3, A12).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { goOn, shownBackupCodes, signIn, stepOf } from '../support/sign-in.ts';
import { setScene } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => clock.advance(31 * second));
afterAll(async () => {
  await app.stop();
  clock.restore();
});

async function atCodes() {
  const scene = await setScene(app);
  const { browser, application, person } = scene;
  const having = { ...person, code: () => person.code() };
  await signIn(browser, application, having);
  await browser.open(`${app.issuer}/account/backup-codes`);
  return { ...scene, having };
}

describe('backup codes on the account pages (B3)', () => {
  test('are counted, and few of them warned of', async () => {
    const { browser, person } = await atCodes();
    expect(browser.page.text).toContain('10 codes are left of 10.');
    await app.world.changeEnrollments(person.id, ({ backupCodes }) => ({
      backupCodes: backupCodes && {
        ...backupCodes,
        codes: backupCodes.codes.map((code, index) => ({ ...code, usedAt: index < 8 ? 1 : null })),
      },
    }));
    expect((await browser.reload()).text).toContain('You have 2 backup codes left.');
    await browser.open(`${app.issuer}/account`);
    expect(browser.page.text).toContain('You have 2 backup codes left.');
    await browser.click('See your backup codes');
    await browser.open(`${app.issuer}/account/factors`);
    expect(browser.page.text).toContain('You have 2 backup codes left.');
  });

  test('A12: are made anew after fresh proof, shown until they are kept, and void the old ones at once', async () => {
    const { browser, person, application, having } = await atCodes();
    clock.advance(6 * minute);
    await browser.click('Make new codes');
    expect(stepOf(browser.page)).toBe('password');
    await goOn(browser, having);
    await browser.submit();
    const codes = shownBackupCodes(browser.page);
    expect(codes).toHaveLength(10);
    expect(codes).not.toContain(person.backupCodes[0]);
    expect((await browser.click('Download as a text file')).body).toContain(codes[9]);
    expect((await browser.back()).heading).toBe('Keep your backup codes');
    expect(shownBackupCodes(await browser.click('Open a page to print'))).toEqual(codes);
    await browser.back();
    expect((await browser.submit()).status).toBe(422);
    const kept = browser.page.url.pathname;
    await browser.submit({ kept: true });
    expect(browser.page.text).toContain('Your new backup codes work now.');
    expect(browser.page.text).toContain('10 codes are left of 10.');
    await browser.open(`${app.issuer}${kept.replace(/\/backup-codes$/, '')}`);
    expect(browser.page.url.pathname).toBe('/account/factors');
    await core();
    const other = app.browser();
    await signIn(other, application, person);
    await other.click('Use a backup code');
    expect((await other.submit({ code: person.backupCodes[0] ?? '' })).status).toBe(422);
    expect((await other.submit({ code: codes[0] ?? '' })).arrival).not.toBeNull();

    async function core() {
      await app.core.audit.drain();
      const rows = await app.store.storage.audit.readBack(person.tenantId, null, 100, person.id);
      const issued = rows.filter(({ type }) => type === 'backup-codes.issued');
      expect(issued.map(({ body }) => JSON.parse(body).event)).toMatchObject([
        { count: 10, why: 'regenerated' },
      ]);
    }
  });

  test('are made once by two clicks', async () => {
    const { browser, person } = await atCodes();
    await browser.click('Make new codes');
    const form = browser.page.form().fill({});
    const tabs = [browser.tab(), browser.tab()];
    for (const tab of tabs) await tab.open(`${app.issuer}/account/backup-codes/new`);
    await Promise.all(tabs.map((tab) => tab.post(form.action.href, Object.fromEntries(form.fields))));
    await browser.post(form.action.href, Object.fromEntries(form.fields));
    expect(shownBackupCodes(browser.page)).toHaveLength(10);
    const { backupCodes } = await app.store.storage.enrollments.find(person.id);
    expect(backupCodes?.codes.every(({ usedAt }) => usedAt === null)).toBe(true);
    await app.core.audit.drain();
    const rows = await app.store.storage.audit.readBack(person.tenantId, null, 100, person.id);
    const unfinished = rows.filter(({ type }) => type === 'act.unfinished').length;
    expect(rows.filter(({ type }) => type === 'backup-codes.issued')).toHaveLength(1 + unfinished);
  });

  test('are not made anew while changes are stopped', async () => {
    const { browser, person } = await atCodes();
    await browser.click('Make new codes');
    const at = Date.now();
    const frozen = { at, until: at + minute, eventId: 'made-by-test' };
    await app.world.changeEnrollments(person.id, () => ({ frozen }));
    await browser.submit();
    expect(browser.page.url.pathname).toBe('/account/backup-codes');
    expect(browser.page.text).toMatch(
      /No new codes can be made now: changes are stopped until .+:\d\d .+, because/,
    );
    expect(browser.page.text).not.toContain('Make new codes');
  });
});
