// The front page of somebody who is signed in: the applications of their organisation, and what their session may open of them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, sampleClient } from '../contracts/samples.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { deviceCookie, rememberOn, withPassword } from '../support/remembered-device.ts';
import { signIn } from '../support/sign-in.ts';
import { setScene } from './scene.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

test('C6 shows what the session may open, however many applications other organisations have', async () => {
  const { tenant, person, application, browser } = await setScene(app);
  const { clients } = app.store.storage;
  const made = (name: string, change: Parameters<typeof sampleClient>[0]) =>
    clients.create(sampleClient({ id: `~${newId()}`, name, uri: `https://${name}.example/`, ...change }));
  // Before the own ones in the order of ids.
  for (let n = 0; n < 210; n++)
    await made(`other-${n}`, { id: `!${n}-${newId()}`, tenantId: `elsewhere-${n % 2}` });
  await made('rota', { tenantId: tenant.id });
  await made('wiki', { tenantId: null });
  await made('vault', { tenantId: tenant.id, requiredLevel: 'phishing-resistant' });
  await signIn(browser, application, person);
  await browser.open(app.issuer);
  expect(browser.page.heading).toBe('Your applications');
  const links = [...browser.page.body.matchAll(/href="https:\/\/([\w-]+)\.example\//g)].map(
    ([, name]) => name,
  );
  expect(links).toContain('rota');
  expect(links).toContain('wiki');
  expect(links).not.toContain('vault');
  expect(links.filter((name) => name?.startsWith('other'))).toEqual([]);
});

test('C6 A9 on a remembered browser also what will ask for the second step; with a password alone, where one is due, nothing', async () => {
  const { tenant, person, application, browser } = await setScene(app, { policy: { rememberDays: 30 } });
  const change = { tenantId: tenant.id, uri: 'https://vault.example/', requiredLevel: 'mfa' } as const;
  await app.store.storage.clients.create(sampleClient({ id: newId(), name: 'Vault', ...change }));
  await rememberOn(browser, application, person);
  const again = app.browser();
  again.jar.put(deviceCookie(browser));
  await withPassword(again, application, person);
  await again.open(app.issuer);
  expect(again.page.heading).toBe('Your applications');
  expect(again.page.text).toContain('Vault');
  const elsewhere = app.browser();
  await withPassword(elsewhere, application, person);
  await elsewhere.open(app.issuer);
  expect(elsewhere.page.text).not.toContain('Vault');
});
