// CVE-2020-5240 (wagtail-2fa): another user's factor can be listed, changed or deleted by its id. Here it is as good as none.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { csrfOf, enrollmentsOf, type Scene, signedIn, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

const requests = [
  ['GET', ''],
  ['POST', '/name'],
  ['GET', '/remove'],
  ['POST', '/remove'],
  ['GET', '/lost'],
  ['POST', '/lost'],
  ['POST', '/keep'],
] as const;

test.each(requests)(
  '%s of a factor%s answers alike for another’s id and for none (CVE-2020-5240)',
  async (method, part) => {
    const victim = await scene.person({ backupCodes: true });
    const [factor] = (await enrollmentsOf(scene, victim)).factors;
    const { browser } = await signedIn(scene, await scene.person());
    await browser.open(`${scene.app.issuer}/account/factors`);
    await browser.click('Authenticator app');
    const csrf = csrfOf(browser.page);
    const before = await enrollmentsOf(scene, victim);
    const answers = [];
    for (const id of [factor?.id ?? '', 'A'.repeat(22), '..%2f', `${factor?.id}%00`]) {
      const url = `${scene.app.issuer}/account/factor/${id}${part}`;
      const page =
        method === 'GET' ? await browser.open(url) : await browser.post(url, { csrf, name: 'mine' });
      answers.push({ status: page.status, text: page.text });
    }
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.every(({ status }) => status === 404)).toBe(true);
    expect(await enrollmentsOf(scene, victim)).toEqual(before);
  },
);
