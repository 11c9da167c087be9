// CVE-2020-5240 (wagtail-2fa): another user's session is listed or ended by its id; and what else an account page could be made
// to do with ids of others.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allOf } from '../support/all-of.ts';
import type { Browser } from '../support/browser.ts';
import type { Person } from '../support/world.ts';
import { csrfOf, type Scene, signedIn, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ client: { firstParty: false }, policy: { secondFactor: 'optional' } });
});
afterAll(() => scene.stop());

/** Signed in to the account pages, on this one of them. */
async function onPage(person: Person, path: string): Promise<Browser> {
  const { browser } = await signedIn(scene, person);
  await browser.open(`${scene.app.issuer}/account${path}`);
  expect(browser.page.url.pathname).toBe(`/account${path}`);
  return browser;
}

const somebody = () => scene.person({ totp: false });
const sessionsOf = ({ id }: Person) => scene.app.store.storage.sessions.ofAccount(id, Date.now(), 9);

describe("somebody who knows the id of another's session", () => {
  test('sees nothing of it, and is told 404 when ending it', async () => {
    const victim = await somebody();
    const { browser: victims } = await signedIn(scene, victim);
    const [{ uid = '' } = {}] = await sessionsOf(victim);
    const browser = await onPage(await somebody(), '/profile');
    expect((await browser.open(`${scene.app.issuer}/account/sessions`)).body).not.toContain(uid);
    await browser.back();
    for (const session of [uid, `${uid}x`, '', 'constructor']) {
      const page = await browser.post('/account/sessions/end', { csrf: csrfOf(browser.page), session });
      expect(page.status).toBe(404);
      await browser.back();
    }
    expect(await sessionsOf(victim)).toHaveLength(1);
    expect((await victims.open(`${scene.app.issuer}/account`)).heading).toBe('Your account');
  });

  test('ends only their own when ending all others', async () => {
    const [victim, person] = [await somebody(), await somebody()];
    await signedIn(scene, victim);
    const browser = await onPage(person, '/sessions');
    await signedIn(scene, person);
    await browser.reload();
    await browser.submit({}, undefined, '/sessions/end-others');
    expect(await sessionsOf(person)).toHaveLength(1);
    expect(await sessionsOf(victim)).toHaveLength(1);
  });
});

describe("somebody who names an application that has another's consent", () => {
  test('is told 404 and takes nothing away', async () => {
    const victim = await somebody();
    await signedIn(scene, victim);
    const other = await scene.app.world.client(scene.tenant.id);
    await signedIn({ ...scene, application: await scene.app.application(other) }, victim);
    const browser = await onPage(await somebody(), '/profile');
    const fields = { csrf: csrfOf(browser.page), application: other.client.id };
    expect((await browser.post('/account/applications/revoke', fields)).status).toBe(404);
    const bases = await allOf(scene.app.store.storage.grantBases.ofAccount(victim.id, Date.now()));
    expect(bases.map(({ clientId }) => clientId).toSorted()).toContain(other.client.id);
  });
});

describe('a stolen cookie of the account pages', () => {
  test('opens nothing without the session, nor with the session in another browser', async () => {
    const browser = await onPage(await somebody(), '');
    const cookies = browser.jar.list();
    const line = (names: RegExp) =>
      cookies
        .filter(({ name }) => names.test(name))
        .map(({ name, value }) => `${name}=${value}`)
        .join('; ');
    const thief = scene.app.browser();
    const open = async (Cookie: string) =>
      (await thief.send({ url: `${scene.app.issuer}/account`, headers: { Cookie } })).status;
    expect(await open(line(/./))).toBe(200);
    expect(await open(line(/account|browser/))).toBe(303);
    expect(await open(line(/session|account/))).toBe(303);
    expect(await open(line(/session|browser/))).toBe(303);
  });
});
