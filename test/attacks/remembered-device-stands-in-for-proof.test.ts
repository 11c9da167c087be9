// Put together: a waiver stands in for the proof that binding a new factor needs. Here: whoever has the password and a remembered
// browser (a stolen laptop) opens the account pages, and changes nothing there that proves. Made from the route table.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { type RememberedScene, startRememberedScene } from './remembered-scene.ts';
import { routeTable } from './route-table.ts';
import { csrfOf, enrollmentsOf, givesCode } from './scene.ts';

/** What only takes away, or names. */
const harmless = [/\/sessions\//, /\/devices\//, /\/applications\//, /\/name$/, /\/profile$/, /\/data$/];
const rows = (await routeTable()).filter(({ path }) => path.startsWith('/account/'));
const posts = rows.filter(({ method, path }) => method === 'POST' && !harmless.some((one) => one.test(path)));

let scene: RememberedScene;
beforeAll(async () => {
  scene = await startRememberedScene({ policy: { secondFactor: 'optional' } });
});
afterAll(() => scene.stop());

/** What the account proves itself with. */
async function proofsOf(person: Person) {
  const { accounts, passwords } = scene.app.store.storage;
  const [account, password, { factors, backupCodes, pending }] = await Promise.all([
    accounts.find(person.id),
    passwords.find(person.id),
    enrollmentsOf(scene, person),
  ]);
  return {
    email: account?.email,
    phone: account?.profile.phone_number,
    password: password?.version,
    factors: factors.map(({ id, ...factor }) => [id, 'removal' in factor ? factor.removal : null]),
    codes: backupCodes?.id,
    pending,
  };
}

/** The factor's id where the path names one; any id for a set-up. */
async function filled(path: string, person: Person): Promise<string> {
  const [factor] = (await enrollmentsOf(scene, person)).factors;
  return path.replace(':factor', factor?.id ?? '').replace(':setUp', 'A'.repeat(22));
}

test('A9 A12 opens the account pages, which ask for the second factor before anything that proves', async () => {
  const { person, browser } = await scene.remembered({ backupCodes: true });
  expect(givesCode(await scene.again({ person, browser }))).toBe(true);
  const before = await proofsOf(person);
  for (const page of [
    'email',
    'password',
    'factors/add',
    'backup-codes/new',
    'factors/off',
    'factor/:factor/remove',
  ]) {
    await browser.open(`${scene.app.issuer}${await filled(`/account/${page}`, person)}`);
    expect({ page, step: stepOf(browser.page) }).toEqual({ page, step: 'second-factor' });
  }
  await browser.open(`${scene.app.issuer}/account/factors`);
  await browser.click('Authenticator app');
  const csrf = csrfOf(browser.page);
  const password = 'a password of the thief, long enough';
  const wanted = { email: 'thief@elsewhere.example', phone: '+41791234567', kind: 'totp', code: '123456' };
  const fields = {
    ...wanted,
    current: person.password,
    password,
    repeat: password,
    replaces: before.codes ?? '',
  };
  expect(posts.length).toBeGreaterThan(15);
  for (const { path } of posts) {
    const page = await browser.post(await filled(path, person), { csrf, ...fields });
    expect({ path, failed: page.status >= 500 }).toEqual({ path, failed: false });
    expect({ path, now: await proofsOf(person) }).toEqual({ path, now: before });
  }
  expect(scene.app.mails.filter(({ to }) => to === wanted.email)).toEqual([]);
});
