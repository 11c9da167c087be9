// Whoever reads the database (a backup, a replica, an injection) must not be able to act as anybody with what stands in it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Scene, signedIn, silently, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

test('no cookie, code or token stands in any file of the store', async () => {
  const { browser, tokens } = await signedIn(scene, await scene.person());
  const { code } = await silently(scene.application, browser);
  const refreshed = await scene.application.refresh(tokens.refreshToken ?? '');
  const secrets = [
    code,
    tokens.accessToken,
    tokens.refreshToken,
    refreshed.accessToken,
    refreshed.refreshToken,
    // An interaction's id opens nothing without the browser's secret, which is another cookie.
    ...browser.jar
      .list()
      .filter(({ name }) => !/interaction|resume/.test(name))
      .map(({ value }) => value),
  ].filter((secret) => typeof secret === 'string' && secret.length > 20);
  expect(secrets.length).toBeGreaterThan(5);
  const folder = scene.app.store.dataDir;
  const files = readdirSync(folder).filter((name) => name.startsWith('sallyport.db'));
  for (const file of files) {
    const bytes = readFileSync(join(folder, file));
    for (const secret of secrets) expect(bytes.includes(String(secret))).toBe(false);
  }
});
