// Whoever got into an account opens sessions and grants by the hundred, so that the owner's page is slow, or hides one among
// them. The page stays short and says so; ending all others ends every one, also what no page shows.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newGrantId, newId, sampleBasis } from '../contracts/samples.ts';
import { allOf } from '../support/all-of.ts';
import { hour } from '../support/clock.ts';
import type { Person } from '../support/world.ts';
import { type Scene, signedIn, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

/** 120 sessions of the account, seen after its own; the last of them with 300 grants, beside one that outlives it. */
async function flood({ id, tenantId }: Person): Promise<void> {
  const { sessions, grantBases } = scene.app.store.storage;
  const [at, clientId] = [Date.now(), scene.registered.client.id];
  const uids = Array.from({ length: 120 }, () => newId());
  const save = (uid: string, n: number) => {
    const seen = { at: at + n, address: null, userAgent: null };
    const payload = { uid, accountId: id, iat: Math.floor(at / 1000), seen };
    return sessions.save(`${uid}.${newId()}`, payload, at + hour, at);
  };
  await Promise.all(uids.map(save));
  const sessionUid = uids.at(-1) ?? '';
  const given = Array.from({ length: 300 }, (_, n) =>
    sampleBasis({
      ...{ grantId: newGrantId(sessionUid), accountId: id, tenantId, clientId, sessionUid },
      ...{ endsWithSession: n > 0, expiresAt: at + hour },
    }),
  );
  await Promise.all(given.map((basis) => grantBases.save(basis)));
}

test('more sessions than a page shows are said to be there, and end with "everywhere else", grants included', async () => {
  const person = await scene.person();
  const { browser } = await signedIn(scene, person);
  await flood(person);
  await browser.open(`${scene.app.issuer}/account/sessions`);
  expect(browser.page.body.match(/<li>/g)).toHaveLength(50);
  expect(browser.page.text).toContain('There are more');
  // Its own among them, though all others were seen later.
  expect(browser.page.text).toContain('This browser');
  await browser.submit({}, undefined, '/sessions/end-others');
  expect(browser.page.text).toContain('You are signed in nowhere else.');
  const { sessions, grantBases } = scene.app.store.storage;
  const [own, ...others] = await sessions.ofAccount(person.id, Date.now(), 200);
  expect(others).toEqual([]);
  const given = await allOf(grantBases.ofAccount(person.id, Date.now()));
  expect(given.filter(({ sessionUid }) => sessionUid !== own?.uid)).toEqual([]);
  expect(given.length).toBeGreaterThan(0);
});
