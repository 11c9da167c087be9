// B7, a race: two requests remove the last two factors at once, each of which may remove its own. One stays.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { csrfOf, enrollmentsOf, type Scene, signedIn, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

test('one of the last two factors stays where one is required, whatever is asked at once (B7)', async () => {
  const person = await scene.person({ backupCodes: true });
  await scene.app.world.changeEnrollments(person.id, ({ factors }) => ({
    factors: factors.flatMap((one) => [one, { ...one, id: `${one.id.slice(0, -1)}~`.replace('~', '_') }]),
  }));
  const { browser } = await signedIn(scene, person);
  await browser.open(`${scene.app.issuer}/account/factors`);
  await browser.click('Authenticator app');
  const csrf = csrfOf(browser.page);
  const { factors } = await enrollmentsOf(scene, person);
  const addresses = factors.map(({ id }) => `${scene.app.issuer}/account/factor/${id}/remove`);
  const tabs = await Promise.all(
    [...addresses, ...addresses].map(async (address) => {
      const tab = browser.tab();
      await tab.open(address);
      return { tab, address };
    }),
  );
  const answers = await Promise.all(tabs.map(({ tab, address }) => tab.post(address, { csrf })));
  const left = await enrollmentsOf(scene, person);
  expect(left.factors).toHaveLength(1);
  expect(left.backupCodes).not.toBeNull();
  expect(answers.some(({ status }) => status === 409)).toBe(true);
});
